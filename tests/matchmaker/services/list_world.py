"""A small stock with two events, whose lists are worked on by hand."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from matchmaker.events.hand_work import Deed
from matchmaker.jobs.lists import ListOutcome, ListRequest, make_lists
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.index import Recipe
from matchmaker.services import indexing
from matchmaker.services.edits import get_patent
from matchmaker.services.list_difference import compare_versions, lines_of
from matchmaker.services.list_edits import do, find_key
from matchmaker.services.list_hands import Author
from matchmaker.services.list_types import ListView
from matchmaker.services.list_view import view_list
from matchmaker.settings import Settings
from models.enums import ListAct
from models.queries import candidate_lists as list_queries
from models.queries import events as event_queries
from models.session import make_session
from tests.conftest import NOW
from tests.factories import number, write_demands, write_patents
from tests.lines import make_line

SLUG = "docking"
REQUEST = ListRequest(slugs=(SLUG,))
BY = Author("张三", NOW)
CAMPAIGN = """
name = "测试活动"

[[event]]
slug = "docking"
name = "武汉都市圈对接会"
kind = "provincial_docking"
date = 2024-06-18
city = "武汉"
per_demand = 3
per_patent = 2
institution_share = 1.0
"""
LATER = """
[[event]]
slug = "later"
name = "第二场对接会"
kind = "provincial_docking"
date = 2024-07-18
city = "武汉"
per_demand = 3
per_patent = 2
institution_share = 1.0
"""
SUBJECTS = ("轧辊表面裂纹的激光熔覆修复", "电池包热失控的早期预警", "中药渣的资源化利用")
ASKS = (
    "轧辊用久了表面开裂，换新的太贵，想用激光熔覆把裂纹修好。",
    "电池包热失控之前没有任何提示，希望能提前预警。",
    "中药渣堆放发臭，希望能资源化利用，做成肥料或饲料。",
)


def patent_rows(each: int = 3) -> list[tuple[str, ...]]:
    """Some patents of every subject, of two universities."""
    rows = []
    for subject, name in enumerate(SUBJECTS):
        for copy in range(each):
            digits = f"20201{subject}{copy:06d}"
            title = f"一种{name}{'方法' if copy % 2 else '装置'}{'的改进' * copy}"
            abstract = f"本发明公开了一种{name}技术，第{copy}种做法，效果良好。"
            owner = ("武汉大学", "武汉科技大学")[copy % 2]
            place = "湖北省武汉市武昌区"
            rows.append((title, digits, owner, "2020-01-05", "C23C24/10", abstract, place, "授权"))
    return rows


def demand_rows() -> list[tuple[str, ...]]:
    return [
        (f"X-{i}", f"武汉第{i}制造有限公司", "武汉", name, ask)
        for i, (name, ask) in enumerate(zip(SUBJECTS, ASKS, strict=True), start=1)
    ]


def make_world(folder: Path, url: str, *, later: bool = False, each: int = 3) -> Settings:
    """Import, index and make the lists."""
    settings = Settings(data_dir=folder / "data", database_url=url)
    campaign = folder / "campaign.toml"
    campaign.write_text(CAMPAIGN + (LATER if later else ""), encoding="utf-8")
    patents = write_patents(folder / "p.csv", patent_rows(each))
    make_line(settings, patents, write_demands(folder / "d.csv", demand_rows()), campaign)
    return settings


def patent_number(subject: int, copy: int) -> str:
    return number(f"20201{subject}{copy:06d}")


def refresh(
    engine: Engine, settings: Settings, request: ListRequest = REQUEST, at: datetime = NOW
) -> ListOutcome:
    with make_session(engine) as session:
        scheme = get_algorithm(DEFAULT_ALGORITHM).scheme
        indexing.build(session, settings.index_dir, Recipe(settings.segmenter, scheme))
    return make_lists(engine, settings, request, at)[0]


def view(engine: Engine, slug: str = SLUG, version: int | None = None) -> ListView:
    with make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        return view_list(session, event, list_queries.get_version(session, event, version))


def pairs(engine: Engine, slug: str = SLUG, version: int | None = None) -> list[tuple[str, str]]:
    """The numbers of demand and patent of every line."""
    found = view(engine, slug, version)
    return [(entry.demand_number, entry.application_number) for entry in found.entries]


def act(
    engine: Engine,
    pair: tuple[str, str],
    deed: ListAct,
    *,
    text: str = "",
    place: int | None = None,
    author: Author = BY,
) -> None:
    with make_session(engine) as session:
        event = event_queries.get_event(session, SLUG)
        do(session, event, Deed(find_key(session, *pair), deed, text, place), author)
        session.commit()


def change_patent(engine: Engine, application_number: str, **values: object) -> None:
    with make_session(engine) as session:
        patent = get_patent(session, application_number)
        for name, value in values.items():
            setattr(patent, name, value)
        session.add(patent)
        session.commit()


FIRST = ("X-1", patent_number(0, 0))
SECOND = ("X-1", patent_number(0, 1))
THIRD = ("X-1", patent_number(0, 2))
SPARE = ("X-1", patent_number(0, 4))
LAST = ("X-1", patent_number(0, 3))
OF_FIRST_FIRM = [FIRST, SECOND, THIRD]


def of_first_firm(engine: Engine, version: int | None = None) -> list[tuple[str, str]]:
    return [pair for pair in pairs(engine, version=version) if pair[0] == "X-1"]


def changes(
    engine: Engine, old: int | None = None, new: int | None = None
) -> list[tuple[str, ...]]:
    """Kind, patent, and why, of every change but those of scores."""
    with make_session(engine) as session:
        found = compare_versions(session, event_queries.get_event(session, SLUG), old, new)
    return [
        (line.change, line.patent.split()[0], line.why)
        for line in lines_of(found)
        if line.change in {"新进", "退出"}
    ]
