"""What cities state beside the ledger: every difference found, nothing taken over silently."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from sqlmodel import Session

from matchmaker.ledger.merge import Verdict
from matchmaker.reports.campaign_files import check_file
from matchmaker.services.ledger.activities import record_activity
from matchmaker.services.ledger.deals import record_deal
from matchmaker.services.submissions.check import Check, view_check
from matchmaker.services.submissions.check_words import explained, tell_wrong_sum, verdict
from matchmaker.services.submissions.words import SubmissionWords
from tests.matchmaker.services.ledger.cases import AUTHOR, BRIEFING, DEAL, WUHAN, YICHANG
from tests.matchmaker.services.submissions.cases import (
    AUTUMN,
    OFFICE,
    REPORT,
    UNTIL,
    WUHAN_REPORT,
    filed,
    sent,
)

TODAY = date(2024, 11, 1)


def words(**figures: int) -> SubmissionWords:
    return SubmissionWords(figures=figures, counted_until=UNTIL)


def told(check: Check) -> dict[tuple[str, str], str]:
    return {
        (one.indicator.slug, one.city): verdict(one.indicator, one.cell)
        for one in check.differences
    }


def test_every_difference_is_named(session: Session) -> None:
    record_activity(session, BRIEFING, AUTHOR)
    record_deal(session, DEAL, WUHAN, AUTHOR)
    filed(
        session,
        WUHAN_REPORT,
        words(briefing_sessions=3, briefing_heads=180, transfers=0, visits=5),
        AUTUMN,
    )
    found = told(view_check(session, 2024, TODAY))
    assert found == {
        ("briefing_sessions", "武汉"): "多报 1",
        ("assignments", "武汉"): "未报（台账 1）",
        ("transfers", "武汉"): "少报 1",
        ("transfer_amount", "武汉"): "未报（台账 50）",
        ("visits", "武汉"): "无记录支撑 5",
    }


def test_a_yuan_is_a_difference(session: Session) -> None:
    record_deal(session, DEAL, WUHAN, AUTHOR)
    exact = {"assignments": 1, "transfers": 1, "transfer_amount": 500_000}
    made = sent(session, WUHAN_REPORT, words(**exact), AUTUMN)
    assert told(view_check(session, 2024, TODAY)) == {}
    made.figures = {**exact, "transfer_amount": 499_999}
    session.add(made)
    assert told(view_check(session, 2024, TODAY)) == {("transfer_amount", "武汉"): "少报 0.0001"}


def test_only_what_is_accepted_is_in_the_sum(session: Session) -> None:
    record_activity(session, replace(BRIEFING, city_code=None, sessions=7), AUTHOR)
    sent(session, REPORT, words(briefing_sessions=100), AUTUMN)
    filed(session, WUHAN_REPORT, words(briefing_sessions=3), AUTUMN)
    line = view_check(session, 2024, TODAY).lines[0]
    assert (line.accepted, line.own.value, line.total) == (3, 7, 10)


def test_the_ledger_is_counted_to_the_day_that_a_city_states(session: Session) -> None:
    late = replace(BRIEFING, held_on=date(2024, 10, 16), city_code=WUHAN)
    record_activity(session, late, OFFICE)
    sent(session, WUHAN_REPORT, words(briefing_sessions=0), AUTUMN)
    check = view_check(session, 2024, TODAY)
    assert (told(check), check.until[WUHAN]) == ({}, UNTIL)
    assert check.until[YICHANG] == date(2024, 10, 20)


def test_a_contract_that_two_cities_count_is_named(session: Session) -> None:
    record_deal(session, DEAL, WUHAN, AUTHOR)
    record_deal(session, DEAL, YICHANG, AUTHOR)
    sent(session, REPORT, words(transfers=1, assignments=1), AUTUMN)
    check = view_check(session, 2024, TODAY)
    (twice,) = check.twice
    assert (twice.counted_for, twice.others) == (WUHAN, (YICHANG,))
    assert twice.slugs == {"assignments", "transfers", "transfer_amount"}
    differences = {one.indicator.slug: one for one in check.differences}
    assert differences["transfers"].cell.verdict is Verdict.UNSUPPORTED
    assert explained(differences["transfers"]) == (
        "合同“武汉大学 → 宜昌化工有限公司（转让）”也由本市报送，但计入武汉"
    )


def test_a_sum_that_its_parts_do_not_make_is_told(session: Session) -> None:
    sent(session, REPORT, words(transfers=9, assignments=3, licences=5), AUTUMN)
    (wrong,) = view_check(session, 2024, TODAY).wrong_sums
    assert tell_wrong_sum(wrong) == "“转让许可合计”填报 9，而专利转让＋专利许可为 8"


def test_the_workbook_adds_up_by_formulas_and_names_the_records(session: Session) -> None:
    record_activity(session, BRIEFING, AUTHOR)
    sent(session, REPORT, words(briefing_sessions=100), AUTUMN)
    filed(session, WUHAN_REPORT, words(briefing_sessions=3), AUTUMN)
    check = view_check(session, 2024, TODAY)
    content = check_file(session, check, OFFICE.at).content
    book = load_workbook(BytesIO(content))
    sheet = book["汇总"]
    heads = [cell.value for cell in sheet[3]]
    row = dict(zip(heads, (cell.value for cell in sheet[4]), strict=True))
    assert (row["指标"], row["武汉"], row["宜昌"]) == ("宣讲活动", 3, "100（已报送）")
    assert (row["市州合计"], row["合计"]) == ("=ROUND(SUM(C4:S4),8)", "=ROUND(T4+U4,8)")
    values = load_workbook(BytesIO(content), data_only=True)
    row = dict(zip(heads, (cell.value for cell in values["汇总"][4]), strict=True))
    assert (row["合计"], row["台账合计"], row["差额"]) == (3, 2, 1)
    differences = [[cell.value for cell in one] for one in book["差异"].iter_rows(min_row=2)]
    assert ["武汉", "宣讲活动", "场", 3, 2, 1, 1, "多报 1", None] in differences
    sources = [[cell.value for cell in one] for one in book["差异来源"].iter_rows(min_row=2)]
    assert [one[6] for one in sources if one[1] == "宣讲活动"] == ["专利转化政策宣讲会"]
