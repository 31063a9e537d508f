"""What the pages of public services share: their addresses, and whose records they are for."""

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import Crumb

POLICIES_PATH = "/office/policies"
COURSES_PATH = "/office/courses"
SERVICES_PATH = "/office/services"
POLICIES = Crumb("政策库", POLICIES_PATH)
SERVICES = Crumb("服务目录", SERVICES_PATH)
COURSES = Crumb("培训课程", COURSES_PATH)
CRUMBS = (HOME,)


def writes_all(viewer: Viewer) -> bool:
    """Whether a viewer writes for the province and every city."""
    return viewer.reach(Permission.PUBLIC_SERVICE_WRITE) is Reach.ALL
