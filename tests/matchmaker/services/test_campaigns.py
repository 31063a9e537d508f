"""Campaign files: what is accepted, and what is said of what is not."""

from pathlib import Path

import pytest
from sqlmodel import Session

from ingest.errors import SourceError
from matchmaker.services.campaigns import load_campaign
from matchmaker.services.list_hands import Author
from models.enums import EventKind
from models.queries.events import get_event, list_events
from tests.conftest import NOW

BY = Author("张三", NOW)
GOOD = """
name = "活动"
[[event]]
slug = "a"
name = "对接会"
kind = "provincial_docking"
date = 2024-06-18
city = "武汉"
"""


def load(session: Session, folder: Path, text: str) -> None:
    path = folder / "c.toml"
    path.write_text(text, encoding="utf-8")
    load_campaign(session, path, BY)


def test_defaults_fill_what_an_event_leaves_out(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, GOOD)
    event = get_event(session, "a")
    assert event.kind is EventKind.PROVINCIAL_DOCKING
    assert (event.city_code, event.area_slug, event.industries) == ("420100", None, [])
    assert (event.per_demand, event.per_patent, event.institution_share) == (5, 3, 0.4)


def test_a_file_loaded_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(GOOD, encoding="utf-8")
    first, second = load_campaign(session, path, BY), load_campaign(session, path, BY)
    assert (first.new, first.unchanged) == (1, 0)
    assert (second.new, second.changed, second.unchanged) == (0, 0, 1)


def test_a_moved_event_is_brought_up_to_date(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, GOOD)
    load(session, tmp_path, GOOD.replace("06-18", "06-20"))
    assert [event.held_on.day for event in list_events(session)] == [20]


def test_industries_may_be_named_in_chinese(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, GOOD + 'industries = ["人工智能", "materials"]\n')
    assert get_event(session, "a").industries == ["ai", "materials"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("kind = ", "sort = "), "不认得的项"),
        (('slug = "a"\n', ""), "缺少必需的项"),
        (("provincial_docking", "party"), "活动类型不认得"),
        (("2024-06-18", '"2024-06-18"'), "日期应不加引号"),
        (('"武汉"', '"武夷"'), "第 1 场活动"),
        (('city = "武汉"', 'city = "武汉"\narea = "north"'), "片区不认得"),
        (('city = "武汉"', 'city = "武汉"\nindustries = ["火箭"]'), "没有产业“火箭”"),
        (('city = "武汉"', 'city = "武汉"\nper_demand = 0'), "per_demand 应为不小于 1 的整数"),
        (('city = "武汉"', 'city = "武汉"\ntotal = 2.5'), "total 应为不小于 1 的整数"),
        (('city = "武汉"', 'city = "武汉"\nquotas = [2]'), "quotas 应为表"),
        (('city = "武汉"', 'city = "武汉"\nquotas = {"北斗" = 2}'), "产业配额的写法不认得"),
        (('city = "武汉"', 'city = "武汉"\nquotas = {"北斗" = {least = -1}}'), "应为非负整数"),
        (
            ('city = "武汉"', 'city = "武汉"\nquotas = {"北斗" = {least = 3, most = 2}}'),
            "至多少于至少",
        ),
        (('city = "武汉"', 'city = "武汉"\ninstitution_share = 1.5'), "institution_share"),
        (("[[event]]", "[event"), "不是有效的 TOML"),
        (("[[event]]", "[[other]]"), "没有 [[event]] 条目"),
    ],
)
def test_a_bad_file_is_refused_with_place_and_remedy(
    session: Session, tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    with pytest.raises(SourceError) as caught:
        load(session, tmp_path, GOOD.replace(*change))
    assert words in str(caught.value)
    assert "c.toml" in str(caught.value)
    assert list_events(session) == []


def test_a_missing_file_is_named(session: Session, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="文件不存在"):
        load_campaign(session, tmp_path / "none.toml", BY)


FINANCE = """
name = "活动"
[[event]]
slug = "june"
name = "六月路演"
kind = "finance_roadshow"
date = 2024-06-18
city = "武汉"
chain = "laser"
"""


def test_a_finance_roadshow_has_a_chain_and_a_number_of_firms(
    session: Session, tmp_path: Path
) -> None:
    load(session, tmp_path, FINANCE + "most_firms = 8\n")
    event = get_event(session, "june")
    assert (event.chain, event.most_firms) == ("laser", 8)
    load(session, tmp_path, FINANCE.replace('chain = "laser"', ""))
    assert (get_event(session, "june").chain, get_event(session, "june").most_firms) == ("", 12)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FINANCE.replace("laser", "nothing"), "没有这条产业链.*laser（光通信及激光）"),
        # It is not divided into nodes, so nothing lies on it.
        (FINANCE.replace("laser", "digital-creativity"), "没有这条产业链"),
        (FINANCE.replace("finance_roadshow", "roadshow"), "专利路演没有产业链"),
        (FINANCE + "most_firms = 0\n", "most_firms 应为不小于 1 的整数"),
        (FINANCE + "most_firms = 101\n", "most_firms 应不大于 100"),
    ],
)
def test_a_chain_that_cannot_be_is_refused(
    session: Session, tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(SourceError, match=message):
        load(session, tmp_path, text)


def test_two_roadshows_of_a_month_or_of_a_chain_are_told(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, FINANCE)
    path = tmp_path / "c.toml"
    other = FINANCE.replace('"june"', '"second"').replace("六月", "又一场").replace("18", "25")
    path.write_text(other, encoding="utf-8")
    assert load_campaign(session, path, BY).notices == (
        "second：2024 年 6 月还有投融资路演：“六月路演”（2024-06-18）。"
        "“一月一链”每月一场，请核对日期",
        "second：2024 年“光通信及激光”还有投融资路演：“六月路演”（2024-06-18）。请核对产业链",
    )
    path.write_text(other.replace("06-25", "07-25").replace("laser", "chips"), encoding="utf-8")
    assert load_campaign(session, path, BY).notices == ()
    # Another campaign has months of its own, and another year its chains.
    path.write_text(other.replace("活动", "另一活动").replace("laser", ""), encoding="utf-8")
    assert load_campaign(session, path, BY).notices == ()
    path.write_text(other.replace("2024", "2025"), encoding="utf-8")
    assert load_campaign(session, path, BY).notices == ()
