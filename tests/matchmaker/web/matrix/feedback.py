"""What both sides say of pairs, and what firms ask to be improved."""

from tests.matchmaker.web.matrix.rules import (
    CITY,
    FIRM,
    INSTITUTION,
    OFFICE,
    PROVINCE,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import DEMAND, PATENT, World

_UNSEEN = frozenset({"theirs"})


def _say(world: World, side: str) -> Call:
    said = {"demand": DEMAND[side], "patent": PATENT[side], "opinion": "fit"}
    return Call("POST", "/api/v1/feedback", said | {"organisation_id": world.firm[side]})


def _ask(world: World, side: str) -> Call:
    asked = {"patent": PATENT[side], "points": ["price"], "organisation_id": world.firm[side]}
    return Call("POST", "/api/v1/improvements", asked)


def _close(world: World, side: str, act: str) -> Call:
    given = {"organisation_id": world.organisation[side], "text": "已补充"}
    return Call("POST", f"/api/v1/improvements/{world.improvement[side]}/{act}", given)


def _withdraw(world: World, side: str) -> Call:
    given = {"organisation_id": world.firm[side]}
    return Call("POST", f"/api/v1/improvements/{world.improvement[side]}/withdraw", given)


RULES: dict[str, Rule] = {
    "add_feedback": on_sides(_say, ours={PROVINCE, CITY, FIRM}, theirs={PROVINCE}),
    "list_feedback": anyone(lambda w, s: Call("GET", "/api/v1/feedback"), OFFICE | INSTITUTION),
    "list_own_feedback": anyone(
        lambda w, s: Call("GET", "/api/v1/feedback/own"), {PROVINCE, CITY, FIRM} | INSTITUTION
    ),
    "summarise_feedback": anyone(
        lambda w, s: Call("GET", "/api/v1/feedback/summary"), OFFICE | INSTITUTION
    ),
    "request_improvement": on_sides(_ask, ours={PROVINCE, CITY, FIRM}, theirs={PROVINCE}),
    "list_asked_improvements": anyone(
        lambda w, s: Call("GET", "/api/v1/improvements/asked"), {PROVINCE, CITY, FIRM}
    ),
    "list_received_improvements": anyone(
        lambda w, s: Call("GET", "/api/v1/improvements/received"), {PROVINCE, CITY} | INSTITUTION
    ),
    # Of what is asked of others only those hear who may answer it.
    "answer_improvement": Rule(
        lambda w, s: _close(w, s, "answer"),
        {"ours": {PROVINCE, CITY} | INSTITUTION, "theirs": {PROVINCE}},
        _UNSEEN,
    ),
    "decline_improvement": Rule(
        lambda w, s: _close(w, s, "decline"),
        {"ours": {PROVINCE, CITY} | INSTITUTION, "theirs": {PROVINCE}},
        _UNSEEN,
    ),
    "withdraw_improvement": Rule(
        _withdraw, {"ours": {PROVINCE, CITY, FIRM}, "theirs": {PROVINCE}}, _UNSEEN
    ),
}
