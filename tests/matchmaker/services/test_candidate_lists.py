"""Lists: who is kept out and why, versions, and what an organiser is told."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matchmaker.jobs.lists import ListOutcome, ListRequest, make_lists
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.features.text import CHANGED
from matchmaker.matching.index import Recipe
from matchmaker.services import indexing
from matchmaker.services.list_types import ListView
from matchmaker.services.list_view import view_list
from matchmaker.settings import Settings
from models.demand import Demand
from models.enums import LicenceKind
from models.matching import Match, MatchReason, MatchRun
from models.patent import Patent
from models.queries import candidate_lists as list_queries
from models.queries import events as event_queries
from models.session import make_session
from models.values.legal_status import LegalState
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.factories import CAMPAIGN, number, write_demands, write_patents
from tests.lines import make_line

ALIVE = number("202110000004")
REQUEST = ListRequest(slugs=("roadshow",))

SCHEME = get_algorithm(DEFAULT_ALGORITHM).scheme


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    (tmp_path / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url)
    patents, demands = write_patents(tmp_path / "p.csv"), write_demands(tmp_path / "d.csv")
    make_line(settings, patents, demands, tmp_path / "campaign.toml", REQUEST)
    return settings


def again(engine: Engine, settings: Settings, request: ListRequest = REQUEST) -> ListOutcome:
    with make_session(engine) as session:
        indexing.build(session, settings.index_dir, Recipe(settings.segmenter, SCHEME))
    return make_lists(engine, settings, request, NOW)[0]


def view(engine: Engine, slug: str = "roadshow") -> ListView:
    with make_session(engine) as session:
        event = event_queries.get_event(session, slug)
        return view_list(session, event, list_queries.get_version(session, event, None))


def change_patent(engine: Engine, **values: object) -> None:
    with make_session(engine) as session:
        patent = session.exec(select(Patent).where(Patent.title.contains("动力电池包"))).one()  # type: ignore[attr-defined]
        for name, value in values.items():
            setattr(patent, name, value)
        session.add(patent)
        session.commit()


def test_a_list_says_which_pair_and_why(engine: Engine, settings: Settings) -> None:
    found = view(engine)
    assert (found.entries[0].demand_number, found.entries[0].application_number) == ("X-2", ALIVE)
    assert "热失控" in found.entries[0].reason
    assert found.entries[0].enterprise_city == "十堰"


def test_reasons_are_stored_with_the_words_of_both_sides(
    engine: Engine, settings: Settings
) -> None:
    with make_session(engine) as session:
        demand = session.exec(select(Demand).where(Demand.demand_number == "X-2")).one()
        stored = session.exec(
            select(MatchReason)
            .join(Match)
            .where(Match.demand_id == demand.id, MatchReason.feature == "text")
        ).all()
        placed = [row for row in stored if row.demand_spans and CHANGED not in row.label]
        asked = f"{demand.title}\n{demand.problem}"
        assert len(placed) > 2
        for row in placed:
            assert row.label in row.in_demand
            assert row.label in row.in_patent
            assert {asked[start:end] for start, end in row.demand_spans} == {row.label}
            assert row.patent_spans


def test_the_dead_patent_is_counted_among_those_held_back(
    engine: Engine, settings: Settings
) -> None:
    assert view(engine).gates["专利已失效"] == 1


@pytest.mark.parametrize(
    ("values", "gate"),
    [
        ({"legal_state": LegalState.DEAD}, "专利已失效"),
        ({"expiry_date": date(2024, 6, 26)}, "活动日前保护期届满"),
        ({"licence_kind": LicenceKind.EXCLUSIVE}, "已独占或排他许可"),
        ({"licence_kind": LicenceKind.SOLE}, "已独占或排他许可"),
        ({"owner_consents": False}, "权利人未同意推介"),
        ({"listed_until": date(2024, 6, 1)}, "挂牌已到期"),
        ({"transfer_modes": ["self_implementation"]}, "权利人只自行实施，不对外转化"),
        ({"city_code": "370900"}, "权利人不在本省或所在地未知"),
        ({"filing_date": date(2024, 6, 27)}, "截至统计日尚未申请"),
    ],
)
def test_a_gate_takes_the_patent_off_the_list(
    engine: Engine, settings: Settings, values: dict[str, object], gate: str
) -> None:
    before = view(engine).gates.get(gate, 0)
    change_patent(engine, **values)
    outcome = again(engine, settings)
    after = view(engine)
    assert outcome.version == 2
    assert ALIVE not in {entry.application_number for entry in after.entries}
    assert after.gates[gate] == before + 1


def test_rights_that_end_on_the_very_day_still_count(engine: Engine, settings: Settings) -> None:
    change_patent(engine, expiry_date=date(2024, 6, 27))
    again(engine, settings)
    assert ALIVE in {entry.application_number for entry in view(engine).entries}


def test_pending_patents_stay_and_are_marked(engine: Engine, settings: Settings) -> None:
    change_patent(engine, legal_state=LegalState.PENDING)
    again(engine, settings)
    found = view(engine)
    assert {e.legal_state for e in found.entries if e.application_number == ALIVE} == {"审中"}
    assert any("尚在审查中" in notice for notice in found.notices)


def test_unknown_states_are_marked_for_checking(engine: Engine, settings: Settings) -> None:
    change_patent(engine, legal_state=LegalState.UNKNOWN)
    again(engine, settings)
    assert any("来源没有法律状态" in notice for notice in view(engine).notices)


@pytest.mark.parametrize("level", [Confidentiality.NAMED, Confidentiality.HIDDEN])
def test_demands_that_must_not_be_shown_are_held_back(
    engine: Engine, settings: Settings, level: Confidentiality
) -> None:
    set_level(engine, level)
    again(engine, settings)
    found = view(engine)
    assert found.entries == ()
    assert any("未列入" in notice for notice in found.notices)


def test_the_text_of_a_restricted_demand_is_not_quoted(engine: Engine, settings: Settings) -> None:
    with make_session(engine) as session:
        demand = session.exec(select(Demand).where(Demand.demand_number == "X-2")).one()
        demand.problem += "采用膨胀力监测。"
        session.add(demand)
        session.commit()
    again(engine, settings)
    assert any("膨胀力" in entry.reason for entry in view(engine).entries)
    set_level(engine, Confidentiality.RESTRICTED)
    again(engine, settings)
    reasons = [entry.reason for entry in view(engine).entries]
    assert [reason for reason in reasons if "膨胀力" in reason] == []
    assert any("热失控" in reason for reason in reasons)


def set_level(engine: Engine, level: Confidentiality) -> None:
    with make_session(engine) as session:
        demand = session.exec(select(Demand).where(Demand.demand_number == "X-2")).one()
        demand.confidentiality = level
        session.add(demand)
        session.commit()


def test_a_deadline_before_the_event_holds_the_demand_back(
    engine: Engine, settings: Settings
) -> None:
    with make_session(engine) as session:
        demand = session.exec(select(Demand).where(Demand.demand_number == "X-2")).one()
        demand.deadline = date(2024, 6, 26)
        session.add(demand)
        session.commit()
    again(engine, settings)
    assert view(engine).gates["需求时限早于活动日"] == 1


def test_the_same_input_makes_no_new_version(
    engine: Engine, settings: Settings, session: Session
) -> None:
    outcome = again(engine, settings)
    assert (outcome.version, outcome.made) == (1, False)
    assert len(session.exec(select(MatchRun)).all()) == 1


def test_other_switches_make_a_new_version_and_keep_the_old(
    engine: Engine, settings: Settings
) -> None:
    outcome = again(engine, settings, replace(REQUEST, anywhere=True))
    assert (outcome.version, outcome.made) == (2, True)
    with make_session(engine) as session:
        event = event_queries.get_event(session, "roadshow")
        first = view_list(session, event, list_queries.get_version(session, event, 1))
        second = view_list(session, event, list_queries.get_version(session, event, 2))
    assert {entry.demand_number for entry in first.entries} == {"X-2"}
    assert {entry.demand_number for entry in second.entries} == {"X-1", "X-2"}


def test_an_earlier_day_keeps_later_patents_out(engine: Engine, settings: Settings) -> None:
    again(engine, settings, replace(REQUEST, as_of=date(2020, 6, 1)))
    assert ALIVE not in {entry.application_number for entry in view(engine).entries}


def test_price_and_terms_are_written_as_people_write_them(
    engine: Engine, settings: Settings
) -> None:
    change_patent(
        engine, price_low_cny=500_000, price_high_cny=800_000, transfer_modes=["assignment"]
    )
    again(engine, settings)
    entry = next(e for e in view(engine).entries if e.application_number == ALIVE)
    assert (entry.price, entry.transfer_modes) == ("50–80万元", "转让")
    change_patent(engine, price_low_cny=None, price_high_cny=None, price_negotiable=True)
    again(engine, settings)
    entry = next(e for e in view(engine).entries if e.application_number == ALIVE)
    assert entry.price == "面议"


def test_a_field_event_lists_only_its_industries(engine: Engine, settings: Settings) -> None:
    with make_session(engine) as session:
        event = event_queries.get_event(session, "roadshow")
        event.industries = ["vehicles"]
        session.add(event)
        session.commit()
    again(engine, settings)
    found = view(engine)
    assert {entry.industry for entry in found.entries} == {"新能源与智能网联汽车"}
    assert found.scope == "十堰，新能源与智能网联汽车"


def again_with(slug: str, engine: Engine, settings: Settings) -> ListOutcome:
    with make_session(engine) as session:
        scheme = get_algorithm(slug).scheme
        indexing.build(session, settings.index_dir, Recipe(settings.segmenter, scheme))
    return make_lists(engine, settings, replace(REQUEST, algorithm=slug), NOW)[0]


def test_a_list_by_blend_tells_of_price_and_place(engine: Engine, settings: Settings) -> None:
    change_patent(engine, price_low_cny=0, price_high_cny=0, maturity_trl=9)
    again(engine, settings)
    entry = next(e for e in view(engine).entries if e.application_number == ALIVE)
    assert "免费许可" in entry.reason
    assert "双方同在十堰" in entry.reason
    assert "技术成熟度 9 级（量产）" in entry.reason
    assert sum(row.share for row in entry.rows) == pytest.approx(entry.score, abs=1e-9)
    assert "得分不低于 0.5" in view(engine).caps


def test_a_changed_price_makes_a_new_list_only_where_the_price_counts(
    engine: Engine, settings: Settings
) -> None:
    assert again_with("tfidf-v1", engine, settings).made is True
    change_patent(engine, price_low_cny=500_000, price_high_cny=500_000)
    assert again_with("tfidf-v1", engine, settings).made is False
    assert again_with("blend-v1", engine, settings).made is True
    assert again_with("blend-v1", engine, settings).made is False
    change_patent(engine, price_low_cny=0, price_high_cny=0)
    assert again_with("blend-v1", engine, settings).made is True


def test_the_budget_of_a_restricted_demand_cannot_be_guessed(
    engine: Engine, settings: Settings
) -> None:
    with make_session(engine) as session:
        demand = session.exec(select(Demand).where(Demand.demand_number == "X-2")).one()
        demand.budget_high_cny, demand.cooperation_modes = 600_000, ["assignment"]
        session.add(demand)
        session.commit()
    change_patent(
        engine, price_low_cny=500_000, price_high_cny=500_000, transfer_modes=["assignment"]
    )
    again(engine, settings)
    entry = next(e for e in view(engine).entries if e.application_number == ALIVE)
    assert "报价在预算之内" in entry.reason
    assert "权利人可接受转让" in entry.reason
    set_level(engine, Confidentiality.RESTRICTED)
    again(engine, settings)
    entry = next(e for e in view(engine).entries if e.application_number == ALIVE)
    assert "预算" not in entry.reason
    assert "权利人" not in entry.reason
    assert "双方同在十堰" in entry.reason
