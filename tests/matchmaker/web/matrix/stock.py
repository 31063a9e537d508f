"""Patents, and what is asked of the stock."""

from tests.matchmaker.web.matrix.rules import (
    ADMIN,
    AUDITOR,
    CITY,
    DEPARTMENT,
    EVERYBODY,
    INSTITUTION,
    KNOWN,
    OFFICE,
    PROVINCE,
    UNIVERSITY,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import PATENT

QUESTION = {"title": "轧辊裂纹修复", "anywhere": True, "any_state": True}

RULES: dict[str, Rule] = {
    "get_health": anyone(lambda w, s: Call("GET", "/api/v1/health"), EVERYBODY),
    "get_liveness": anyone(lambda w, s: Call("GET", "/health/live"), EVERYBODY),
    "get_readiness": anyone(lambda w, s: Call("GET", "/health/ready"), EVERYBODY),
    # Served by address, and the test client has none.
    "GET /metrics": anyone(lambda w, s: Call("GET", "/metrics"), EVERYBODY, 404),
    "list_patents": anyone(lambda w, s: Call("GET", "/api/v1/patents"), KNOWN),
    "get_patent": on_sides(
        lambda w, s: Call("GET", f"/api/v1/patents/{PATENT[s]}"), ours=KNOWN, theirs=KNOWN
    ),
    "change_patent": on_sides(
        lambda w, s: Call("PATCH", f"/api/v1/patents/{PATENT[s]}", {"values": {"price": "50万元"}}),
        ours={PROVINCE, CITY, DEPARTMENT, UNIVERSITY},
        theirs={PROVINCE},
    ),
    # The demands of the world are public; those that are not are another test's.
    "recommend_patents": on_sides(
        lambda w, s: Call("GET", f"/api/v1/demands/{w.demand[s]}/patents"),
        ours=KNOWN,
        theirs=KNOWN,
    ),
    "recommend_demands": on_sides(
        lambda w, s: Call("GET", f"/api/v1/patents/{PATENT[s]}/demands"),
        ours=OFFICE | INSTITUTION,
        theirs={ADMIN, PROVINCE, AUDITOR},
    ),
    "recommend_firms": on_sides(
        lambda w, s: Call("GET", f"/api/v1/organisations/{w.organisation[s]}/firms"),
        ours=OFFICE | INSTITUTION,
        theirs={ADMIN, PROVINCE, AUDITOR},
    ),
    "list_similar_patents": on_sides(
        lambda w, s: Call("GET", f"/api/v1/patents/{PATENT[s]}/similar"), ours=KNOWN, theirs=KNOWN
    ),
    "explain_missing_patent": on_sides(
        lambda w, s: Call(
            "GET", f"/api/v1/demands/{w.demand[s]}/patents/{PATENT['theirs']}/why-not"
        ),
        ours=KNOWN,
        theirs=KNOWN,
    ),
    "rank_patents": anyone(lambda w, s: Call("POST", "/api/v1/rank", QUESTION), KNOWN),
}
