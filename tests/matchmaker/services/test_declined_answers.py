"""Recommendations without what was turned down, in every direction, and how to see it."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.matching.types import DemandDoc
from matchmaker.services.answers import rank_patents
from matchmaker.services.declines import load_declines
from matchmaker.services.demands_for import DemandsFor, demands_for
from matchmaker.services.feedback import FeedbackWords, Speaker, add_feedback
from matchmaker.services.firms_for import FirmsFor, firms_for
from matchmaker.services.list_hands import Author
from matchmaker.services.organisation_search import get_by_name
from matchmaker.services.ranking import RankOptions, get_demand_doc
from matchmaker.services.roadshow_profiles import find_fits
from matchmaker.services.why_not import Verdict, why_not
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason
from models.queries.demands import get_demand
from tests.conftest import NOW
from tests.matchmaker.services.direction_cases import (
    GAS,
    HEAD,
    OPTIONS,
    PROBE,
    ROLL,
    Stocked,
    make_stocked,
)

WHY = "企业此前未接受：已有方案"


def doc_of(session: Session, number: str) -> DemandDoc:
    return get_demand_doc(session, get_demand(session, number).id or 0)


@pytest.fixture
def stocked(engine: Engine, session: Session, tmp_path: Path) -> Stocked:
    return make_stocked(engine, session, tmp_path)


def turn_down(stocked: Stocked, demand: str, patent: str) -> None:
    firm = stocked.demand(demand).organisation_id
    words = FeedbackWords(demand, patent, Opinion.UNFIT, (DeclineReason.HAS_SOLUTION,))
    add_feedback(stocked.session, Speaker(firm, Author("王", NOW)), words)
    stocked.session.commit()


def demands_of(stocked: Stocked, patent: str, options: RankOptions = OPTIONS) -> DemandsFor:
    return demands_for(stocked.session, stocked.desk, stocked.demands, patent, options)


def firms_of(stocked: Stocked, name: str, options: RankOptions = OPTIONS) -> FirmsFor:
    owners = [get_by_name(stocked.session, name).id or 0]
    return firms_for(stocked.session, stocked.desk, stocked.demands, owners, options)


def patents_of(stocked: Stocked, demand: str, options: RankOptions = OPTIONS) -> list[str]:
    doc = doc_of(stocked.session, demand)
    declined = load_declines(stocked.session).patents_by_demand().get(doc.id, set())
    (answer,) = rank_patents(stocked.session, stocked.desk, [doc], options, declined)
    assert [patent.rank for patent in answer] == list(range(1, len(answer) + 1))
    return [patent.application_number for patent in answer]


def test_a_demand_is_not_named_to_the_owner_of_what_its_firm_turned_down(stocked: Stocked) -> None:
    before = demands_of(stocked, ROLL)
    turn_down(stocked, "X-1", ROLL)
    after = demands_of(stocked, ROLL)
    assert "X-1" not in {demand.demand_number for demand in after.demands}
    scores = {demand.demand_number: demand.score for demand in before.demands}
    assert {d.demand_number: d.score for d in after.demands} == {
        number: score for number, score in scores.items() if number != "X-1"
    }
    assert (before.left_out, after.left_out) == (0, 1)


def test_whoever_asks_for_it_sees_what_was_turned_down_and_why(stocked: Stocked) -> None:
    before = demands_of(stocked, ROLL)
    turn_down(stocked, "X-1", ROLL)
    told = demands_of(stocked, ROLL, replace(OPTIONS, with_declined=True))
    assert [replace(demand, declined="") for demand in told.demands] == list(before.demands)
    assert {d.demand_number: d.declined for d in told.demands if d.declined} == {"X-1": WHY}
    assert told.left_out == 0


def test_the_next_best_of_a_firm_stands_for_what_it_turned_down(stocked: Stocked) -> None:
    named = {f.enterprise: f for f in firms_of(stocked, "武汉纺织大学").firms}
    steel = named["黄石钢铁有限公司"]
    assert (steel.demand_number, steel.application_number) == ("X-4", HEAD)
    turn_down(stocked, "X-4", HEAD)
    after = firms_of(stocked, "武汉纺织大学")
    other = {f.enterprise: f for f in after.firms}["黄石钢铁有限公司"]
    assert (other.application_number, other.declined) == (GAS, "")
    assert (other.worthy <= steel.worthy, after.left_out) == (True, 1)
    told = firms_of(stocked, "武汉纺织大学", replace(OPTIONS, with_declined=True))
    again = {f.enterprise: f for f in told.firms}["黄石钢铁有限公司"]
    assert (again.application_number, again.declined, told.left_out) == (HEAD, WHY, 0)


def test_a_firm_that_turned_down_all_of_an_organisation_is_not_named(stocked: Stocked) -> None:
    for patent in (HEAD, GAS):
        turn_down(stocked, "X-4", patent)
    firms = {firm.enterprise for firm in firms_of(stocked, "武汉纺织大学").firms}
    assert "黄石钢铁有限公司" not in firms


def test_a_patent_that_was_turned_down_gives_its_place_to_the_next(stocked: Stocked) -> None:
    best = patents_of(stocked, "X-1")
    turn_down(stocked, "X-1", best[0])
    assert patents_of(stocked, "X-1", replace(OPTIONS, top=2)) == best[1:3]
    assert patents_of(stocked, "X-3", replace(OPTIONS, top=1)) == [PROBE]


def test_why_tells_who_turned_a_patent_down(stocked: Stocked) -> None:
    best = patents_of(stocked, "X-1")
    doc = doc_of(stocked.session, "X-1")
    turn_down(stocked, "X-1", best[0])
    found = why_not(stocked.session, stocked.desk, doc, best[0], OPTIONS)
    assert (found.verdict, found.reason, found.rank) == (Verdict.DECLINED, WHY, 0)
    # What is not listed is compared with, and counted among, what may be listed.
    options = replace(OPTIONS, top=1)
    next_one = why_not(stocked.session, stocked.desk, doc, best[1], options)
    assert (next_one.verdict, next_one.rank) == (Verdict.LISTED, 1)
    third = why_not(stocked.session, stocked.desk, doc, best[2], options)
    assert (third.verdict, third.rank, third.last_number) == (Verdict.OUTRANKED, 2, best[1])


def test_a_typed_demand_has_nothing_turned_down(stocked: Stocked) -> None:
    turn_down(stocked, "X-1", ROLL)
    doc = replace(doc_of(stocked.session, "X-1"), id=0)
    found = why_not(stocked.session, stocked.desk, doc, ROLL, OPTIONS)
    assert found.verdict is Verdict.LISTED


def test_a_demand_whose_firm_turned_it_down_speaks_for_no_patent_at_a_roadshow(
    stocked: Stocked,
) -> None:
    rankings = stocked.rank_all()
    demand_id, patent_id = stocked.demand("X-1").id or 0, stocked.patent_id(ROLL)
    before = find_fits(rankings, stocked.demands)
    assert demand_id in {fit.demand_id for fit in before[patent_id]}
    after = find_fits(rankings, stocked.demands, {(demand_id, patent_id)})
    assert demand_id not in {fit.demand_id for fit in after.get(patent_id, ())}
