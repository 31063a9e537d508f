"""Events and their candidate lists: version 1 is locked, version 2 a draft."""

from typing import Any

from tests.matchmaker.web.matrix.rules import (
    KNOWN,
    MEMBERS,
    READ_OURS,
    READ_THEIRS,
    WRITE_OURS,
    WRITE_THEIRS,
    Call,
    Rule,
    anyone,
    for_partakers,
    for_readers,
    for_writers,
    on_sides,
)
from tests.matchmaker.web.matrix.world import CITY, DEMAND, EVENT, OURS, PATENT, THEIRS

_OTHER = {OURS: THEIRS, THEIRS: OURS}


def at(side: str, rest: str = "") -> str:
    return f"/api/v1/events/{EVENT[side]}{rest}"


def new_event(side: str) -> dict[str, Any]:
    return {
        "slug": "new",
        "name": "新活动",
        "kind": "local_docking",
        "date": "2024-09-01",
        "city": CITY[side],
    }


RULES: dict[str, Rule] = {
    "list_events": anyone(lambda w, s: Call("GET", "/api/v1/events"), KNOWN),
    "list_due_dates": anyone(lambda w, s: Call("GET", "/api/v1/calendar"), KNOWN),
    "export_due_dates": anyone(lambda w, s: Call("GET", "/api/v1/calendar.ics"), KNOWN),
    "add_event": for_writers(lambda w, s: Call("POST", "/api/v1/events", new_event(s))),
    "get_event": on_sides(lambda w, s: Call("GET", at(s)), ours=KNOWN, theirs=KNOWN),
    "change_event": Rule(
        lambda w, s: Call("PATCH", at(s), {"venue": "光谷"}),
        {OURS: WRITE_OURS, THEIRS: WRITE_THEIRS, "province": WRITE_THEIRS},
    ),
    "list_list_versions": for_partakers(lambda w, s: Call("GET", at(s, "/lists"))),
    "get_list_version": Rule(
        lambda w, s: (
            Call("GET", at(OURS, "/lists/2")) if s == "draft" else Call("GET", at(s, "/lists/1"))
        ),
        {OURS: READ_OURS | MEMBERS, THEIRS: READ_THEIRS | MEMBERS, "draft": READ_OURS},
        frozenset({"draft"}),
    ),
    "list_list_entries": Rule(
        lambda w, s: (
            Call("GET", at(OURS, "/lists/2/entries"))
            if s == "draft"
            else Call("GET", at(s, "/lists/1/entries"))
        ),
        {OURS: READ_OURS | MEMBERS, THEIRS: READ_THEIRS | MEMBERS, "draft": READ_OURS},
        frozenset({"draft"}),
    ),
    "compare_list_versions": for_readers(lambda w, s: Call("GET", at(s, "/lists/2/changes"))),
    "export_list": for_readers(lambda w, s: Call("GET", at(s, "/lists/2/list.xlsx"))),
    "list_list_acts": for_readers(lambda w, s: Call("GET", at(s, "/list/log"))),
    "explain_missing_pair": for_readers(
        lambda w, s: Call(
            "GET",
            at(s, "/lists/2/why-not"),
            params={"demand": DEMAND[s], "patent": PATENT[_OTHER[s]]},
        )
    ),
    "generate_list": for_writers(lambda w, s: Call("POST", at(s, "/lists"), {}), 202),
    "recheck_list": for_writers(lambda w, s: Call("POST", at(s, "/lists/recheck"), {}), 202),
    "lock_list": for_writers(lambda w, s: Call("POST", at(s, "/lists/lock"), {}), 202),
    # The draft in hand is no locked version, which only those hear who might correct one.
    "correct_list": for_writers(
        lambda w, s: Call("POST", at(s, "/lists/corrections"), {"reason": "更正"}), 409
    ),
    "edit_list": for_writers(
        lambda w, s: Call(
            "POST",
            at(s, "/list/edits"),
            {"act": "pin", "demand": DEMAND[s], "patent": PATENT[s], "version": 2},
        )
    ),
    "add_to_list": for_writers(
        lambda w, s: Call(
            "POST",
            at(s, "/list/additions"),
            {"demand": DEMAND[s], "patent": PATENT[_OTHER[s]]},
        ),
        202,
    ),
}
