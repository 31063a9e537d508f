"""The desk of a firm."""

from matchmaker.web.pages.enterprise import (
    compare,
    data,
    demand,
    demand_form,
    events,
    finance,
    overview,
    pair,
    products,
)

# The form goes first: "new" is no number of a demand.
ROUTERS = tuple(
    module.router
    for module in (
        *(overview, demand_form, demand, compare, pair),
        *(finance, events, products, data),
    )
)
