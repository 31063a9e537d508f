"""What institutions propose to tell of their patents, and how long these are listed."""

from typing import Any

from tests.matchmaker.web.matrix.rules import (
    CITY,
    DEPARTMENT,
    INSTITUTION,
    MEMBER,
    PROVINCE,
    UNIVERSITY,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import PATENT, World

_UNSEEN = frozenset({"theirs"})
_ORGANISERS = frozenset({PROVINCE, CITY})
_PROPOSERS = _ORGANISERS | INSTITUTION
_REVIEWERS = _ORGANISERS | {DEPARTMENT, UNIVERSITY}


def _propose(world: World, side: str) -> Call:
    return Call("POST", "/api/v1/listings", {"patent": PATENT[side], "values": {"price": "面议"}})


def _act(act: str, said: Any = None) -> Any:
    def call(world: World, side: str) -> Call:
        return Call("POST", f"/api/v1/listings/{world.listing[side]}/{act}", said or {})

    return call


def _many(path: str, **more: Any) -> Any:
    """What becomes of each patent is told in the answer."""

    def call(world: World, side: str) -> Call:
        return Call("POST", f"/api/v1/listings/{path}", more)

    return call


_PATENTS = [PATENT["ours"], PATENT["theirs"]]

RULES: dict[str, Rule] = {
    "propose_listing": on_sides(_propose, ours=_PROPOSERS, theirs={PROVINCE}),
    "propose_listings": anyone(_many("bulk", items=[{"patent": PATENT["ours"]}]), _PROPOSERS),
    "list_listings": anyone(lambda w, s: Call("GET", "/api/v1/listings"), _PROPOSERS),
    "count_waiting_listings": anyone(
        lambda w, s: Call("GET", "/api/v1/listings/waiting"), _REVIEWERS
    ),
    # Of what is proposed only those hear whose it is.
    "get_listing": Rule(
        lambda w, s: Call("GET", f"/api/v1/listings/{w.listing[s]}"),
        {"ours": _PROPOSERS, "theirs": {PROVINCE}},
        _UNSEEN,
    ),
    # They wait for the university: no department is named.
    "pass_listing": Rule(
        _act("pass"), {"ours": _ORGANISERS | {UNIVERSITY}, "theirs": {PROVINCE}}, _UNSEEN
    ),
    "return_listing": Rule(
        _act("return", {"reason": "请补充"}),
        {"ours": _ORGANISERS | {UNIVERSITY}, "theirs": {PROVINCE}},
        _UNSEEN,
    ),
    "withdraw_listing": Rule(
        _act("withdraw"), {"ours": _ORGANISERS | {MEMBER}, "theirs": {PROVINCE}}, _UNSEEN
    ),
    "list_ending_listings": anyone(lambda w, s: Call("GET", "/api/v1/listings/ending"), _PROPOSERS),
    "get_listing_history": on_sides(
        lambda w, s: Call("GET", f"/api/v1/listings/history/{PATENT[s]}"),
        ours=_PROPOSERS,
        theirs={PROVINCE},
    ),
    "renew_listings": anyone(_many("renewals", patents=_PATENTS), _REVIEWERS),
    "take_down_listings": anyone(
        _many("take-downs", patents=_PATENTS, reason="已转让"), _REVIEWERS
    ),
}
