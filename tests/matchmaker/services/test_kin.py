"""Which records count as one body: merged ones, parts and wholes."""

import pytest
from sqlmodel import Session

from matchmaker.services.kin import Kin, load_kin
from models.organisation import Organisation
from models.values.org_name import OrgType


@pytest.fixture
def ids(session: Session) -> dict[str, int]:
    """A university with a college that has a laboratory; a second record of each of the first two.

    The laboratory hangs on the college's old record.
    """
    made: dict[str, int] = {}
    for name, whole, into in (
        ("大学", None, None),
        ("大学旧", None, "大学"),
        ("学院", "大学旧", None),
        ("学院旧", "大学", "学院"),
        ("实验室", "学院旧", None),
        ("别家", None, None),
    ):
        body = Organisation(
            name=name,
            org_type=OrgType.UNIVERSITY,
            parent_id=made[whole] if whole else None,
            merged_into_id=made[into] if into else None,
        )
        session.add(body)
        session.flush()
        made[name] = body.id or 0
    return made


@pytest.fixture
def kin(session: Session, ids: dict[str, int]) -> Kin:
    return load_kin(session)


def names(ids: dict[str, int], found: frozenset[int]) -> set[str]:
    return {name for name, known in ids.items() if known in found}


@pytest.mark.parametrize(
    ("of", "same", "down", "up"),
    [
        (
            "大学",
            {"大学", "大学旧"},
            {"大学", "大学旧", "学院", "学院旧", "实验室"},
            {"大学", "大学旧"},
        ),
        (
            "学院旧",
            {"学院", "学院旧"},
            {"学院", "学院旧", "实验室"},
            {"大学", "大学旧", "学院", "学院旧"},
        ),
        ("实验室", {"实验室"}, {"实验室"}, {"大学", "大学旧", "学院", "学院旧", "实验室"}),
        ("别家", {"别家"}, {"别家"}, {"别家"}),
    ],
)
def test_records_hang_together(
    kin: Kin, ids: dict[str, int], of: str, same: set[str], down: set[str], up: set[str]
) -> None:
    own = [ids[of]]
    found = (names(ids, kin.same(own)), names(ids, kin.down(own)), names(ids, kin.up(own)))
    assert found == (same, down, up)


def test_nobody_has_no_kin(kin: Kin) -> None:
    assert (kin.same([]), kin.down([]), kin.up([])) == (frozenset(), frozenset(), frozenset())


def test_a_circle_ends(session: Session, ids: dict[str, int]) -> None:
    session.get_one(Organisation, ids["大学"]).parent_id = ids["学院"]
    session.flush()
    kin = load_kin(session)
    assert names(ids, kin.down([ids["学院"]])) == set(ids) - {"别家"}
    assert names(ids, kin.up([ids["学院"]])) == {"大学", "大学旧", "学院", "学院旧"}
