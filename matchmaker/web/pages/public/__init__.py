"""Pages for everybody."""

from matchmaker.web.pages.public import (
    checkin,
    documentation,
    events,
    home,
    institutions,
    patents,
    saved_searches,
)

ROUTERS = tuple(
    module.router
    for module in (home, patents, saved_searches, institutions, events, checkin, documentation)
)
