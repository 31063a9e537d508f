"""Pages; their rules are named by method and path."""

from tests.matchmaker.services.accounts.cases import PASSWORD
from tests.matchmaker.web.matrix.accounts import NEW_PASSWORD
from tests.matchmaker.web.matrix.rules import (
    EVERYBODY,
    FIRM,
    PEOPLE,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import EVENT, PATENT

_PASSWORDS = {"old": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD}

RULES: dict[str, Rule] = {
    "GET /": anyone(lambda w, s: Call("GET", "/"), EVERYBODY),
    "GET /patents": anyone(
        lambda w, s: Call("GET", "/patents", params={"words": "装置"}), EVERYBODY
    ),
    "POST /patents/saved": anyone(
        lambda w, s: Call("POST", "/patents/saved", form={"query": "/patents?words=a"}), PEOPLE
    ),
    # Nobody has kept one.
    "POST /patents/saved/{search_id}/remove": anyone(
        lambda w, s: Call("POST", "/patents/saved/1/remove"), PEOPLE, 404
    ),
    "GET /patents/{number}": on_sides(
        lambda w, s: Call("GET", f"/patents/{PATENT[s]}"), ours=EVERYBODY, theirs=EVERYBODY
    ),
    "POST /patents/{number}/open-licence": on_sides(
        lambda w, s: Call("POST", f"/patents/{PATENT[s]}/open-licence", form={}),
        ours={FIRM},
        theirs={FIRM},
    ),
    "GET /institutions/{organisation_id}": on_sides(
        lambda w, s: Call("GET", f"/institutions/{w.organisation[s]}"),
        ours=EVERYBODY,
        theirs=EVERYBODY,
    ),
    "GET /events/{slug}": on_sides(
        lambda w, s: Call("GET", f"/events/{EVENT[s]}"), ours=EVERYBODY, theirs=EVERYBODY
    ),
    "GET /docs": anyone(lambda w, s: Call("GET", "/docs"), EVERYBODY),
    "GET /login": anyone(lambda w, s: Call("GET", "/login"), EVERYBODY),
    "POST /login": anyone(
        lambda w, s: Call("POST", "/login", form={"login": "auditor", "password": PASSWORD}),
        EVERYBODY,
    ),
    "POST /logout": anyone(lambda w, s: Call("POST", "/logout"), PEOPLE),
    "GET /password": anyone(lambda w, s: Call("GET", "/password"), PEOPLE),
    "POST /password": anyone(lambda w, s: Call("POST", "/password", form=_PASSWORDS), PEOPLE),
    # The address is the key, and this one is nobody's.
    "GET /checkin/{token}": anyone(lambda w, s: Call("GET", "/checkin/none"), EVERYBODY, 404),
    "POST /checkin/{token}": anyone(lambda w, s: Call("POST", "/checkin/none"), EVERYBODY, 404),
}
