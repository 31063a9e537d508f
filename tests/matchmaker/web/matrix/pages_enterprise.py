"""Pages of the desk of a firm: for its members alone, each on what is the firm's own."""

from typing import Any

from tests.matchmaker.web.matrix.rules import FIRM, Call, Rule, anyone
from tests.matchmaker.web.matrix.world import EVENT, OURS, PATENT, THEIRS, UNIVERSITY, World

DESK = "/enterprise"
_MINE: dict[str, frozenset[str]] = {OURS: frozenset({FIRM}), THEIRS: frozenset()}
_NEW = {"title": "阀门密封", "problem": "阀门漏水", "confidentiality": "named"}


def _demand(world: World, side: str, rest: str = "") -> str:
    return f"{DESK}/demands/{world.demand[side]}{rest}"


def _pair(world: World, side: str, rest: str = "") -> str:
    return _demand(world, side, f"/patents/{PATENT[side]}{rest}")


def _wished(world: World, side: str) -> dict[str, str]:
    return {"participant_id": str(world.campaign.firm[side]), "other": UNIVERSITY[side]}


def _mine(call: Any, answer: int | None = None) -> Rule:
    """Return the rule of a page about a demand: of others' the firm is told that it is not there.

    Whoever is no member of a firm is refused before it is looked for.
    """
    return Rule(call, _MINE, unseen=frozenset({THEIRS}), answer=answer)


RULES: dict[str, Rule] = {
    f"GET {DESK}": anyone(lambda w, s: Call("GET", DESK), {FIRM}),
    f"GET {DESK}/demands/new": anyone(lambda w, s: Call("GET", f"{DESK}/demands/new"), {FIRM}),
    f"POST {DESK}/demands/new": anyone(
        lambda w, s: Call("POST", f"{DESK}/demands/new", form=_NEW), {FIRM}, 303
    ),
    f"POST {DESK}/demands/preview": anyone(
        lambda w, s: Call("POST", f"{DESK}/demands/preview", form=_NEW), {FIRM}, 200
    ),
    f"GET {DESK}/demands/{{demand_id}}": Rule(
        lambda w, s: Call("GET", f"{DESK}/demands/{w.hidden[s]}"), _MINE, frozenset({THEIRS})
    ),
    f"GET {DESK}/demands/{{demand_id}}/edit": Rule(
        lambda w, s: Call("GET", f"{DESK}/demands/{w.named[s]}/edit"), _MINE, frozenset({THEIRS})
    ),
    f"POST {DESK}/demands/{{demand_id}}/edit": _mine(
        lambda w, s: Call("POST", _demand(w, s, "/edit"), form=_NEW), 303
    ),
    f"POST {DESK}/demands/{{demand_id}}/judgements": _mine(
        lambda w, s: Call(
            "POST", _demand(w, s, "/judgements"), form={"number": PATENT[s], "opinion": "fit"}
        ),
        303,
    ),
    # Nothing has been said yet: whoever may undo is told so.
    f"POST {DESK}/demands/{{demand_id}}/judgements/undo": _mine(
        lambda w, s: Call("POST", _demand(w, s, "/judgements/undo"), form={"feedback_id": "1"}), 404
    ),
    f"GET {DESK}/demands/{{demand_id}}/compare": _mine(
        lambda w, s: Call("GET", _demand(w, s, "/compare"), params={"number": PATENT[s]})
    ),
    f"GET {DESK}/demands/{{demand_id}}/patents/{{number}}": _mine(
        lambda w, s: Call("GET", _pair(w, s))
    ),
    f"POST {DESK}/demands/{{demand_id}}/patents/{{number}}/improvements": _mine(
        lambda w, s: Call(
            "POST",
            f"{DESK}/demands/{w.named[s]}/patents/{PATENT[s]}/improvements",
            form={"points": "price"},
        ),
        303,
    ),
    f"POST {DESK}/improvements/{{request_id}}/withdraw": _mine(
        lambda w, s: Call("POST", f"{DESK}/improvements/{w.improvement[s]}/withdraw")
    ),
    f"POST {DESK}/demands/{{demand_id}}/patents/{{number}}/consent": _mine(
        lambda w, s: Call("POST", _pair(w, s, "/consent"), form={"given": "true"})
    ),
    f"POST {DESK}/demands/{{demand_id}}/patents/{{number}}/contact": _mine(
        lambda w, s: Call("POST", _pair(w, s, "/contact"), form={"purpose": "约定试验时间"}), 200
    ),
    f"GET {DESK}/events": anyone(lambda w, s: Call("GET", f"{DESK}/events"), {FIRM}),
    # Of an event to which it is not invited a firm reads what everybody may.
    f"GET {DESK}/events/{{slug}}": Rule(
        lambda w, s: Call("GET", f"{DESK}/events/{EVENT[s]}"), {OURS: {FIRM}, THEIRS: {FIRM}}
    ),
    # To our event it is invited already.
    f"POST {DESK}/events/{{slug}}/registration": anyone(
        lambda w, s: Call("POST", f"{DESK}/events/{EVENT[THEIRS]}/registration"), {FIRM}
    ),
    f"POST {DESK}/events/{{slug}}/answer": Rule(
        lambda w, s: Call(
            "POST",
            f"{DESK}/events/{EVENT[s]}/answer",
            form={"participant_id": str(w.campaign.firm[s]), "status": "confirmed"},
        ),
        _MINE,
    ),
    f"POST {DESK}/events/{{slug}}/wishes": Rule(
        lambda w, s: Call("POST", f"{DESK}/events/{EVENT[s]}/wishes", form=_wished(w, s)), _MINE
    ),
    f"POST {DESK}/events/{{slug}}/wishes/{{wish_id}}/drop": Rule(
        lambda w, s: Call("POST", f"{DESK}/events/{EVENT[s]}/wishes/{w.campaign.wish[s]}/drop"),
        _MINE,
    ),
    f"GET {DESK}/data": anyone(lambda w, s: Call("GET", f"{DESK}/data"), {FIRM}),
    f"POST {DESK}/data/consents": anyone(
        lambda w, s: Call("POST", f"{DESK}/data/consents", form={"purpose": "push", "given": "no"}),
        {FIRM},
    ),
    f"POST {DESK}/data/requests": anyone(
        lambda w, s: Call("POST", f"{DESK}/data/requests", form={"kind": "access"}), {FIRM}
    ),
}
