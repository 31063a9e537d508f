"""The rule of counting: tried before it holds, changed with a reason."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.services.audit_words import tell_details
from matchmaker.services.ledger.counted_deals import counting_rule
from matchmaker.services.ledger.counting import Shift, change_rule, preview_rule
from matchmaker.services.ledger.deals import record_deal
from models.audit import AuditKind
from models.errors import Conflict
from models.ledger_enums import CountedFor, DealKind
from models.queries.audit import RecordFilter, list_records
from tests.matchmaker.services.ledger.cases import AUTHOR, DEAL, WUHAN, YICHANG, figures


def test_another_rule_is_tried_without_changing_anything(session: Session) -> None:
    record_deal(session, DEAL, WUHAN, AUTHOR)
    pledge = replace(DEAL, kind=DealKind.PLEDGE, taker="武汉银行", taker_city="武汉")
    record_deal(session, replace(pledge, amount_cny=123_456_700), WUHAN, AUTHOR)
    wuhan, yichang = preview_rule(session, CountedFor.TAKER, 2024)
    assert wuhan == Shift("武汉", ((1, 0), (500_000, 0), (1, 1), (123_456_700, 123_456_700)))
    assert yichang == Shift("宜昌", ((0, 1), (0, 500_000), (0, 0), (0, 0)))
    assert wuhan.told == [("1", "0"), ("50", "0"), ("1", "1"), ("1.2346", "1.2346")]
    assert (wuhan.changes, yichang.changes) == (True, True)
    assert preview_rule(session, CountedFor.TAKER, 2023) == []
    assert counting_rule(session) is CountedFor.GIVER


def test_what_is_the_same_under_both_rules_is_told_so(session: Session) -> None:
    record_deal(session, DEAL, WUHAN, AUTHOR)
    (wuhan,) = preview_rule(session, CountedFor.REPORTER, 2024)
    assert wuhan.changes is False


def test_a_rule_is_changed_with_a_reason_and_a_record(session: Session) -> None:
    record_deal(session, DEAL, WUHAN, AUTHOR)
    with pytest.raises(BadQuery, match="请写明更改计数规则的原因"):
        change_rule(session, CountedFor.TAKER, " ", AUTHOR)
    with pytest.raises(Conflict, match="现行规则已经是"):
        change_rule(session, CountedFor.GIVER, "按通知", AUTHOR)
    change_rule(session, CountedFor.TAKER, "按通知", AUTHOR)
    assert figures(session)["transfers", YICHANG] == 1
    (record,) = list_records(session, RecordFilter(AuditKind.RULE_CHANGE))
    assert dict(tell_details(record.details, {})) == {
        "原规则": "转让人、许可人或出质人所在地",
        "新规则": "受让人、被许可人或质权人所在地",
        "事由": "按通知",
    }


def test_changes_of_the_ledger_are_told_in_words(session: Session) -> None:
    record_deal(session, DEAL, WUHAN, AUTHOR)
    (record,) = list_records(session, RecordFilter(AuditKind.LEDGER_CHANGE))
    assert dict(tell_details(record.details, {})) == {
        "操作": "登记",
        "内容": "转让",
        "供给方": "武汉大学",
    }
