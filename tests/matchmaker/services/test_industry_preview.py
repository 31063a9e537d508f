"""What a list would move is told before it is saved, and is what sorting then does."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from matchmaker.access.viewer import person
from matchmaker.industry.taxonomy import IndustryDef, Taxonomy, load_taxonomy
from matchmaker.services.industry_editions import ListChange, put_in_force
from matchmaker.services.industry_preview import Shift, preview_list
from matchmaker.services.industry_tags import correct_patent, retag_all
from matchmaker.services.list_hands import Author
from models.account_enums import Role
from models.demand import Demand
from models.enums import RecordKind
from models.organisation import Organisation
from models.patent import Patent
from models.queries import patents as patent_queries
from models.values.org_name import OrgType
from models.values.patent_kind import PatentKind
from models.values.patent_number import PatentNumber
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.factories import number

ORGANISER = person(1, "王", Role.PROVINCIAL_ORGANISER)
BY = Author("张三", NOW)
SAFETY = IndustryDef(
    "safety", "安全应急", "emerging", "confirmed", ("A62B", "A62C"), (), ("灭火", "逃生")
)
BUNDLED = load_taxonomy()
WIDER = Taxonomy("试", (SAFETY, *BUNDLED.industries))
WITHOUT_NINTH = Taxonomy(
    "试", tuple(replace(one, retired=one.slug == "ninth") for one in BUNDLED.industries)
)


def add_patent(session: Session, title: str, code: str, serial: int) -> Patent:
    patent = Patent(
        application_number=PatentNumber.parse(number(f"2020{serial:08d}")).key,
        title=title,
        kind=PatentKind.INVENTION,
        classifications=[code],
        classification_main=code,
    )
    session.add(patent)
    session.flush()
    return patent


@pytest.fixture
def stocked(session: Session) -> Session:
    """Nine patents of two industries, two demands of which one is never shown; all sorted."""
    for serial in range(6):
        add_patent(session, f"一种呼吸面罩{serial}", "A62B18/02", 10_000_000 + serial)
    for serial in range(3):
        add_patent(session, f"一种多旋翼无人机{serial}", "B64C39/02", 10_000_010 + serial)
    firm = Organisation(name="甲公司", org_type=OrgType.ENTERPRISE)
    session.add(firm)
    session.flush()
    for title, level in (
        ("高楼灭火与逃生", Confidentiality.PUBLIC),
        ("地铁灭火与逃生", Confidentiality.HIDDEN),
    ):
        session.add(
            Demand(key=title, organisation_id=firm.id or 0, title=title, confidentiality=level)
        )
    session.flush()
    retag_all(session)
    return session


def save(session: Session, taxonomy: Taxonomy) -> None:
    put_in_force(session, ListChange(0, taxonomy.industries, "来文", NOW.date()), BY)


def test_nothing_moves_by_the_list_in_force(stocked: Session) -> None:
    found = preview_list(stocked, BUNDLED, ORGANISER)
    assert [(part.total, part.moved, part.shifts) for part in found] == [(9, 0, ()), (2, 0, ())]


def test_preview_tells_what_sorting_then_does(stocked: Session) -> None:
    patents, demands = preview_list(stocked, WIDER, ORGANISER)
    assert (patents.kind, patents.looked_at, patents.moved) == (RecordKind.PATENT, 9, 6)
    assert Shift("安全应急", 0, 6) in patents.shifts
    assert patents.examples[0].title == "一种呼吸面罩0"
    assert "安全应急" in patents.examples[0].after
    assert demands.moved == 2
    assert [one.title for one in demands.examples] == ["高楼灭火与逃生"]
    save(stocked, WIDER)
    sorted_ = retag_all(stocked)
    assert (sorted_[RecordKind.PATENT].changed, sorted_[RecordKind.DEMAND].changed) == (6, 2)


def test_of_a_large_stock_some_are_looked_at_and_always_the_same(stocked: Session) -> None:
    first = preview_list(stocked, WIDER, ORGANISER, most=3)
    assert (first[0].total, first[0].looked_at, first[0].moved) == (9, 3, 2)
    assert preview_list(stocked, WIDER, ORGANISER, most=3) == first


def test_nothing_is_sorted_into_a_retired_industry_whatever_people_said(stocked: Session) -> None:
    mask = "2020" + "10000000"
    correct_patent(stocked, number(mask), "ninth", belongs=True, actor="王", now=NOW)
    patents, _ = preview_list(stocked, WITHOUT_NINTH, ORGANISER)
    assert Shift(BUNDLED.get("ninth").name, 4, 0) in patents.shifts
    save(stocked, WITHOUT_NINTH)
    retag_all(stocked)
    tagged = {slug for one in range(1, 10) for slug in patent_queries.industries_of(stocked, one)}
    assert "ninth" not in tagged
