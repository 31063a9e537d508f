"""Firms for the stock of an organisation."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.matching.gates import Gate
from matchmaker.services.firms_for import FirmsFor, firms_for
from matchmaker.services.organisation_search import get_by_name, list_parts
from matchmaker.services.ranking import RankOptions
from models.queries import demands as demand_queries
from models.values.secrecy import Confidentiality
from tests.matchmaker.services.direction_cases import (
    GAS,
    HEAD,
    OPTIONS,
    PROBE,
    Stocked,
    make_stocked,
)

MILL, STEEL, BATTERY = "武汉轧机制造有限公司", "黄石钢铁有限公司", "十堰电池有限公司"


@pytest.fixture
def stocked(engine: Engine, session: Session, tmp_path: Path) -> Stocked:
    return make_stocked(engine, session, tmp_path)


def ask(
    stocked: Stocked, name: str, options: RankOptions = OPTIONS, *, with_parts: bool = False
) -> FirmsFor:
    body = get_by_name(stocked.session, name).id or 0
    owners = [body, *(list_parts(stocked.session, body) if with_parts else ())]
    return firms_for(stocked.session, stocked.desk, stocked.demands, owners, options)


def best(found: FirmsFor) -> list[tuple[str, str, str]]:
    return [(f.enterprise, f.demand_number, f.application_number) for f in found.firms]


def test_every_firm_has_one_row_with_its_best_demand_and_patent(stocked: Stocked) -> None:
    found = ask(stocked, "武汉纺织大学", with_parts=True)
    assert set(best(found)) == {
        (BATTERY, "X-2", GAS),
        (STEEL, "X-4", HEAD),
        (MILL, "X-3", PROBE),
    }
    assert [firm.rank for firm in found.firms] == [1, 2, 3]
    scores = [firm.score for firm in found.firms]
    assert scores == sorted(scores, reverse=True)
    assert (found.owned, found.offered, found.stopped) == (3, 3, {})
    steel = next(firm for firm in found.firms if firm.enterprise == STEEL)
    assert (steel.demand_title, steel.patent_title) == (
        "激光熔覆送粉",
        "一种轧辊裂纹激光熔覆用送粉头",
    )
    assert "“激光熔覆”" in steel.reason


def test_scores_and_counts_are_those_of_the_ranking(stocked: Stocked) -> None:
    options = replace(OPTIONS, algorithm=replace(OPTIONS.algorithm, min_score=0.25))
    found = ask(stocked, "武汉纺织大学", options, with_parts=True)
    own = {stocked.patent_id(patent) for patent in (HEAD, PROBE, GAS)}
    docs = {item.doc.id: item.doc for item in stocked.patents}
    rankings = {ranking.query.doc.id: ranking for ranking in stocked.rank_all(options)}
    for firm in found.firms:
        ranking = rankings[firm.demand_id]
        scored = [s for s in ranking.ordered if s.patent_id in own]
        assert firm.score == scored[0].score
        assert firm.application_number in {HEAD, PROBE, GAS}
        assert list(firm.rows) == ranking.explain(scored[0], docs[scored[0].patent_id])
        assert firm.worthy == sum(s.score >= 0.25 for s in scored)
    assert {firm.worthy for firm in found.firms} > {1}
    strict = replace(OPTIONS, algorithm=replace(OPTIONS.algorithm, min_score=1.0))
    assert {firm.worthy for firm in ask(stocked, "武汉纺织大学", strict).firms} == {0}


def test_parts_are_left_out_unless_asked_for(stocked: Stocked) -> None:
    found = ask(stocked, "武汉纺织大学")
    assert (found.owned, found.offered) == (2, 2)
    assert PROBE not in [firm.application_number for firm in found.firms]
    alone = ask(stocked, "武汉科技学院机电学院")
    assert {firm.application_number for firm in alone.firms} == {PROBE}


def test_patent_with_several_owners_is_everyones(stocked: Stocked) -> None:
    for name in ("武汉大学", "武汉纺织大学"):
        assert (BATTERY, "X-2", GAS) in best(ask(stocked, name))


def test_top_keeps_the_head(stocked: Stocked) -> None:
    whole = ask(stocked, "武汉纺织大学", with_parts=True)
    head = ask(stocked, "武汉纺织大学", replace(OPTIONS, top=2), with_parts=True)
    assert head.firms == whole.firms[:2]


def test_equal_firms_are_in_the_order_of_their_ids(stocked: Stocked) -> None:
    mill, steel = (stocked.demand(named).organisation_id for named in ("X-1", "X-4"))
    assert mill < steel
    same = {"title": "轧辊裂纹修复", "problem": "轧辊表面开裂。", "city_code": "420100"}
    for named, firm in (("X-1", steel), ("X-3", mill), ("X-4", mill)):
        stocked.change_demand(named, **same, organisation_id=firm)
    ids = [stocked.demand(named).id or 0 for named in ("X-1", "X-3", "X-4")]
    demand_queries.replace_industries(stocked.session, {demand: [] for demand in ids})
    stocked.change_demand("X-2", confidentiality=Confidentiality.HIDDEN)
    found = ask(stocked, "武汉科技大学")
    assert [(f.enterprise, f.demand_number) for f in found.firms] == [(MILL, "X-3"), (STEEL, "X-1")]
    assert found.firms[0].score == found.firms[1].score


# --- gates


def test_patents_that_a_gate_stops_are_counted(stocked: Stocked) -> None:
    found = ask(stocked, "华中科技大学")
    assert (found.owned, found.offered, found.stopped) == (1, 0, {Gate.DEAD: 1})
    assert found.firms == ()
    lifted = ask(stocked, "华中科技大学", replace(OPTIONS, any_state=True))
    assert (lifted.offered, lifted.firms[0].enterprise) == (1, BATTERY)


@pytest.mark.parametrize("level", [Confidentiality.NAMED, Confidentiality.HIDDEN])
def test_firm_with_confidential_demands_only_does_not_appear(
    stocked: Stocked, level: Confidentiality
) -> None:
    stocked.change_demand("X-4", confidentiality=level)
    found = ask(
        stocked, "武汉纺织大学", replace(OPTIONS, anywhere=True, any_state=True), with_parts=True
    )
    assert STEEL not in [firm.enterprise for firm in found.firms]
    stocked.change_demand("X-3", confidentiality=level)
    found = ask(stocked, "武汉纺织大学", with_parts=True)
    assert (MILL, "X-1", HEAD) in best(found)


def test_demands_past_their_deadline_are_left_out(stocked: Stocked) -> None:
    for demand in ("X-1", "X-2", "X-3", "X-4"):
        stocked.change_demand(demand, deadline=date(2024, 5, 31))
    assert ask(stocked, "武汉纺织大学").firms == ()


def test_text_of_a_restricted_demand_is_not_quoted(stocked: Stocked) -> None:
    stocked.change_demand("X-3", confidentiality=Confidentiality.RESTRICTED)
    firm = next(f for f in ask(stocked, "武汉科技学院机电学院").firms if f.enterprise == MILL)
    assert firm.demand_number == "X-3"
    assert "超声检测" not in firm.reason


def test_organisation_without_patents_has_no_firms(stocked: Stocked) -> None:
    found = ask(stocked, "三峡大学")
    assert (found.owned, found.offered, found.firms) == (0, 0, ())
