"""Open licences: prepared by owners, filed by universities, asked for by firms."""

from typing import Any

from tests.matchmaker.web.matrix.rules import (
    CITY,
    FIRM,
    INSTITUTION,
    OFFICE,
    PROVINCE,
    READ_THEIRS,
    UNIVERSITY,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import PATENT, World

_AT = "/api/v1/open-licences"
_UNSEEN = frozenset({"theirs"})
_ORGANISERS = frozenset({PROVINCE, CITY})


def _one(method: str, rest: str = "", said: Any = None) -> Any:
    return lambda world, side: Call(method, f"{_AT}/{world.licence[side]}{rest}", said)


def _use(world: World, side: str) -> Call:
    # Each has one, ours the first.
    use = {"ours": 1, "theirs": 2}[side]
    return Call("PUT", f"{_AT}/{world.licence[side]}/uses/{use}", {"licensee": "乙厂"})


def _check(world: World, side: str) -> Call:
    return Call("GET", f"{_AT}/check/{PATENT[side]}")


def _declare(world: World, side: str) -> Call:
    return Call("PUT", f"{_AT}/patents/{PATENT[side]}", {"fee": "免费"})


def _ask(world: World, side: str) -> Call:
    return Call("POST", f"{_AT}/requests", {"patent": PATENT[side]})


RULES: dict[str, Rule] = {
    "list_open_licences": anyone(lambda w, s: Call("GET", _AT), OFFICE | INSTITUTION),
    "check_open_licence": on_sides(_check, ours=OFFICE | INSTITUTION, theirs=READ_THEIRS),
    # It is announced, and what was filed is not changed.
    "declare_open_licence": on_sides(
        _declare, ours=_ORGANISERS | INSTITUTION, theirs={PROVINCE}, answer=409
    ),
    # Of those of others nobody learns.
    "get_open_licence": Rule(
        _one("GET"), {"ours": OFFICE | INSTITUTION, "theirs": READ_THEIRS}, _UNSEEN
    ),
    "move_open_licence": Rule(
        _one("POST", "/steps", {"act": "withdrawn"}),
        {"ours": _ORGANISERS | {UNIVERSITY}, "theirs": {PROVINCE}},
        _UNSEEN,
    ),
    "add_open_licence_use": Rule(
        _one("POST", "/uses", {"licensee": "甲厂"}),
        {"ours": _ORGANISERS | INSTITUTION, "theirs": {PROVINCE}},
        _UNSEEN,
    ),
    "change_open_licence_use": Rule(
        _use, {"ours": _ORGANISERS | INSTITUTION, "theirs": {PROVINCE}}, _UNSEEN
    ),
    "ask_for_open_licence": on_sides(_ask, ours={FIRM}, theirs={FIRM}),
}
