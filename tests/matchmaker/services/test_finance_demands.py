"""What firms ask for in finance: patents checked, moved on, seen by nobody else."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, select

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer, person
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.services.finance_demands import (
    FinanceStep,
    FinanceWords,
    change_finance,
    move_finance,
    seen_finance,
    state_finance,
)
from matchmaker.services.finance_view import view_finance, view_one
from matchmaker.services.ledger.deals import record_deal
from matchmaker.services.listing_sight import scope_of
from matchmaker.services.organisation_search import get_by_name
from models.account_enums import Role
from models.audit import AuditKind, AuditRecord
from models.errors import Conflict, NotFound
from models.finance_enums import MOVES, FinanceKind, FinanceState
from models.ledger_enums import DealKind
from models.patent import Patent
from models.queries.finance_demands import WantedFinance, page_finance
from models.values.legal_status import LegalState
from tests.conftest import NOW
from tests.factories import number
from tests.ingest.importing import import_patents
from tests.matchmaker.services.ledger.cases import AUTHOR, DEAL, WUHAN, YICHANG

FIRM, OTHER = "武汉光谷激光有限公司", "宜昌化工有限公司"
HEADER, SOURCE, SHARED, THEIRS, DEAD, PLEDGED = (number(f"20211000000{n}") for n in range(1, 7))
SHEET = [
    ("申请号", "专利名称", "申请人", "市", "法律状态"),
    (HEADER, "一种激光切割头", FIRM, "武汉", "授权"),
    (SOURCE, "一种激光器", FIRM, "武汉", "授权"),
    (SHARED, "一种激光焊接机", f"{FIRM}；{OTHER}", "武汉", "授权"),
    (THEIRS, "一种反应釜", OTHER, "宜昌", "授权"),
    (DEAD, "一种激光清洗机", FIRM, "武汉", "失效"),
    (PLEDGED, "一种激光打标机", FIRM, "武汉", "质押合同登记生效"),
]
LOAN = FinanceWords(FinanceKind.PLEDGE_LOAN, "买设备", 3_000_000, 12, (HEADER, SHARED))
TODAY = NOW.date()


@pytest.fixture
def stock(session: Session, tmp_path: Path) -> Session:
    import_patents(session, tmp_path / "a.csv", SHEET)
    return session


def member(session: Session, name: str = FIRM) -> Viewer:
    firm = get_by_name(session, name).id or 0
    return person(9, "李", Role.ENTERPRISE_MEMBER, organisations=[firm], organisation_id=firm)


def organiser(city: str) -> Viewer:
    return person(8, "钱", Role.CITY_ORGANISER, city_code=city)


def ask(session: Session, words: FinanceWords = LOAN) -> int:
    viewer = member(session)
    return state_finance(session, viewer, viewer.organisation_id or 0, words, AUTHOR).id or 0


def step(session: Session, known: int, state: FinanceState, **said: str) -> FinanceStep:
    revision = seen_finance(session, member(session), known).revision or 0
    return FinanceStep(state, revision, **said)


def test_a_loan_is_stated_with_how_its_patents_stand(stock: Session) -> None:
    known = ask(stock)
    found = view_one(stock, seen_finance(stock, member(stock), known), TODAY)
    assert (found.row.firm, found.row.patents, found.row.state) == (FIRM, 2, FinanceState.OPEN)
    told = {one.title: [finding.text for finding in one.open] for one in found.patents}
    assert told == {
        "一种激光切割头": [],
        "一种激光焊接机": [f"与{OTHER}共有，质押须取得全体共有人同意"],
    }
    (record,) = stock.exec(select(AuditRecord).where(AuditRecord.kind == AuditKind.FINANCE_CHANGED))
    assert record.details["act"] == "新增"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (replace(LOAN, patents=(THEIRS,)), "权利人不是本企业"),
        (replace(LOAN, patents=(DEAD,)), "不能质押"),
        (replace(LOAN, patents=(HEADER, PLEDGED)), "已有质押登记"),
        (replace(LOAN, patents=()), "请列出|列出拟质押的专利"),
        (replace(LOAN, amount_cny=None), "质押贷款的金额"),
        (replace(LOAN, amount_cny=0), "大于 0"),
        (replace(LOAN, term_months=0), "1 至 240 个月"),
        (replace(LOAN, purpose=" "), "用途"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    stock: Session, words: FinanceWords, said: str
) -> None:
    with pytest.raises(BadQuery, match=said):
        ask(stock, words)
    assert (
        page_finance(
            stock, WantedFinance(scope_of(member(stock), Permission.DEMAND_WRITE)), None, 9
        )
        == []
    )


def test_what_the_stock_does_not_have_is_kept_and_marked(stock: Session) -> None:
    own = number("202210000009")
    known = ask(stock, replace(LOAN, patents=(own, HEADER, own.removeprefix("CN"))))
    other = ask(stock, replace(LOAN, patents=(own,)))
    found = view_one(stock, seen_finance(stock, member(stock), known), TODAY)
    assert (found.row.patents, [one.title for one in found.patents]) == (2, ["一种激光切割头", ""])
    assert [finding.asks for finding in found.patents[1].open] == ["库中有资料", "没有重复提供"]
    contract = replace(
        DEAL, kind=DealKind.PLEDGE, giver=FIRM, taker="甲银行", patents=(own,), number="Y1"
    )
    record_deal(stock, contract, WUHAN, AUTHOR)
    (only,) = view_one(stock, seen_finance(stock, member(stock), other), TODAY).patents
    asked = [finding.asks for finding in only.open]
    assert asked == ["库中有资料", "没有质押", "没有重复提供"]


def test_help_with_listing_needs_no_amount(stock: Session) -> None:
    assert ask(stock, FinanceWords(FinanceKind.LISTING, "科创板辅导"))


def test_what_changes_later_is_seen_later(stock: Session) -> None:
    known = ask(stock)
    ask(stock, replace(LOAN, patents=(HEADER,)))
    patent = stock.exec(select(Patent).where(Patent.title == "一种激光切割头")).one()
    patent.legal_state = LegalState.DEAD
    contract = replace(
        DEAL, kind=DealKind.PLEDGE, giver=FIRM, taker="甲银行", patents=(SHARED,), number="Y1"
    )
    record_deal(stock, contract, WUHAN, AUTHOR)
    stock.flush()
    found = view_one(stock, seen_finance(stock, member(stock), known), TODAY)
    asked = {one.title: [finding.asks for finding in one.open] for one in found.patents}
    assert asked == {
        "一种激光切割头": ["专利有效", "没有重复提供"],
        "一种激光焊接机": ["归本企业所有", "没有质押"],
    }


def test_it_moves_on_as_it_may_and_tells_with_whom(stock: Session) -> None:
    known, viewer = ask(stock), member(stock)
    with pytest.raises(BadQuery, match="银行或机构"):
        move_finance(stock, viewer, known, step(stock, known, FinanceState.TALKING), AUTHOR)
    talking = step(stock, known, FinanceState.TALKING, lender="甲银行")
    move_finance(stock, organiser(WUHAN), known, talking, AUTHOR)
    with pytest.raises(Conflict, match="刚被别人修改"):
        move_finance(stock, viewer, known, talking, AUTHOR)
    done = move_finance(stock, viewer, known, step(stock, known, FinanceState.MET), AUTHOR)
    assert (done.state, done.lender) == (FinanceState.MET, "甲银行")
    with pytest.raises(Conflict, match="不能改为"):
        move_finance(stock, viewer, known, step(stock, known, FinanceState.OPEN), AUTHOR)
    with pytest.raises(Conflict, match="不能再修改"):
        change_finance(stock, viewer, known, done.revision or 0, LOAN, AUTHOR)
    history = view_one(stock, done, TODAY).history
    assert [one.lines for one in history][:2] == [
        (("状态", "洽谈中", "已落实"),),
        (("状态", "待对接", "洽谈中"), ("对接机构", "（空）", "甲银行")),
    ]


def test_closing_needs_a_reason_and_what_is_closed_can_be_opened(stock: Session) -> None:
    known, viewer = ask(stock), member(stock)
    with pytest.raises(BadQuery, match="关闭的原因"):
        move_finance(stock, viewer, known, step(stock, known, FinanceState.CLOSED), AUTHOR)
    closing = step(stock, known, FinanceState.CLOSED, note="资金已解决")
    move_finance(stock, viewer, known, closing, AUTHOR)
    opened = move_finance(stock, viewer, known, step(stock, known, FinanceState.OPEN), AUTHOR)
    assert opened.state is FinanceState.OPEN
    assert set(MOVES) == set(FinanceState)


def test_it_is_said_anew_with_what_stood_there_kept(stock: Session) -> None:
    known, viewer = ask(stock), member(stock)
    revision = seen_finance(stock, viewer, known).revision or 0
    with pytest.raises(BadQuery, match="没有改动"):
        change_finance(stock, viewer, known, revision, LOAN, AUTHOR)
    words = replace(LOAN, amount_cny=5_000_000, patents=(SOURCE,))
    revision = seen_finance(stock, viewer, known).revision or 0
    done = change_finance(stock, viewer, known, revision, words, AUTHOR)
    lines = {
        label: (before, after)
        for label, before, after in view_one(stock, done, TODAY).history[0].lines
    }
    assert lines["金额（元）"] == ("3,000,000", "5,000,000")
    assert set(lines) == {"金额（元）", "专利"}


def test_nobody_else_learns_of_it(stock: Session) -> None:
    known = ask(stock)
    for viewer in (
        member(stock, OTHER),
        organiser(YICHANG),
        person(7, "审", Role.AUDITOR),
        person(6, "管", Role.PROVINCIAL_ADMIN),
    ):
        with pytest.raises(NotFound, match="没有编号"):
            seen_finance(stock, viewer, known)
        wanted = WantedFinance(scope_of(viewer, Permission.DEMAND_WRITE))
        assert page_finance(stock, wanted, None, 9) == []
    for viewer in (member(stock), organiser(WUHAN), person(5, "孙", Role.PROVINCIAL_ORGANISER)):
        wanted = WantedFinance(scope_of(viewer, Permission.DEMAND_WRITE))
        (row,) = view_finance(stock, page_finance(stock, wanted, None, 9))
        assert row.id == known
    other = get_by_name(stock, OTHER).id or 0
    with pytest.raises(Forbidden):
        state_finance(stock, member(stock), other, LOAN, AUTHOR)
