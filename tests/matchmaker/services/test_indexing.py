"""The index follows the stock: added to, built anew where that is better, kept where it is true."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from ingest.pipeline import ParseOptions
from matchmaker.errors import BadQuery, IndexMissing
from matchmaker.industry.taxonomy import IndustryDef, load_taxonomy
from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.index import GONE, Recipe
from matchmaker.matching.store import load_index
from matchmaker.matching.text_scheme import FIELDS_V1
from matchmaker.services import indexing
from matchmaker.services.imports import import_file
from matchmaker.services.indexing import Made
from matchmaker.services.industry_editions import ListChange, put_in_force
from matchmaker.services.industry_tags import retag_all
from matchmaker.services.list_candidates import in_industries
from matchmaker.services.list_hands import Author
from matchmaker.services.seen_revisions import load_seen
from models.enums import ImportKind
from models.patent import Patent
from models.queries import patents as patent_queries
from models.queries import stock as stock_queries
from models.queries.bulk import update_rows
from models.session import make_engine, make_session
from tests.conftest import NOW
from tests.factories import PATENTS, write_patents
from tests.lines import forget_patents

SCHEME = get_algorithm("blend-v1").scheme
NEW = (
    "钙钛矿太阳能电池封装胶膜",
    "202210000077",
    *PATENTS[0][2:4],
    "H01M10/42",
    "POE胶膜阻隔水汽，延长钙钛矿组件寿命。",
    *PATENTS[0][6:],
)

Build = Callable[..., Made]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def build(session: Session, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Build the index of four patents, and return what builds it again; nothing is too small."""
    monkeypatch.setattr(indexing, "SMALL", 0)
    monkeypatch.setattr(indexing, "SHARE_BESIDE", 0.6)
    load(session, tmp_path, PATENTS)
    assert indexing.build(session, folder, Recipe("rjieba", SCHEME))[1] is Made.BUILT

    def again(segmenter: str = "rjieba", scheme: object = SCHEME, **options: bool) -> Made:
        return indexing.build(session, folder, Recipe(segmenter, scheme), **options)[1]

    return again


def load(session: Session, tmp_path: Path, rows: object) -> None:
    path = write_patents(tmp_path / "patents.csv", rows)
    import_file(session, path, ParseOptions(ImportKind.PATENTS), NOW)
    session.commit()


def ids(session: Session) -> list[int]:
    return list(session.exec(select(col(Patent.id)).order_by(col(Patent.id))))


def change(session: Session, patent_id: int, **values: object) -> None:
    update_rows(session, Patent, [(patent_id, values)])
    session.commit()


def stale(session: Session, folder: Path) -> bool:
    return indexing.status(session, folder, "rjieba").stale


def title_in(folder: Path, patent_id: int) -> str:
    index = load_index(folder)
    row = index.find_row(patent_id)
    assert row is not None
    return index.texts.get(row, patent_id).title


def test_an_index_of_nothing_is_not_built(session: Session, folder: Path) -> None:
    with pytest.raises(BadQuery, match="请先导入专利"):
        indexing.build(session, folder, Recipe("rjieba", SCHEME))
    with pytest.raises(IndexMissing):
        indexing.status(session, folder, "rjieba")


def test_nothing_is_done_where_nothing_has_changed(
    session: Session, folder: Path, build: Build
) -> None:
    before = sorted(path.name for path in folder.iterdir())
    assert not stale(session, folder)
    assert build() is Made.KEPT
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_new_patent_is_added_with_its_industries(
    session: Session, folder: Path, tmp_path: Path, build: Build
) -> None:
    load(session, tmp_path, [NEW])
    assert stale(session, folder)
    assert build() is Made.EXTENDED
    state = indexing.status(session, folder, "rjieba")
    assert (state.patents, state.added, state.stale) == (5, 1, False)
    newest = ids(session)[-1]
    assert title_in(folder, newest) == NEW[0]
    index = load_index(folder)
    stored = dict(stock_queries.patent_industries(session)[newest])
    row = index.industries[index.find_row(newest)]
    named = zip(index.industry_slugs, row.tolist(), strict=True)
    assert {slug: sure for slug, sure in named if sure} == pytest.approx(stored)


