"""Pages for everybody."""

from matchmaker.web.pages.public import (
    cases,
    checkin,
    courses,
    documentation,
    events,
    home,
    institutions,
    open_licences,
    patents,
    policies,
    saved_searches,
    services,
)

ROUTERS = tuple(
    module.router
    for module in (
        home,
        patents,
        policies,
        courses,
        services,
        cases,
        open_licences,
        saved_searches,
        institutions,
        events,
        checkin,
        documentation,
    )
)
