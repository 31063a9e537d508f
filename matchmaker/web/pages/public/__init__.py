"""Pages for everybody."""

from matchmaker.web.pages.public import (
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
        open_licences,
        saved_searches,
        institutions,
        events,
        checkin,
        documentation,
    )
)
