"""Demands for a patent: the pairs of the ranking, and who must not be shown."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.gates import Gate
from matchmaker.matching.index import Recipe
from matchmaker.services import indexing
from matchmaker.services.demands_for import DemandsFor, RankedDemand, demands_for
from matchmaker.services.ranking import RankOptions
from models.enums import LicenceKind
from models.errors import InvalidValue, NotFound
from models.patent import Patent
from models.values.patent_kind import PatentKind
from models.values.patent_number import PatentNumber
from models.values.secrecy import Confidentiality
from tests.factories import number
from tests.matchmaker.services.direction_cases import (
    ALIVE,
    DEAD,
    GAS,
    HEAD,
    OPTIONS,
    PROBE,
    ROLL,
    SEGMENTER,
    Stocked,
    make_stocked,
)


@pytest.fixture
def stocked(engine: Engine, session: Session, tmp_path: Path) -> Stocked:
    return make_stocked(engine, session, tmp_path)


def ask(stocked: Stocked, patent: str, options: RankOptions = OPTIONS) -> DemandsFor:
    return demands_for(stocked.session, stocked.desk, stocked.demands, patent, options)


def numbers(found: DemandsFor) -> list[str]:
    return [demand.demand_number for demand in found.demands]


def heat(demand: RankedDemand) -> str:
    return next(row.sentence for row in demand.rows if row.feature == "demand_heat")


@pytest.mark.parametrize("slug", ["tfidf-v1", "blend-v1"])
def test_pairs_are_those_of_all_demands_ranked_together(stocked: Stocked, slug: str) -> None:
    options = replace(OPTIONS, algorithm=get_algorithm(slug))
    scheme = options.algorithm.scheme
    indexing.build(stocked.session, stocked.folder, Recipe(SEGMENTER, scheme))
    docs = {item.doc.id: item.doc for item in stocked.patents}
    rankings = stocked.rank_all(options)
    for patent in (ROLL, ALIVE, HEAD, PROBE, GAS):
        patent_id = stocked.patent_id(patent)
        expected = {
            ranking.query.doc.id: (scored.score, tuple(ranking.explain(scored, docs[patent_id])))
            for ranking in rankings
            for scored in ranking.ordered
            if scored.patent_id == patent_id
        }
        found = ask(stocked, patent, options).demands
        assert {demand.demand_id: (demand.score, demand.rows) for demand in found} == expected
        order = [(-demand.score, demand.demand_id) for demand in found]
        assert order == sorted(order)
        assert [demand.rank for demand in found] == list(range(1, len(found) + 1))


def test_answer_names_demand_firm_and_reason(stocked: Stocked) -> None:
    found = ask(stocked, PROBE)
    assert (found.application_number, found.title) == (PROBE, "一种轧辊裂纹的超声检测方法")
    best = found.demands[0]
    assert (best.demand_number, best.title) == ("X-3", "轧辊裂纹的发现")
    assert best.enterprise == "武汉轧机制造有限公司"
    assert "“超声检测”" in best.reason
    assert "双方同在武汉" in best.reason


def test_top_keeps_the_head(stocked: Stocked) -> None:
    whole, head = ask(stocked, HEAD), ask(stocked, HEAD, replace(OPTIONS, top=1))
    assert head.demands == whole.demands[:1]
    assert numbers(head) == ["X-4"]


def test_demand_without_a_number_is_named_by_its_id(stocked: Stocked) -> None:
    stocked.change_demand("X-4", demand_number="")
    best = ask(stocked, HEAD).demands[0]
    assert best.demand_number == f"#{best.demand_id}"


# --- gates


def test_gate_of_the_patent_is_named_and_nothing_else(stocked: Stocked) -> None:
    assert ask(stocked, DEAD) == DemandsFor(DEAD, "一种磷酸铁锂电池包的热失控预警方法", Gate.DEAD)
    stocked.change_patent(ROLL, licence_kind=LicenceKind.EXCLUSIVE)
    found = ask(stocked, ROLL)
    assert (found.gate, found.demands) == (Gate.EXCLUSIVELY_LICENSED, ())


def test_gates_are_lifted_on_request(stocked: Stocked) -> None:
    assert numbers(ask(stocked, DEAD, replace(OPTIONS, any_state=True)))[0] == "X-2"
    stocked.change_patent(ROLL, city_code="370900")
    assert ask(stocked, ROLL).gate is Gate.OUTSIDE_PROVINCE
    assert {"X-1", "X-4"} <= set(numbers(ask(stocked, ROLL, replace(OPTIONS, anywhere=True))))


def test_day_of_the_question_counts(stocked: Stocked) -> None:
    found = ask(stocked, ROLL, replace(OPTIONS, as_of=date(2045, 1, 1)))
    assert (found.gate, found.demands) == (Gate.EXPIRED, ())


@pytest.mark.parametrize("level", [Confidentiality.NAMED, Confidentiality.HIDDEN])
def test_confidential_demands_neither_appear_nor_count(
    stocked: Stocked, level: Confidentiality
) -> None:
    before = ask(stocked, ALIVE)
    assert numbers(before)[0] == "X-2"
    counted = {demand.demand_number: heat(demand) for demand in before.demands}
    assert counted["X-1"] == "另有 2 项需求与之相近"
    stocked.change_demand("X-2", confidentiality=level)
    for options in (OPTIONS, replace(OPTIONS, anywhere=True, any_state=True)):
        after = ask(stocked, ALIVE, options)
        assert numbers(after) == [n for n in numbers(before) if n != "X-2"]
        assert {d.demand_number: heat(d) for d in after.demands}["X-1"] == "另有 1 项需求与之相近"
        assert [d for d in after.demands if "电池" in f"{d.title}{d.enterprise}"] == []


def test_demand_is_shown_until_its_deadline(stocked: Stocked) -> None:
    stocked.change_demand("X-1", deadline=OPTIONS.as_of)
    assert "X-1" in numbers(ask(stocked, ROLL))
    stocked.change_demand("X-1", deadline=date(2024, 5, 31))
    assert "X-1" not in numbers(ask(stocked, ROLL))


def test_text_of_a_restricted_demand_is_not_quoted(stocked: Stocked) -> None:
    words = "“超声检测”"
    assert words in ask(stocked, PROBE).demands[0].reason
    stocked.change_demand("X-3", confidentiality=Confidentiality.RESTRICTED)
    best = ask(stocked, PROBE).demands[0]
    assert best.demand_number == "X-3"
    assert words not in best.reason
    assert "轧辊" in best.reason


def test_demand_that_a_firm_sent_twice_is_shown_once(stocked: Stocked) -> None:
    twice = stocked.demand("X-1").id
    stocked.change_demand("X-3", duplicate_of_id=twice)
    assert {"X-1", "X-3"} & set(numbers(ask(stocked, PROBE))) == {"X-3"}
    assert {"X-1", "X-3"} & set(numbers(ask(stocked, ROLL))) == {"X-1"}


# --- wrong questions


def test_number_of_no_patent_is_refused(stocked: Stocked) -> None:
    with pytest.raises(NotFound, match="没有申请号为"):
        ask(stocked, number("202110000099"))
    with pytest.raises(InvalidValue):
        ask(stocked, "不是号码")


def test_patent_that_came_after_the_index_is_told_what_to_do(stocked: Stocked) -> None:
    late = number("202110000077")
    stocked.session.add(
        Patent(
            application_number=PatentNumber.parse(late).key,
            title="一种水泵叶轮",
            kind=PatentKind.INVENTION,
            city_code="420100",
        )
    )
    stocked.session.commit()
    with pytest.raises(NotFound, match=f"索引中还没有专利 {late}。请更新索引"):
        ask(stocked, late)
