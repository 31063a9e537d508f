"""Routers of the pages: public ones, those of the account, the three desks, and reviewers."""

from matchmaker.web.pages import reviewing
from matchmaker.web.pages.account import ROUTERS as ACCOUNT
from matchmaker.web.pages.enterprise import ROUTERS as ENTERPRISE
from matchmaker.web.pages.institution import ROUTERS as INSTITUTION
from matchmaker.web.pages.institution import UPLOADS as INSTITUTION_UPLOADS
from matchmaker.web.pages.office import ROUTERS as OFFICE
from matchmaker.web.pages.office import UPLOADS as OFFICE_UPLOADS
from matchmaker.web.pages.public import ROUTERS as PUBLIC

PAGES = (*PUBLIC, *ACCOUNT, *ENTERPRISE, *INSTITUTION, *OFFICE, reviewing.router)
# They take files, and so larger bodies and more time than others.
UPLOAD_PAGES = (*INSTITUTION_UPLOADS, *OFFICE_UPLOADS)
