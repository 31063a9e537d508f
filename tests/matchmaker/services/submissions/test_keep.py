"""A city writes and sends, the province returns or files, and every change is kept."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, col, select

from matchmaker.errors import BadQuery
from matchmaker.services.kept_records.evidence import Received, add_file
from matchmaker.services.submissions import keep
from matchmaker.services.submissions.days import due_day, set_due_day
from matchmaker.services.submissions.keep import Place
from matchmaker.services.submissions.view import view_history, view_row
from matchmaker.services.submissions.words import SubmissionWords
from models.audit import AuditRecord
from models.errors import Conflict, NotFound
from models.queries import submissions as submission_queries
from models.submission_enums import SubmissionKind, SubmissionState
from tests.matchmaker.services.ledger.cases import YICHANG
from tests.matchmaker.services.submissions.cases import (
    CITY,
    DOCKING,
    LATE,
    OFFICE,
    PLAN,
    PLANNED,
    REPORT,
    STATED,
    docking,
    sent,
)

TODAY = date(2024, 5, 20)


def test_a_plan_goes_from_draft_to_filed_and_back(session: Session) -> None:
    made = keep.save(session, PLAN, 0, PLANNED, CITY)
    assert (made.state, made.figures) == (SubmissionState.DRAFT, dict(PLANNED.figures))
    assert made.activities == [
        {
            "kind": "docking",
            "when": "2024-06-18",
            "title": "化工专利对接会",
            "place": "宜昌",
            "responsible": "市局",
        }
    ]
    made = keep.send(session, PLAN, made.revision or 0, CITY)
    with pytest.raises(Conflict, match="已报送，不能再改"):
        keep.save(session, PLAN, made.revision or 0, PLANNED, CITY)
    made = keep.give_back(session, PLAN, made.revision or 0, " 金额偏低 ", OFFICE)
    assert (made.state, made.return_reason) == (SubmissionState.RETURNED, "金额偏低")
    again = replace(PLANNED, figures={"transfers": 150})
    made = keep.save(session, PLAN, made.revision or 0, again, CITY)
    made = keep.send(session, PLAN, made.revision or 0, LATE)
    # It came in time the first time.
    assert (made.first_sent_at, made.sent_at) == (CITY.at, LATE.at)
    made = keep.file(session, PLAN, made.revision or 0, OFFICE)
    assert (made.state, made.return_reason) == (SubmissionState.FILED, "")
    history = [(one.act, one.actor) for one in reversed(view_history(session, made))]
    assert history == [
        ("填写", "李"),
        ("报送", "李"),
        ("退回", "王"),
        ("填写", "李"),
        ("报送", "李"),
        ("备案", "王"),
    ]
    changed = view_history(session, made)[2].lines
    assert changed == (
        ("指标", "转让许可合计 120 次；质押融资额 1.50000001 亿元", "转让许可合计 150 次"),
    )
    acts = [
        one.details["act"]
        for one in session.exec(select(AuditRecord).order_by(col(AuditRecord.number)))
    ]
    assert acts == [act for act, _ in history]


def test_what_was_changed_meanwhile_is_not_overwritten(session: Session) -> None:
    made = keep.save(session, PLAN, 0, PLANNED, CITY)
    read = made.revision or 0
    with pytest.raises(Conflict, match="刚被别人修改过"):
        keep.save(session, PLAN, 0, PLANNED, CITY)
    keep.save(session, PLAN, read, replace(PLANNED, figures={"visits": 1}), CITY)
    for act in (keep.send, keep.file):
        with pytest.raises(Conflict, match="刚被别人修改过"):
            act(session, PLAN, read, CITY)


def test_too_little_is_not_sent(session: Session) -> None:
    made = keep.save(session, PLAN, 0, SubmissionWords(activities=(DOCKING,)), CITY)
    with pytest.raises(BadQuery, match="还没有填写任何指标"):
        keep.send(session, PLAN, made.revision or 0, CITY)
    words = SubmissionWords(figures={"visits": 0})
    made = keep.save(session, PLAN, made.revision or 0, words, CITY)
    with pytest.raises(BadQuery, match="还没有活动安排"):
        keep.send(session, PLAN, made.revision or 0, CITY)
    with pytest.raises(NotFound, match="宜昌 2024 年活动总结还没有填写"):
        keep.send(session, REPORT, 0, CITY)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (SubmissionWords(figures={"provincial_events": 4}), "不填这些指标"),
        (SubmissionWords(figures={"docking_pairs": 4}), "不填这些指标"),
        (SubmissionWords(figures={"visits": -1}), "走访调研"),
        (SubmissionWords(figures={"pledge_amount": 10**16}), "单位要对"),
        (replace(PLANNED, activities=(replace(DOCKING, title=" "),)), "第 1 项活动没有名称"),
        (replace(PLANNED, activities=(DOCKING, replace(DOCKING, when="夏天"))), "第 2 项活动"),
        (replace(PLANNED, texts={"practice": "x"}), "没有这些部分"),
        (replace(PLANNED, texts={"measures": "长" * 20_001}), "超过 20,000 字"),
        (replace(PLANNED, counted_until=TODAY), "没有“数字截至”"),
    ],
)
def test_what_a_plan_cannot_say_is_refused(
    session: Session, words: SubmissionWords, told: str
) -> None:
    with pytest.raises(BadQuery, match=told):
        keep.save(session, PLAN, 0, words, CITY)
    assert submission_queries.find_submission(session, SubmissionKind.PLAN, 2024, YICHANG) is None


def test_a_report_is_counted_to_a_day_of_the_campaign(session: Session) -> None:
    for day in (date(2024, 4, 30), date(2024, 10, 26)):
        with pytest.raises(BadQuery, match="数字截至的日期"):
            keep.save(session, REPORT, 0, replace(STATED, counted_until=day), OFFICE)
    with pytest.raises(BadQuery, match="不列活动安排"):
        keep.save(session, REPORT, 0, replace(STATED, activities=(DOCKING,)), OFFICE)


def test_only_what_was_sent_is_returned_or_filed(session: Session) -> None:
    made = keep.save(session, PLAN, 0, PLANNED, CITY)
    with pytest.raises(Conflict, match="在市州手中"):
        keep.give_back(session, PLAN, made.revision or 0, "x", OFFICE)
    with pytest.raises(Conflict, match="只有已报送的可以备案"):
        keep.file(session, PLAN, made.revision or 0, OFFICE)
    made = keep.send(session, PLAN, made.revision or 0, CITY)
    with pytest.raises(BadQuery, match="请写明退回的原因"):
        keep.give_back(session, PLAN, made.revision or 0, " ", OFFICE)


def test_last_years_plan_is_copied_with_months_for_days(session: Session) -> None:
    next_year = Place(SubmissionKind.PLAN, 2025, YICHANG)
    with pytest.raises(NotFound, match="没有 2024 年的活动方案"):
        keep.copy_last_year(session, next_year, CITY)
    sent(session, PLAN, PLANNED)
    made = keep.copy_last_year(session, next_year, CITY)
    assert (made.state, made.figures) == (SubmissionState.DRAFT, dict(PLANNED.figures))
    assert [one["when"] for one in made.activities] == ["2025-06"]
    assert made.texts == dict(PLANNED.texts)
    with pytest.raises(Conflict, match="已经开始填写"):
        keep.copy_last_year(session, next_year, CITY)


def test_what_is_sent_takes_no_more_evidence(session: Session) -> None:
    made = keep.save(session, PLAN, 0, PLANNED, CITY)
    received = Received("方案.pdf", "a" * 64, 9, "application/pdf")
    assert add_file(session, made, received, CITY).record_id == made.id
    made = keep.send(session, PLAN, made.revision or 0, CITY)
    with pytest.raises(Conflict, match="材料不能再改"):
        add_file(session, made, replace(received, stored_name="b" * 64), CITY)


def test_the_day_on_which_plans_are_due_is_data(session: Session) -> None:
    plan, report = SubmissionKind.PLAN, SubmissionKind.REPORT
    assert due_day(session, plan, 2024) == date(2024, 5, 31)
    assert due_day(session, report, 2030) == date(2030, 10, 20)
    with pytest.raises(BadQuery, match="请写明更改截止日的原因"):
        set_due_day(session, plan, date(2024, 6, 15), " ", OFFICE)
    set_due_day(session, plan, date(2024, 6, 15), "省局通知", OFFICE)
    assert due_day(session, plan, 2024) == date(2024, 6, 15)
    assert due_day(session, plan, 2025) == date(2025, 5, 31)
    with pytest.raises(BadQuery, match="已经是 2024-06-15"):
        set_due_day(session, plan, date(2024, 6, 15), "再来", OFFICE)


def test_late_is_told_as_such(session: Session) -> None:
    def timing(day: date) -> tuple[str, bool]:
        row = view_row(session, SubmissionKind.PLAN, 2024, day, YICHANG)
        return row.timing, row.is_late

    session.add(docking(date(2024, 6, 18)))
    session.flush()
    assert timing(date(2024, 5, 31)) == ("距截止 0 天", False)
    assert timing(date(2024, 6, 1)) == ("逾期 1 天未报", True)
    sent(session, PLAN, PLANNED, LATE)
    assert timing(date(2024, 12, 1)) == ("逾期 10 天报送", True)