def test_a_changed_patent_stands_there_as_it_is_now(
    session: Session, folder: Path, build: Build
) -> None:
    first = ids(session)[0]
    change(session, first, title="一种轧辊的冷焊修复方法")
    assert stale(session, folder)
    assert build() is Made.EXTENDED
    assert title_in(folder, first) == "一种轧辊的冷焊修复方法"
    assert load_index(folder).patents == 4
    assert not stale(session, folder)
    assert build() is Made.KEPT


def test_a_change_made_through_an_object_is_seen_too(
    session: Session, folder: Path, build: Build
) -> None:
    patent = session.exec(select(Patent).order_by(col(Patent.id))).first()
    assert patent is not None
    patent.abstract = "摘要已改写。"
    session.commit()
    assert build() is Made.EXTENDED


def test_what_the_index_does_not_read_changes_nothing(
    session: Session, folder: Path, build: Build
) -> None:
    version = indexing.status(session, folder, "rjieba").version
    change(session, ids(session)[0], price_low_cny=90_000)
    assert not stale(session, folder)
    assert build() is Made.KEPT
    assert indexing.status(session, folder, "rjieba").version == version
    # And is not read a second time.
    assert load_seen(folder, version) == dict(stock_queries.patent_revisions(session))


def test_a_deleted_patent_is_out_of_use(session: Session, folder: Path, build: Build) -> None:
    last = ids(session)[-1]
    forget_patents(session, [last])
    session.commit()
    assert stale(session, folder)
    assert build() is Made.EXTENDED
    index = load_index(folder)
    assert index.find_row(last) is None
    assert (index.patents, int((index.ids == GONE).sum())) == (3, 1)


def test_a_row_that_takes_the_id_of_a_deleted_one_is_read(
    session: Session, folder: Path, tmp_path: Path, build: Build
) -> None:
    last = ids(session)[-1]
    kept = session.get(Patent, last)
    assert kept is not None
    values = {**kept.model_dump(), "application_number": "2022100000771", "title": NEW[0]}
    session.expunge(kept)
    forget_patents(session, [last])
    session.add(Patent(**{**values, "revision": None}))
    session.commit()
    assert build() is Made.EXTENDED
    assert title_in(folder, last) == NEW[0]


def test_other_industries_are_taken_over_without_a_new_vector(
    session: Session, folder: Path, build: Build
) -> None:
    first = ids(session)[0]
    before = load_index(folder)
    slug = before.industry_slugs[3]
    patent_queries.replace_industries(session, {first: [(slug, 0.5, "手工")]})
    session.commit()
    assert stale(session, folder)
    assert build() is Made.EXTENDED
    after = load_index(folder)
    assert after.ids.tolist() == before.ids.tolist()
    assert after.industries[after.find_row(first)].tolist() == (
        after.industry_vector([(slug, 0.5)]).tolist()
    )


def test_the_version_tells_of_the_stock_and_not_of_how_often_it_was_written(
    session: Session, folder: Path, tmp_path: Path, build: Build
) -> None:
    before = stock_queries.patent_revisions(session)
    for patent_id in ids(session):
        change(session, patent_id, effect="")
    assert not {r for _, r in before} & {r for _, r in stock_queries.patent_revisions(session)}
    other = tmp_path / "other"
    state, _ = indexing.build(session, other, Recipe("rjieba", SCHEME))
    assert state.version == indexing.status(session, folder, "rjieba").version


def test_too_many_changes_make_a_new_index(
    session: Session, folder: Path, tmp_path: Path, build: Build
) -> None:
    for patent_id in ids(session)[:3]:
        change(session, patent_id, effect="降低能耗")
    assert build() is Made.BUILT
    index = load_index(folder)
    assert len(index.vectors.parts) == 1
    assert index.ids.tolist() == ids(session)


