"""Why a patent is not in the answer: its gate, or its rank and what it lacks."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.gates import Gate
from matchmaker.matching.index import Recipe
from matchmaker.matching.store import load_index
from matchmaker.services import indexing
from matchmaker.services.answers import rank_patents
from matchmaker.services.desk import Desk
from matchmaker.services.edits import get_patent
from matchmaker.services.ranking import RankOptions, classify_demand, get_demand_doc
from matchmaker.services.stock import load_demands, load_patents, load_stock, make_offers
from matchmaker.services.why_not import Verdict, WhyNot, why_not
from matchmaker.settings import Settings
from models.demand import Demand
from models.errors import NotFound
from models.import_batch import ImportBatch
from models.patent import Patent
from models.queries.demands import get_demand
from models.values.patent_number import PatentNumber
from models.values.transfer_mode import TransferMode
from tests.conftest import NOW
from tests.factories import CAMPAIGN, PATENTS, number, write_demands, write_patents
from tests.lines import make_line

ROLL, SCAR, DEAD, ALIVE = (number(row[1]) for row in PATENTS)
OPTIONS = RankOptions(
    as_of=date(2024, 6, 1), province="420000", algorithm=get_algorithm("blend-v1")
)


@pytest.fixture
def settings(tmp_path: Path, database_url: str, session: Session) -> Settings:
    (tmp_path / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url)
    patents, demands = write_patents(tmp_path / "p.csv"), write_demands(tmp_path / "d.csv")
    make_line(settings, patents, demands, tmp_path / "campaign.toml")
    scheme = get_algorithm("blend-v1").scheme
    indexing.build(session, settings.index_dir, Recipe(settings.segmenter, scheme))
    return settings


def ask(
    session: Session,
    settings: Settings,
    patent: str,
    options: RankOptions = OPTIONS,
    text: str | None = None,
    demand: str = "X-2",
) -> WhyNot:
    index, stock = load_index(settings.index_dir), load_patents(session)
    doc = (
        classify_demand(text, "")
        if text
        else get_demand_doc(session, get_demand(session, demand).id or 0)
    )
    return why_not(session, Desk(index, make_offers(stock)), doc, patent, options)


def change(session: Session, patent: str, **values: object) -> None:
    stored = get_patent(session, patent)
    for name, value in values.items():
        setattr(stored, name, value)
    session.add(stored)
    session.commit()


def test_gate_is_named_in_words(session: Session, settings: Settings) -> None:
    found = ask(session, settings, DEAD)
    assert (found.verdict, found.gate) == (Verdict.GATED, Gate.DEAD)
    assert found.reason == "专利已失效"
    assert (found.rank, found.rows, found.gaps) == (0, (), ())


def test_lifted_gate_stops_nothing(session: Session, settings: Settings) -> None:
    found = ask(session, settings, DEAD, replace(OPTIONS, any_state=True))
    assert found.verdict is Verdict.LISTED
    assert found.gate is None


def test_listed_patent_has_the_rank_and_rows_of_the_list(
    session: Session, settings: Settings
) -> None:
    index, stock = load_index(settings.index_dir), load_patents(session)
    doc = get_demand_doc(session, get_demand(session, "X-2").id or 0)
    (answer,) = rank_patents(session, Desk(index, make_offers(stock)), [doc], OPTIONS)
    for listed in answer:
        found = ask(session, settings, listed.application_number)
        assert (found.verdict, found.rank) == (Verdict.LISTED, listed.rank)
        assert found.score == listed.score
        assert list(found.rows) == listed.rows
        assert found.gaps == ()


def test_outranked_patent_is_told_its_place_and_what_it_lacks(
    session: Session, settings: Settings
) -> None:
    found = ask(session, settings, SCAR, replace(OPTIONS, top=1), demand="X-1")
    assert found.verdict is Verdict.OUTRANKED
    assert found.reason == "得分低于已列入的专利"
    assert found.of == 3
    assert found.rank == 2
    assert sum(row.share for row in found.rows) == pytest.approx(found.score, abs=1e-9)
    assert found.last_number == ROLL
    lacks = [gap.lack for gap in found.gaps]
    assert lacks == sorted(lacks, reverse=True)
    assert sum(lacks) == pytest.approx(found.last_score - found.score, abs=1e-9)
    assert (found.gaps[0].feature, found.gaps[0].label) == ("text", "文本相似")


def test_patent_that_was_not_retrieved_is_scored_all_the_same(
    session: Session, settings: Settings
) -> None:
    found = ask(session, settings, SCAR, text="膨胀力")
    assert found.verdict is Verdict.NOT_RETRIEVED
    assert found.reason == "用词与需求相距太远，未进入初选"
    assert 1 < found.rank <= found.of
    assert 0.0 < found.score < found.last_score


def test_nothing_listed_leaves_nothing_to_compare_with(
    session: Session, settings: Settings
) -> None:
    found = ask(session, settings, ROLL, text="鳗鲡")
    assert found.verdict is Verdict.NOT_RETRIEVED
    assert (found.last_number, found.gaps) == ("", ())


def test_patent_of_another_industry_is_told_so(session: Session, settings: Settings) -> None:
    found = ask(session, settings, ALIVE, replace(OPTIONS, industry="life-health"))
    assert (found.verdict, found.reason) == (Verdict.OTHER_INDUSTRY, "不属于所选产业")


def test_patent_that_came_after_the_index_is_told_so(
    session: Session, settings: Settings, tmp_path: Path
) -> None:
    extra = Patent(
        application_number=PatentNumber.parse(number("202110000077")).key,
        title="一种水泵叶轮",
        kind=session.exec(select(Patent)).first().kind,  # type: ignore[union-attr]
        city_code="420100",
    )
    session.add(extra)
    session.commit()
    found = ask(session, settings, number("202110000077"))
    assert found.verdict is Verdict.NOT_INDEXED
    assert "请更新索引" in found.reason


def test_unknown_number_is_refused(session: Session, settings: Settings) -> None:
    with pytest.raises(NotFound):
        ask(session, settings, number("202110000099"))


def test_answer_uses_the_facts_of_the_database(session: Session, settings: Settings) -> None:
    before = ask(session, settings, ALIVE)
    change(session, ALIVE, maturity_trl=9, price_low_cny=0, price_high_cny=0)
    after = ask(session, settings, ALIVE)
    assert after.score == pytest.approx(before.score + 0.01 * (0.5 + 0.5), abs=1e-6)
    said = {row.feature: row.sentence for row in after.rows}
    assert said["maturity"] == "技术成熟度 9 级（量产）"
    assert said["price"] == "免费许可"
    assert said["region"] == "双方同在十堰"


# --- the facts behind it


def test_terms_of_patents_are_those_of_the_records(session: Session, settings: Settings) -> None:
    change(
        session,
        ALIVE,
        maturity_trl=6,
        transfer_modes=["equity"],
        price_low_cny=100,
        price_high_cny=200,
        price_negotiable=True,
        expiry_date=date(2041, 4, 8),
    )
    batch = session.exec(select(ImportBatch).order_by(col(ImportBatch.id))).first()
    assert batch is not None
    batch.source_date = date(2024, 1, 31)
    session.add(batch)
    session.commit()
    index, stock = load_index(settings.index_dir), load_patents(session)
    facts = make_offers(stock).facts(index, date(2024, 6, 1))
    row = next(i for i, patent in enumerate(stock) if patent.terms.trl == 6)
    assert stock[row].terms.transfer_modes == (TransferMode.EQUITY.value,)
    assert (facts.trl[row], facts.price_low_cny[row], facts.price_high_cny[row]) == (6, 100, 200)
    assert facts.negotiable.tolist().count(True) == 1
    assert facts.expiry_day[row] == date(2041, 4, 8).toordinal()
    assert facts.cities.tolist() == [420100, 420100, 420100, 420300]
    assert facts.listed_day.tolist() == [date(2024, 1, 31).toordinal()] * 4
    assert facts.as_of_day == date(2024, 6, 1).toordinal()


def test_patents_without_a_source_date_are_listed_since_their_import(
    session: Session, settings: Settings
) -> None:
    assert {p.terms.listed_on for p in load_patents(session)} == {NOW.date()}


def test_terms_of_demands_are_those_of_the_records(session: Session, settings: Settings) -> None:
    demand = session.exec(select(Demand).where(Demand.demand_number == "X-2")).one()
    demand.budget_high_cny, demand.budget_negotiable = 500_000, True
    demand.cooperation_modes, demand.deadline = ["assignment"], date(2025, 1, 1)
    demand.target = "要成熟的技术"
    session.add(demand)
    session.commit()
    terms = get_demand_doc(session, get_demand(session, "X-2").id or 0).terms
    assert terms == next(d.doc.terms for d in load_demands(session) if d.doc.id == demand.id)
    assert (terms.budget_low_cny, terms.budget_high_cny, terms.negotiable) == (None, 500_000, True)
    assert (terms.cooperation_modes, terms.city_code) == (("assignment",), "420300")
    assert (terms.deadline, terms.wants_mature) == (date(2025, 1, 1), True)


def test_changed_price_needs_no_new_index_and_no_new_text_list(
    session: Session, settings: Settings
) -> None:
    before = load_stock(session)
    change(session, ALIVE, price_low_cny=123, price_high_cny=123)
    after = load_stock(session)
    assert after.digest == before.digest
    assert after.terms_digest != before.terms_digest
    assert not indexing.status(session, settings.index_dir, settings.segmenter).stale
