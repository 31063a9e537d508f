"""Patent products: told of and handed in by firms, filed and recognised by the office."""

from typing import Any

from tests.matchmaker.web.matrix.rules import (
    CITY,
    FIRM,
    OFFICE,
    PROVINCE,
    READ_THEIRS,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import OURS, THEIRS, World

_API, _DESK, _OFFICE = "/api/v1/products", "/enterprise/products", "/office/products"
_UNSEEN = frozenset({THEIRS})
_ORGANISERS = frozenset({PROVINCE, CITY})
_MINE: dict[str, frozenset[str]] = {OURS: frozenset({FIRM}), THEIRS: frozenset()}
_TOLD = {"name": "电池包", "year": 2023}


def _one(at: str, method: str, rest: str = "", said: Any = None, form: Any = None) -> Any:
    def call(world: World, side: str) -> Call:
        return Call(method, f"{at}/{world.product[side]}{rest}", said, form=form)

    return call


def _new(world: World, side: str) -> Call:
    return Call("POST", _API, {**_TOLD, "organisation_id": world.firm[side]})


RULES: dict[str, Rule] = {
    "list_products": anyone(lambda w, s: Call("GET", _API), OFFICE | {FIRM}),
    "add_product": on_sides(_new, ours=_ORGANISERS | {FIRM}, theirs={PROVINCE}),
    "get_product": Rule(_one(_API, "GET"), {OURS: OFFICE | {FIRM}, THEIRS: READ_THEIRS}, _UNSEEN),
    "change_product": Rule(
        _one(_API, "PUT", said=_TOLD), {OURS: _ORGANISERS | {FIRM}, THEIRS: {PROVINCE}}, _UNSEEN
    ),
    "move_product": Rule(
        _one(_API, "POST", "/steps", {"act": "withdrawn"}),
        {OURS: _ORGANISERS | {FIRM}, THEIRS: {PROVINCE}},
        _UNSEEN,
    ),
    f"GET {_DESK}": anyone(lambda w, s: Call("GET", _DESK), {FIRM}),
    f"GET {_DESK}.xlsx": anyone(lambda w, s: Call("GET", f"{_DESK}.xlsx"), {FIRM}),
    f"GET {_DESK}/new": anyone(lambda w, s: Call("GET", f"{_DESK}/new"), {FIRM}),
    f"POST {_DESK}/new": anyone(
        lambda w, s: Call("POST", f"{_DESK}/new", form={"name": "电池包", "year": "2023"}),
        {FIRM},
        303,
    ),
    f"GET {_DESK}/{{product_id}}": Rule(_one(_DESK, "GET"), _MINE, _UNSEEN),
    # What was typed is compared with nothing, so that the form is shown again.
    f"POST {_DESK}/{{product_id}}": Rule(
        _one(_DESK, "POST", form={"name": "电池包", "year": "2023"}), _MINE, _UNSEEN, answer=422
    ),
    f"POST {_DESK}/{{product_id}}/step": Rule(
        _one(_DESK, "POST", "/step", form={"act": "withdrawn"}), _MINE, _UNSEEN, answer=303
    ),
    f"GET {_OFFICE}": anyone(lambda w, s: Call("GET", _OFFICE), OFFICE),
    f"GET {_OFFICE}.xlsx": anyone(lambda w, s: Call("GET", f"{_OFFICE}.xlsx"), OFFICE),
    f"GET {_OFFICE}/survey.xlsx": anyone(
        lambda w, s: Call("GET", f"{_OFFICE}/survey.xlsx"), OFFICE
    ),
    f"GET {_OFFICE}/{{product_id}}": Rule(
        _one(_OFFICE, "GET"), {OURS: OFFICE, THEIRS: READ_THEIRS}, _UNSEEN
    ),
    f"POST {_OFFICE}/{{product_id}}/step": Rule(
        _one(_OFFICE, "POST", "/step", form={"act": "withdrawn"}),
        {OURS: _ORGANISERS, THEIRS: {PROVINCE}},
        _UNSEEN,
        answer=303,
    ),
}