def test_a_small_stock_is_indexed_anew(
    session: Session, folder: Path, tmp_path: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "SMALL", 5)
    load(session, tmp_path, [NEW])
    assert build() is Made.BUILT


@pytest.mark.parametrize("other", [{"whole": True}, {"segmenter": "jieba"}, {"scheme": FIELDS_V1}])
def test_an_index_made_in_another_way_is_made_anew(build: Build, other: dict[str, object]) -> None:
    assert build(**other) is Made.BUILT


def test_a_damaged_index_is_built_anew(session: Session, folder: Path, build: Build) -> None:
    (version,) = folder.glob("v-*")
    (version / "posting_data.npy").write_bytes(b"")
    assert build() is Made.BUILT
    assert not stale(session, folder)


@pytest.mark.parametrize("content", [b"", b"half", None])
def test_what_was_seen_may_be_lost(
    session: Session, folder: Path, build: Build, content: bytes | None
) -> None:
    (seen,) = folder.glob("seen-*")
    if content is None:
        seen.unlink()
    else:
        seen.write_bytes(content)
    assert not stale(session, folder)
    assert build() is Made.KEPT
    assert stock_queries.patent_revisions(session) == sorted(
        load_seen(folder, indexing.status(session, folder, "rjieba").version).items()
    )


def test_what_is_written_past_the_service_is_seen_by_building_the_whole(
    session: Session, folder: Path, build: Build
) -> None:
    session.execute(
        text("UPDATE patent SET title = '改名' WHERE id = (SELECT min(id) FROM patent)")
    )
    session.commit()
    assert build() is Made.KEPT
    assert build(whole=True) is Made.BUILT
    assert title_in(folder, ids(session)[0]) == "改名"


def test_an_extended_index_finds_what_one_built_in_one_go_finds(
    session: Session, folder: Path, tmp_path: Path, build: Build
) -> None:
    load(session, tmp_path, [NEW])
    change(session, ids(session)[1], title="一种皮肤瘢痕的点阵激光治疗仪")
    assert build() is Made.EXTENDED
    extended = load_index(folder)
    build(whole=True)
    whole = load_index(folder)
    for patent_id in ids(session):
        row, other = extended.find_row(patent_id), whole.find_row(patent_id)
        assert row is not None
        assert other is not None
        assert extended.subclasses_of(row) == whole.subclasses_of(other)
        assert extended.digests[row] == whole.digests[other]
        assert np.array_equal(extended.industries[row], whole.industries[other])


def test_who_comes_while_another_builds_waits_for_it(
    session: Session, database_url: str, folder: Path, tmp_path: Path, build: Build
) -> None:
    load(session, tmp_path, [NEW])

    def build_there(_: int) -> Made:
        engine = make_engine(database_url)
        with make_session(engine) as own:
            made = indexing.build(own, folder, Recipe("rjieba", SCHEME))[1]
        engine.dispose()
        return made

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(build_there, range(4)))
    assert sorted(made) == [Made.EXTENDED, Made.KEPT, Made.KEPT, Made.KEPT]
    assert not stale(session, folder)


def test_index_of_an_earlier_list_of_industries_works_until_the_next_build(
    session: Session, folder: Path, build: Build
) -> None:
    added = IndustryDef("metal", "金属加工", "emerging", "confirmed", ("C23C",), (), ("轧辊",))
    change = ListChange(0, (added, *load_taxonomy().industries), "来文", NOW.date())
    put_in_force(session, change, Author("张三", NOW))
    retag_all(session)
    index = load_index(folder)
    assert "metal" not in index.industry_slugs
    assert in_industries(index, ["metal"]).sum() == 0
    both = in_industries(index, ["metal", "equipment"])
    assert both.tolist() == in_industries(index, ["equipment"]).tolist()
    assert indexing.status(session, folder, "rjieba").stale
    assert build() is Made.BUILT
    rebuilt = load_index(folder)
    assert rebuilt.industry_slugs[0] == "metal"
    assert in_industries(rebuilt, ["metal"]).sum() > 0
    assert not indexing.status(session, folder, "rjieba").stale
