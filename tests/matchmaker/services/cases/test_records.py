"""Cases are written, sent, returned, entered, withdrawn; each act is kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.cases.prefill import prefill
from matchmaker.services.cases.records import (
    correct_case,
    enter_case,
    publish_case,
    record_case,
    return_case,
    say_consent,
    send_case,
    withdraw_case,
)
from matchmaker.services.kept_records.changes import view_changes
from matchmaker.services.ledger.deals import record_deal
from matchmaker.services.list_hands import Author
from models.case_enums import CaseCategory, CaseState
from models.errors import Conflict
from models.kept_record import RecordKind
from tests.conftest import NOW
from tests.matchmaker.services.cases.board import BY, WORDS, YICHANG, make_case, sent
from tests.matchmaker.services.ledger.cases import AUTHOR, DEAL, figures, licence


def test_a_case_begins_with_what_the_contract_tells(session: Session) -> None:
    deal = record_deal(session, licence(title="许可案例"), YICHANG, AUTHOR).deal
    words = prefill(session, deal, YICHANG, AUTHOR)
    assert (words.year, words.category) == (2024, CaseCategory.LICENCE)
    assert (words.giver_name, words.taker_name) == (DEAL.giver, DEAL.taker)
    assert words.terms == "普通许可，金额50万元，2024年4月1日签订合同，2024年5月3日登记或备案"
    assert "请填写" not in "".join(str(one) for one in vars(words).values())


def test_a_contract_has_one_case(session: Session) -> None:
    deal = record_deal(session, DEAL, YICHANG, AUTHOR).deal
    first = record_case(session, WORDS, YICHANG, deal.id, BY)
    with pytest.raises(Conflict, match="已有典型案例"):
        record_case(session, WORDS, YICHANG, deal.id, BY)
    withdraw_case(session, first.id or 0, first.revision or 0, "重写", BY)
    assert record_case(session, WORDS, YICHANG, deal.id, BY).id != first.id


def test_what_is_not_whole_is_not_sent(session: Session) -> None:
    case = record_case(session, replace(WORDS, results="", why="短"), YICHANG, None, BY)
    with pytest.raises(BadQuery, match=r"没有填写“取得成效”.*典型意义.*佐证材料"):
        send_case(session, case.id or 0, case.revision or 0, BY)
    assert case.state is CaseState.DRAFT


def test_a_sent_case_counts_once_until_it_comes_back(session: Session) -> None:
    case = make_case(session)
    assert ("cases", YICHANG) not in figures(session)
    sent(session, case)
    assert figures(session)["cases", YICHANG] == 1
    known = case.id or 0
    return_case(session, known, case.revision or 0, "成效没有数据", BY)
    assert ("cases", YICHANG) not in figures(session)
    correct_case(session, known, case.revision or 0, replace(WORDS, title="新名称"), BY)
    later = Author("王", NOW + timedelta(days=3))
    send_case(session, known, case.revision or 0, later)
    assert case.sent_on == NOW.date()
    enter_case(session, known, case.revision or 0, BY)
    assert figures(session)["cases", YICHANG] == 1


def test_what_was_sent_is_changed_by_nobody(session: Session) -> None:
    case = sent(session, make_case(session))
    with pytest.raises(Conflict, match="请省局退回"):
        correct_case(session, case.id or 0, case.revision or 0, WORDS, BY)


def test_a_case_that_somebody_else_changed_is_read_first(session: Session) -> None:
    case = make_case(session)
    held = case.revision or 0
    sent(session, case)
    with pytest.raises(Conflict, match="刚被别人修改过"):
        withdraw_case(session, case.id or 0, held, "不报了", BY)


def test_every_act_is_kept_with_its_reason(session: Session) -> None:
    case = sent(session, make_case(session))
    return_case(session, case.id or 0, case.revision or 0, "缺登记通知书", BY)
    newest, before, first = view_changes(session, RecordKind.CASE, case.id or 0)
    assert (newest.reason, newest.lines) == ("缺登记通知书", (("状态", "已报送", "已退回"),))
    assert before.lines == (
        ("状态", "草拟", "已报送"),
        ("首次报送日期", "（空）", NOW.date().isoformat()),
    )
    assert first.lines == ()


def test_consent_is_body_and_day_together(session: Session) -> None:
    case = make_case(session)
    known = case.id or 0
    with pytest.raises(BadQuery, match="一起填写"):
        say_consent(session, known, case.revision or 0, ("武汉大学", None), BY)
    with pytest.raises(BadQuery, match="还没有到"):
        say_consent(session, known, case.revision or 0, ("武汉大学", date(2099, 1, 1)), BY)
    say_consent(session, known, case.revision or 0, ("武汉大学", date(2024, 5, 1)), BY)
    assert case.has_consent


def test_a_case_that_was_not_chosen_is_not_published(session: Session) -> None:
    case = make_case(session)
    with pytest.raises(Conflict, match="只有入选"):
        publish_case(session, case.id or 0, case.revision or 0, True, BY)
