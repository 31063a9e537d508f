"""Finance demands: the firm's own and its organisers'; nobody else learns that they are there."""

from collections.abc import Callable
from typing import Any

from tests.matchmaker.web.matrix.rules import (
    CITY,
    FIRM,
    PROVINCE,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import World

_AT, _DESK, _OFFICE = "/api/v1/finance-demands", "/enterprise/finance", "/office/finance"
_ORGANISERS = frozenset({PROVINCE, CITY})
_UNSEEN = frozenset({"theirs"})
_WORDS = {"kind": "equity", "purpose": "买设备", "amount_cny": 500_000}
_TYPED = {"kind": "equity", "purpose": "买设备", "amount": "50"}


def _one(call: Callable[[World, str], Call]) -> Rule:
    return Rule(call, {"ours": _ORGANISERS | {FIRM}, "theirs": {PROVINCE}}, _UNSEEN)


def _mine(call: Callable[[World, str], Call]) -> Rule:
    return Rule(call, {"ours": {FIRM}, "theirs": frozenset()}, _UNSEEN)


def _at_office(call: Callable[[World, str], Call]) -> Rule:
    return Rule(call, {"ours": _ORGANISERS, "theirs": {PROVINCE}}, _UNSEEN)


def _revision(world: World, side: str) -> dict[str, int]:
    return {"revision": world.ledger.finance_revision[side]}


def _step(world: World, side: str) -> dict[str, Any]:
    return {"state": "talking", "lender": "甲银行", **_revision(world, side)}


def _form(said: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in said.items()}


RULES: dict[str, Rule] = {
    "list_finance_demands": anyone(lambda w, s: Call("GET", _AT), _ORGANISERS | {FIRM}),
    "state_finance_demand": on_sides(
        lambda w, s: Call("POST", _AT, {**_WORDS, "organisation_id": w.firm[s]}),
        ours=_ORGANISERS | {FIRM},
        theirs={PROVINCE},
    ),
    "get_finance_demand": _one(lambda w, s: Call("GET", f"{_AT}/{w.ledger.finance[s]}")),
    "change_finance_demand": _one(
        lambda w, s: Call("PUT", f"{_AT}/{w.ledger.finance[s]}", {**_WORDS, **_revision(w, s)})
    ),
    "move_finance_demand": _one(
        lambda w, s: Call("POST", f"{_AT}/{w.ledger.finance[s]}/moves", _step(w, s))
    ),
    f"GET {_DESK}": anyone(lambda w, s: Call("GET", _DESK), {FIRM}),
    f"GET {_DESK}/new": anyone(lambda w, s: Call("GET", f"{_DESK}/new"), {FIRM}),
    f"POST {_DESK}/new": anyone(
        lambda w, s: Call("POST", f"{_DESK}/new", form=_TYPED), {FIRM}, 303
    ),
    f"GET {_DESK}/{{demand_id}}": _mine(lambda w, s: Call("GET", f"{_DESK}/{w.ledger.finance[s]}")),
    f"POST {_DESK}/{{demand_id}}": _mine(
        lambda w, s: Call(
            "POST", f"{_DESK}/{w.ledger.finance[s]}", form=_form({**_TYPED, **_revision(w, s)})
        )
    ),
    f"POST {_DESK}/{{demand_id}}/move": _mine(
        lambda w, s: Call("POST", f"{_DESK}/{w.ledger.finance[s]}/move", form=_form(_step(w, s)))
    ),
    f"GET {_OFFICE}": anyone(lambda w, s: Call("GET", _OFFICE), _ORGANISERS),
    f"GET {_OFFICE}/{{demand_id}}": _at_office(
        lambda w, s: Call("GET", f"{_OFFICE}/{w.ledger.finance[s]}")
    ),
    f"POST {_OFFICE}/{{demand_id}}/move": _at_office(
        lambda w, s: Call("POST", f"{_OFFICE}/{w.ledger.finance[s]}/move", form=_form(_step(w, s)))
    ),
}
