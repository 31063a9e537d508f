"""How much of a demand of each level everybody sees."""

import pytest

from matchmaker.access.secrecy import Sight, demand_sight
from matchmaker.access.viewer import GUEST, Owned, Viewer, person, program
from models.account_enums import Role
from models.values.secrecy import Confidentiality

FIRM, OTHER_FIRM, NAMED, OTHER = 1, 2, 3, 4
WUHAN, YICHANG = "420100", "420500"
OWNED = Owned(frozenset({WUHAN}), frozenset({FIRM}))

VIEWERS: dict[str, Viewer] = {
    "its firm": person(1, "a", Role.ENTERPRISE_MEMBER, organisations=(FIRM,)),
    "other firm": person(2, "b", Role.ENTERPRISE_MEMBER, organisations=(OTHER_FIRM,)),
    "named": person(3, "c", Role.INSTITUTION_MEMBER, organisations=(NAMED,)),
    "other institution": person(4, "d", Role.UNIVERSITY_REVIEWER, organisations=(OTHER,)),
    "province": person(5, "e", Role.PROVINCIAL_ORGANISER),
    "its city": person(6, "f", Role.CITY_ORGANISER, city_code=WUHAN),
    "other city": person(7, "g", Role.CITY_ORGANISER, city_code=YICHANG),
    "auditor": person(8, "h", Role.AUDITOR),
    "admin": person(9, "i", Role.PROVINCIAL_ADMIN),
    "program": program(10, "j", []),
    "nobody": GUEST,
}
ORGANISE = {"province", "its city"}


@pytest.mark.parametrize(
    ("level", "full", "existence"),
    [
        (Confidentiality.PUBLIC, set(VIEWERS), set()),
        (Confidentiality.RESTRICTED, set(VIEWERS) - {"nobody"}, set()),
        (Confidentiality.NAMED, {"its firm", "named"} | ORGANISE, set()),
        (Confidentiality.HIDDEN, {"its firm"}, ORGANISE),
    ],
)
def test_each_level_is_seen_by_those_it_is_for(
    level: Confidentiality, full: set[str], existence: set[str]
) -> None:
    seen = {
        name: demand_sight(viewer, level, OWNED, frozenset({NAMED}))
        for name, viewer in VIEWERS.items()
    }
    assert {name for name, sight in seen.items() if sight is Sight.FULL} == full
    assert {name for name, sight in seen.items() if sight is Sight.EXISTENCE} == existence
