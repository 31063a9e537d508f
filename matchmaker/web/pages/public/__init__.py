"""Pages for everybody."""

from matchmaker.web.pages.public import (
    cases,
    checkin,
    documentation,
    events,
    home,
    institutions,
    open_licences,
    patents,
    saved_searches,
)

ROUTERS = tuple(
    module.router
    for module in (
        home,
        patents,
        cases,
        open_licences,
        saved_searches,
        institutions,
        events,
        checkin,
        documentation,
    )
)
