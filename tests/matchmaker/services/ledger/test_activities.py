"""Activities of the campaign, and what events add by themselves."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.ledger.activities import (
    correct_activity,
    record_activity,
    void_activity,
)
from models.errors import Conflict
from models.kept_record import RecordKind
from models.ledger_enums import ActivityKind
from models.meeting import MeetingOutcome
from models.meeting_enums import OutcomeResult
from tests.conftest import NOW
from tests.matchmaker.people_world import SLUG, make_world
from tests.matchmaker.services.ledger.cases import AUTHOR, BRIEFING, LATE, WUHAN, figures


def test_sessions_and_heads_count_for_the_city(session: Session) -> None:
    record_activity(session, BRIEFING, AUTHOR)
    record_activity(session, replace(BRIEFING, city_code=None, sessions=1, heads=20), AUTHOR)
    assert figures(session) == {
        ("briefing_sessions", WUHAN): 2,
        ("briefing_heads", WUHAN): 180,
        ("briefing_sessions", None): 1,
        ("briefing_heads", None): 20,
    }


def test_a_correction_moves_the_figures_and_is_kept(session: Session) -> None:
    made = record_activity(session, BRIEFING, AUTHOR)
    words = replace(BRIEFING, heads=200)
    correct_activity(session, made.id or 0, made.revision or 0, words, "漏计线上", AUTHOR)
    assert figures(session)["briefing_heads", WUHAN] == 200
    newest, _ = view_changes(session, RecordKind.ACTIVITY, made.id or 0)
    assert (newest.reason, newest.lines) == ("漏计线上", (("人次", "180", "200"),))
    with pytest.raises(BadQuery, match="没有改动"):
        correct_activity(session, made.id or 0, made.revision or 0, words, "再来", AUTHOR)
    with pytest.raises(BadQuery, match="请写明更正"):
        correct_activity(session, made.id or 0, made.revision or 0, BRIEFING, " ", AUTHOR)


def test_a_void_activity_counts_no_more(session: Session) -> None:
    made = record_activity(session, BRIEFING, AUTHOR)
    void_activity(session, made.id or 0, made.revision or 0, "重复登记", AUTHOR)
    assert figures(session) == {}
    with pytest.raises(Conflict, match="已作废"):
        void_activity(session, made.id or 0, made.revision or 0, "重复登记", AUTHOR)


def test_an_event_counts_by_its_own_records_and_what_it_lacks_by_the_activity(
    session: Session,
) -> None:
    world = make_world(session)
    session.add(
        MeetingOutcome(
            event_id=world.event.id or 0,
            enterprise_id=world.firms[0],
            institution_id=world.owners[0],
            held=True,
            result=OutcomeResult.INTENT,
            amount_cny=80_000,
            actor="测试",
            recorded_at=NOW,
        )
    )
    session.flush()
    counts = {"docking_pairs": 99, "docking_firms": 30}
    words = replace(
        BRIEFING,
        kind=ActivityKind.DOCKING,
        held_on=date(2024, 6, 18),
        heads=0,
        counts=counts,
        event=SLUG,
    )
    record_activity(session, words, LATE)
    found = figures(session)
    assert found["docking_events", WUHAN] == 1
    assert found["docking_pairs", WUHAN] == 6
    assert (found["docking_meetings", WUHAN], found["intents", WUHAN]) == (1, 1)
    assert found["intent_amount", WUHAN] == 80_000
    # Nobody has confirmed here, so that what was written down by hand counts.
    assert found["docking_firms", WUHAN] == 30


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": " "}, "请写明活动名称"),
        ({"held_on": date(2024, 5, 7)}, "还没有到"),
        ({"sessions": 0}, "场次至少为 1"),
        ({"heads": -1}, "人次应为 0 或正整数"),
        ({"counts": {"visits": 3}}, "政策宣讲没有这些数字：visits"),
    ],
)
def test_what_cannot_be_is_refused(session: Session, changes: dict[str, object], told: str) -> None:
    with pytest.raises(BadQuery, match=told):
        record_activity(session, replace(BRIEFING, **changes), AUTHOR)  # type: ignore[arg-type]
