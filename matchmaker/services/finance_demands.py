"""What firms ask for in finance: stated, changed, and how far it has come.

As secret as it is: the firm and those who organise for it see it, and nobody else learns that it is
there.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from matchmaker.licensing.facts import Verdict
from matchmaker.services import audit
from matchmaker.services.finance_checks import check_patents, shown_numbers
from matchmaker.services.kept_records.changes import require_revision, snapshot, write_change
from matchmaker.services.list_hands import Author
from matchmaker.services.ownership import owned_organisation
from models.audit import AuditKind
from models.errors import Conflict
from models.finance_demand import FinanceDemand
from models.finance_enums import MOVES, FinanceKind, FinanceState
from models.queries import finance_demands as finance_queries
from models.queries import organisations as organisation_queries
from models.values.patent_number import PatentNumber
from models.values.text import clean, clean_block

MOST_PATENTS = 30
MOST_MONTHS = 240
MOST_CNY = 10**12


@dataclass(frozen=True)
class FinanceWords:
    """What a firm asks for; patents: numbers of those that it would pledge or bring in."""

    kind: FinanceKind
    purpose: str
    amount_cny: int | None = None
    term_months: int | None = None
    patents: tuple[str, ...] = ()


@dataclass(frozen=True)
class FinanceStep:
    """How far a demand has come; lender: with whom it is, note: what came of it."""

    state: FinanceState
    revision: int
    lender: str = ""
    note: str = ""


def state_finance(
    session: Session, viewer: Viewer, firm_id: int, words: FinanceWords, author: Author
) -> FinanceDemand:
    """Keep what a firm asks for.

    Raises NotFound, Forbidden, and BadQuery for words that cannot be, or a patent that cannot be
    pledged.
    """
    firm = organisation_queries.get_survivor(session, firm_id)
    viewer.require(Permission.DEMAND_WRITE, owned_organisation(firm))
    demand = FinanceDemand(
        organisation_id=firm.id or 0,
        kind=words.kind,
        purpose="",
        actor=author.actor,
        made_at=author.at,
        changed_at=author.at,
    )
    numbers = _checked(session, demand, words, author.at.date())
    session.add(demand)
    session.flush()
    finance_queries.replace_patents(session, demand.id or 0, numbers)
    _keep(session, demand, {}, "新增", author)
    return demand


def change_finance(
    session: Session,
    viewer: Viewer,
    demand_id: int,
    revision: int,
    words: FinanceWords,
    author: Author,
) -> FinanceDemand:
    """Say anew what a firm asks for; raise as state_finance does, and Conflict.

    Conflict: somebody has changed it meanwhile, or it is met or closed.
    """
    demand = _hold(session, viewer, demand_id, revision)
    if not demand.state.stands:
        raise Conflict(f"这项融资需求{demand.state.label}，不能再修改内容。请另行登记")
    before = _snapshot(session, demand)
    numbers = _checked(session, demand, words, author.at.date())
    demand.changed_at, demand.actor = author.at, author.actor
    session.add(demand)
    session.flush()
    finance_queries.replace_patents(session, demand_id, numbers)
    if _snapshot(session, demand) == before:
        raise BadQuery("没有改动任何内容。请修改后再保存")
    _keep(session, demand, before, "修改", author)
    return demand


def move_finance(
    session: Session, viewer: Viewer, demand_id: int, step: FinanceStep, author: Author
) -> FinanceDemand:
    """Write down how far a demand has come; raise NotFound, BadQuery or Conflict."""
    demand = _hold(session, viewer, demand_id, step.revision)
    if step.state not in MOVES[demand.state]:
        raise Conflict(f"这项融资需求{demand.state.label}，不能改为“{step.state.label}”")
    lender, note = clean(step.lender), clean_block(step.note)
    if step.state in (FinanceState.TALKING, FinanceState.MET) and not (lender or demand.lender):
        raise BadQuery("请写明对接的银行或机构")
    if step.state is FinanceState.CLOSED and not note:
        raise BadQuery("请写明关闭的原因")
    before = _snapshot(session, demand)
    demand.state, demand.note = step.state, note
    demand.lender = lender or demand.lender
    demand.changed_at, demand.actor = author.at, author.actor
    session.add(demand)
    session.flush()
    _keep(session, demand, before, step.state.label, author)
    return demand


def seen_finance(session: Session, viewer: Viewer, demand_id: int) -> FinanceDemand:
    """Return a demand that the viewer may know of; raise NotFound for others, too."""
    demand = finance_queries.get_finance(session, demand_id)
    if not viewer.may(Permission.DEMAND_WRITE, owned_finance(session, demand)):
        raise finance_queries.unknown_finance(demand_id)
    return demand


def owned_finance(session: Session, demand: FinanceDemand) -> Owned:
    """Return whose a demand is: the firm's and its city's."""
    firm = organisation_queries.get_survivor(session, demand.organisation_id)
    return owned_organisation(firm)


def _hold(session: Session, viewer: Viewer, demand_id: int, revision: int) -> FinanceDemand:
    seen_finance(session, viewer, demand_id)
    demand = finance_queries.hold_finance(session, demand_id)
    require_revision(demand, revision)
    return demand


def _checked(
    session: Session, demand: FinanceDemand, words: FinanceWords, today: date
) -> list[str]:
    """Take the words up; return the stored numbers of the patents."""
    purpose = clean_block(words.purpose)
    if not purpose:
        raise BadQuery("请写明资金用途或需要的服务")
    if words.kind.has_amount and words.amount_cny is None:
        raise BadQuery(f"请填写{words.kind.label}的金额")
    if words.amount_cny is not None and not 0 < words.amount_cny <= MOST_CNY:
        raise BadQuery("金额应大于 0，请核对数字和单位")
    if words.term_months is not None and not 1 <= words.term_months <= MOST_MONTHS:
        raise BadQuery(f"期限应为 1 至 {MOST_MONTHS} 个月")
    if words.kind is FinanceKind.PLEDGE_LOAN and not words.patents:
        raise BadQuery("质押贷款请列出拟质押的专利，一行一个申请号")
    numbers = sorted({PatentNumber.parse(text).key for text in words.patents})
    if len(numbers) > MOST_PATENTS:
        raise BadQuery(f"一项需求最多列 {MOST_PATENTS} 件专利")
    barred = [
        f"{checked.number}：{finding.text}"
        for checked in check_patents(session, demand, numbers, today)
        for finding in checked.findings
        if finding.verdict is Verdict.FAIL
    ]
    if barred:
        raise BadQuery(f"这些专利不能列入。{'；'.join(barred)}")
    demand.kind, demand.purpose = words.kind, purpose
    demand.amount_cny, demand.term_months = words.amount_cny, words.term_months
    return numbers


def _snapshot(session: Session, demand: FinanceDemand) -> dict[str, object]:
    numbers = finance_queries.numbers_of(session, [demand.id or 0]).get(demand.id or 0, [])
    return snapshot(demand, tuple(shown_numbers(session, numbers).values()))


def _keep(
    session: Session, demand: FinanceDemand, before: dict[str, object], act: str, author: Author
) -> None:
    write_change(session, demand, (before, _snapshot(session, demand)), "", author)
    details = {"act": act, "kind": demand.kind.value, "organisation": demand.organisation_id}
    audit.append(session, AuditKind.FINANCE_CHANGED, f"融资需求 {demand.id}", details, author)
