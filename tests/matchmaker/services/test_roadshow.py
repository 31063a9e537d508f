"""Selections: who may be shown, what demands tell, versions, and what an organiser is told."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from ingest.pipeline import ParseOptions
from matchmaker.errors import BadQuery
from matchmaker.events.roadshow_criteria import Criterion
from matchmaker.jobs.imports import run_import
from matchmaker.services.list_candidates import shares_words_only
from matchmaker.services.roadshow_plan import PlanChanges, get_plan, parse_weights, set_plan
from matchmaker.services.roadshow_profiles import NEARLY, find_fits
from matchmaker.services.roadshow_review import GivenMark, set_mark
from models.demand import Demand
from models.enums import EventKind, ImportKind, LegalEventKind, LicenceKind
from models.errors import InvalidValue, NotFound
from models.legal_event import LegalEvent
from models.queries import roadshow as roadshow_queries
from models.values.legal_status import LegalState
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.factories import write_patents
from tests.matchmaker.services.direction_cases import (
    ALIVE,
    DEAD,
    GAS,
    HEAD,
    PROBE,
    ROLL,
    SCAR,
)
from tests.matchmaker.services.roadshow_cases import Show, add_event, make_show


@pytest.fixture
def show(engine: Engine, session: Session, tmp_path: Path) -> Show:
    return make_show(engine, session, tmp_path)


def test_all_that_may_be_shown_are_ranked_and_rows_add_up(show: Show) -> None:
    made = show.select()
    assert (made.made, made.entries, made.version.version) == (True, 6, 1)
    view = show.view()
    assert set(show.numbers()) == {ALIVE, GAS, HEAD, PROBE, ROLL, SCAR}
    scores = [patent.score for patent in view.patents]
    assert scores == sorted(scores, reverse=True)
    for patent in view.patents:
        assert sum(row.share for row in patent.rows) == pytest.approx(patent.score, abs=1e-8)
    assert view.gates == {"专利已失效": 1, "企业不在本场活动的片区或城市": 1}


@pytest.mark.parametrize(
    "values",
    [
        {"legal_state": LegalState.DEAD},
        {"licence_kind": LicenceKind.EXCLUSIVE},
        {"licence_kind": LicenceKind.SOLE},
        {"owner_consents": False},
        {"expiry_date": date(2024, 6, 26)},
        {"city_code": "370900"},
    ],
)
def test_a_gate_keeps_a_patent_off_the_stage(show: Show, values: dict[str, object]) -> None:
    show.stocked.change_patent(ROLL, **values)
    show.select()
    assert ROLL not in show.numbers()
    assert DEAD not in show.numbers()


def test_a_better_fact_lifts_a_patent(show: Show) -> None:
    show.select()
    before = show.numbers().index(SCAR)
    show.stocked.change_patent(
        SCAR, maturity_trl=9, price_high_cny=20_000_000, claim_count=10, family_size=4
    )
    show.select()
    assert before > 0
    assert show.numbers().index(SCAR) == 0


def test_what_is_not_known_is_told_as_unknown(show: Show) -> None:
    show.stocked.change_patent(ROLL, claim_count=5)
    show.select()
    rows = {
        row.criterion: row
        for patent in show.view().patents
        if patent.application_number == ROLL
        for row in patent.rows
    }
    assert (rows["claims"].known, rows["claims"].value) == (True, 0.5)
    assert (rows["family"].known, rows["family"].sentence) == (False, "同族数未知，按中间值计")


def test_demands_of_the_area_that_fit_are_counted(show: Show) -> None:
    show.select()
    fits = {patent.application_number: patent.demand_count for patent in show.view().patents}
    # The demand of a firm in Shiyan, X-2, lies outside the area.
    assert (fits[ROLL] > 0, fits[ALIVE]) == (True, 0)


def test_a_demand_counts_for_those_that_answer_it_nearly_best(show: Show) -> None:
    rankings = show.stocked.rank_all()
    fits = find_fits(rankings, show.stocked.demands)
    told = {(fit.demand_id, patent) for patent, found in fits.items() for fit in found}
    expected, behind = set(), 0
    for ranking in rankings:
        offered = [s for s in ranking.ordered if not shares_words_only(ranking, s)]
        for scored in offered:
            if scored.score < ranking.algorithm.min_score:
                continue
            if scored.score >= NEARLY * offered[0].score:
                expected.add((ranking.query.doc.id, scored.patent_id))
            else:
                behind += 1
    assert told == expected
    assert (len(expected) > 0, behind > 0) == (True, True)


def test_a_demand_that_was_sent_twice_counts_once(show: Show) -> None:
    def count() -> int:
        show.select()
        return next(p for p in show.view().patents if p.application_number == ROLL).demand_count

    first = show.demand("X-1")
    show.stocked.change_demand("X-3", title=first.title, problem=first.problem)
    twice = count()
    show.stocked.change_demand("X-3", duplicate_of_id=first.id)
    assert (twice, count()) == (2, 1)


@pytest.mark.parametrize("level", [Confidentiality.NAMED, Confidentiality.HIDDEN])
def test_confidential_demands_count_and_are_named_nowhere(
    show: Show, level: Confidentiality
) -> None:
    show.select()
    before = {patent.application_number: patent for patent in show.view().patents}
    for number in ("X-1", "X-3", "X-4"):
        show.stocked.change_demand(number, confidentiality=level)
    show.select()
    view = show.view()
    after = {patent.application_number: patent for patent in view.patents}
    assert {n: p.demand_count for n, p in after.items()} == {
        n: p.demand_count for n, p in before.items()
    }
    assert [row.value for row in after[ROLL].rows] == [row.value for row in before[ROLL].rows]
    assert "未公开" in after[ROLL].reason
    assert "需求热度计入 3 项定向或不公开的需求，任何材料都不列其名" in view.notices
    told = repr(view)
    for word in ("轧机制造", "黄石钢铁", "X-1", "轧辊裂纹修复", "激光熔覆送粉"):
        assert word not in told.replace("一种轧辊裂纹", "")


def test_a_budget_that_is_not_public_moves_no_score(show: Show) -> None:
    def benefit() -> tuple[float, bool]:
        row = next(p for p in show.view().patents if p.application_number == ROLL).row("benefit")
        assert row is not None
        return row.value, row.known

    show.stocked.change_demand("X-1", budget_high_cny=10_000_000)
    show.select()
    assert benefit() == (1.0, True)
    show.stocked.change_demand("X-1", confidentiality=Confidentiality.RESTRICTED)
    show.select()
    assert benefit() == (0.5, False)


def test_the_same_input_keeps_its_version(show: Show) -> None:
    first = show.select()
    again = show.select()
    assert (again.made, again.version.id, again.entries) == (False, first.version.id, 6)


@pytest.mark.parametrize("change", ["mark", "weights", "fact", "claims"])
def test_other_input_makes_another_version(show: Show, change: str) -> None:
    show.select()
    if change == "mark":
        set_mark(show.session, show.event, GivenMark(ROLL, "王", 80.0), NOW)
    elif change == "weights":
        set_plan(show.session, show.event, PlanChanges({Criterion.HEAT: 50}))
    else:
        column = {"fact": "maturity_trl", "claims": "claim_count"}[change]
        show.stocked.change_patent(ROLL, **{column: 3})
    made = show.select()
    assert (made.made, made.version.version) == (True, 2)


def test_one_institution_has_no_more_than_its_places(show: Show) -> None:
    set_plan(show.session, show.event, PlanChanges({}, per_institution=1))
    show.select()
    owners = [patent.owner.split("、")[0] for patent in show.view().patents]
    assert len(set(owners)) == len(owners)
    assert any("因单位名额已满未能入选" in notice for notice in show.view().notices)


def test_of_duplicates_one_is_shown(show: Show) -> None:
    show.stocked.change_patent(PROBE, duplicate_of_id=show.patent_id(ROLL))
    show.select()
    assert len({ROLL, PROBE} & set(show.numbers())) == 1
    assert any("因与入选专利重复未能入选" in notice for notice in show.view().notices)


def test_marks_are_blended_in_with_mean_spread_and_number(show: Show) -> None:
    for reviewer, points in (("甲", 90.0), ("乙", 100.0)):
        set_mark(show.session, show.event, GivenMark(SCAR, reviewer, points), NOW)
    set_mark(show.session, show.event, GivenMark(ROLL, "甲", 10.0), NOW)
    set_plan(show.session, show.event, PlanChanges({}, blend=1.0))
    show.select()
    view = show.view()
    best, last = view.patents[0], view.patents[-1]
    assert (best.application_number, best.score, best.mark_mean) == (SCAR, 0.95, 95.0)
    assert (best.mark_count, round(best.mark_spread or 0.0, 2)) == (2, 7.07)
    assert (last.application_number, last.score) == (ROLL, 0.1)
    assert "入选的 4 件没有评审打分，按全部评审的平均分计" in view.notices


def test_a_patent_shown_before_in_vain_falls_back(show: Show) -> None:
    show.select()
    later = Show(show.stocked, show.folder, add_event(show.session, "later", days=60))
    day = {"as_of": date(2024, 8, 1), "valid_on": later.event.held_on}
    later.select(**day)

    def shown() -> float:
        found = next(p for p in later.view().patents if p.application_number == ROLL).row("shown")
        return found.value if found else -1.0

    assert shown() == 0.5
    assert roadshow_queries.shown_in_vain(show.session, date(2024, 6, 27)) == {}
    licence = LegalEvent(
        patent_id=show.patent_id(ROLL),
        kind=LegalEventKind.LICENCE,
        occurred_on=date(2024, 7, 9),
        digest="x",
    )
    show.session.add(licence)
    show.session.commit()
    later.select(**day)
    assert shown() == 1.0


def test_patents_that_came_after_the_index_are_told(
    show: Show, engine: Engine, tmp_path: Path
) -> None:
    more = (
        (
            "一种阀门密封结构",
            "202110000019",
            "武汉大学",
            "2021-07-11",
            "F16K1/00",
            "本发明公开了一种阀门密封结构。",
            "湖北省武汉市武昌区珞珈山",
            "授权",
        ),
    )
    patents = write_patents(tmp_path / "more.csv", more)
    run_import(engine, patents, ParseOptions(ImportKind.PATENTS), NOW)
    show.select()
    assert "1 件专利不在索引中，没有参加遴选。请更新索引后重新遴选" in show.view().notices


def test_too_few_patents_are_told(show: Show) -> None:
    show.select()
    assert any(notice.startswith("只选出 6 件，不足 20 件") for notice in show.view().notices)


def test_where_nothing_may_be_shown_the_selection_is_empty_and_says_so(show: Show) -> None:
    made = show.select(province="370000")
    assert (made.entries, show.view().patents) == (0, ())
    assert any(notice.startswith("只选出 0 件") for notice in show.view().notices)


def test_without_demands_heat_is_nought_and_patents_are_ranked_all_the_same(show: Show) -> None:
    for demand in show.session.exec(select(Demand)):
        demand.deadline = date(2024, 1, 1)
        show.session.add(demand)
    show.session.commit()
    show.select()
    heat = {patent.row("heat") for patent in show.view().patents}
    assert len(show.view().patents) == 6
    assert {(row.value, row.known) for row in heat if row} == {(0.0, True)}


def test_pending_and_unknown_states_are_told(show: Show) -> None:
    show.stocked.change_patent(ROLL, legal_state=LegalState.PENDING)
    show.stocked.change_patent(SCAR, legal_state=LegalState.UNKNOWN)
    show.select()
    assert {"1 件专利尚在审查中，已标明", "1 件专利的来源没有法律状态，请核实"} <= set(
        show.view().notices
    )


def test_another_kind_of_event_is_refused(show: Show) -> None:
    show.event.kind = EventKind.LOCAL_DOCKING
    with pytest.raises(BadQuery, match="不是路演"):
        show.select()


def test_a_day_after_the_event_is_refused(show: Show) -> None:
    with pytest.raises(BadQuery, match="晚于活动日"):
        show.select(as_of=date(2024, 7, 1))


def test_an_event_without_a_selection_says_what_to_do(show: Show) -> None:
    with pytest.raises(NotFound, match="活动 show 还没有遴选结果。请先遴选"):
        show.view()


# --- weights


def test_weights_are_set_in_proportion_to_those_in_force(show: Show) -> None:
    assert get_plan(show.session, show.event).is_default
    plan = set_plan(show.session, show.event, PlanChanges(parse_weights(["需求热度=120"])))
    assert plan.scheme.weights[Criterion.HEAT] == 0.6
    assert plan.scheme.weights[Criterion.MATURITY] == 0.1
    stored = get_plan(show.session, show.event)
    assert (stored.scheme, stored.is_default) == (plan.scheme, False)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (PlanChanges({Criterion.HEAT: -1.0}), "不能为负"),
        (PlanChanges({}, blend=1.5), "评审占比"),
        (PlanChanges({}, size=0), "入选件数"),
        (PlanChanges({}, per_institution=-1), "单个单位"),
        (PlanChanges(dict.fromkeys(Criterion, 0.0)), "权重之和为零"),
    ],
)
def test_impossible_settings_are_refused(show: Show, changes: PlanChanges, told: str) -> None:
    with pytest.raises(InvalidValue, match=told):
        set_plan(show.session, show.event, changes)
    assert get_plan(show.session, show.event).is_default


@pytest.mark.parametrize("text", ["heat", "foo=1", "heat=many"])
def test_words_that_are_no_weight_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_weights([text])
