"""Demands, contacts, and who agrees to show them."""

from collections.abc import Callable

from tests.matchmaker.web.matrix.rules import (
    AUDITOR,
    CITY,
    FIRM,
    INSTITUTION,
    KNOWN,
    MEMBERS,
    PROVINCE,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import FIRM as FIRMS
from tests.matchmaker.web.matrix.world import PATENT, THEIRS, UNIVERSITY, World

DEMANDS = "/api/v1/demands"
WHY = {"purpose": "docking", "text": "约定试验时间"}
WRITERS, OTHER_WRITERS = frozenset({PROVINCE, CITY, FIRM}), frozenset({PROVINCE})


def _create(world: World, side: str) -> Call:
    values = {"demand_number": "Y-1", "title": "阀门密封", "confidentiality": "限定"}
    return Call("POST", DEMANDS, {"firm": FIRMS[side], "values": values})


def _name(world: World, side: str) -> Call:
    path = f"{DEMANDS}/{world.named[side]}/recipients"
    return Call("PUT", path, {"organisations": [UNIVERSITY[THEIRS]]})


def _consent(method: str) -> Callable[[World, str], Call]:
    return lambda w, s: Call(method, f"{DEMANDS}/{w.demand[s]}/consents/{PATENT[s]}")


RULES: dict[str, Rule] = {
    "list_demands": anyone(lambda w, s: Call("GET", DEMANDS), KNOWN),
    "get_demand": on_sides(
        lambda w, s: Call("GET", f"{DEMANDS}/{w.demand[s]}"), ours=KNOWN, theirs=KNOWN
    ),
    "create_demand": on_sides(_create, ours=WRITERS, theirs=OTHER_WRITERS, answer=201),
    "change_demand": on_sides(
        lambda w, s: Call(
            "PATCH", f"{DEMANDS}/{w.demand[s]}", {"values": {"budget": "50万元", "title": "裂纹"}}
        ),
        ours=WRITERS,
        theirs=OTHER_WRITERS,
    ),
    # It is meant for somebody: others do not learn that it is there.
    "put_recipients": Rule(
        _name, {"ours": WRITERS, "theirs": OTHER_WRITERS}, unseen=frozenset({"theirs"})
    ),
    # Of ours both sides have agreed to show each other their contacts; of theirs nobody.
    "open_demand_contact": on_sides(
        lambda w, s: Call("POST", f"{DEMANDS}/{w.demand[s]}/contact", WHY),
        ours=WRITERS | INSTITUTION,
        theirs=OTHER_WRITERS,
    ),
    "open_patent_contact": on_sides(
        lambda w, s: Call("POST", f"/api/v1/patents/{PATENT[s]}/contact", WHY),
        ours=WRITERS | INSTITUTION,
        theirs=OTHER_WRITERS,
    ),
    "open_demand_text": Rule(
        lambda w, s: Call("POST", f"{DEMANDS}/{w.hidden[s]}/text", WHY),
        {"ours": WRITERS, "theirs": OTHER_WRITERS},
        unseen=frozenset({"ours", "theirs"}),
    ),
    # Nobody agrees for others, organisers neither.
    "get_pair_consent": on_sides(_consent("GET"), ours=MEMBERS, theirs=frozenset()),
    "put_pair_consent": on_sides(_consent("PUT"), ours=MEMBERS, theirs=frozenset()),
    "delete_pair_consent": on_sides(_consent("DELETE"), ours=MEMBERS, theirs=frozenset()),
    "list_own_consents": anyone(lambda w, s: Call("GET", "/api/v1/me/consents"), MEMBERS),
    "put_own_consent": anyone(
        lambda w, s: Call("PUT", "/api/v1/me/consents/push", {"given": False}), MEMBERS
    ),
    "list_disclosures": anyone(lambda w, s: Call("GET", "/api/v1/disclosures"), {AUDITOR}),
}
