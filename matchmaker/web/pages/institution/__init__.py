"""The desk of a university or an institute."""

from matchmaker.web.pages.institution import (
    ending,
    events,
    imports,
    listings,
    open_licence,
    open_licences,
    overview,
    patent,
    patents,
    requests,
    wanted,
)

# The table comes before a single patent: its fixed addresses stand under the same beginning.
ROUTERS = tuple(
    module.router
    for module in (
        overview,
        patents,
        patent,
        listings,
        open_licences,
        open_licence,
        ending,
        wanted,
        requests,
        events,
    )
)
UPLOADS = (imports.router,)
