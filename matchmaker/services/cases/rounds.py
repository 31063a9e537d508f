"""The round of a year: made, its criteria and reviewers named, opened, closed, decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from matchmaker.access.grants import GRANTS
from matchmaker.access.permissions import Permission
from matchmaker.cases.criteria import (
    PROPOSED,
    CaseCriterion,
    check_criteria,
    read_criteria,
    write_criteria,
)
from matchmaker.cases.sensitivity import first_of
from matchmaker.errors import BadQuery
from matchmaker.services.audit import append
from matchmaker.services.cases.marking import count_open_marks, ranking_of
from matchmaker.services.city_names import city_name
from matchmaker.services.kept_records.changes import snapshot, write_change
from matchmaker.services.list_hands import Author
from models.account import Account
from models.account_enums import AccountState, Role
from models.audit import AuditKind
from models.case_enums import CaseState
from models.errors import Conflict
from models.model_case import CaseCriteria, CaseReviewer, CaseRound
from models.queries import accounts as account_queries
from models.queries import case_rounds as round_queries
from models.queries import model_cases as case_queries

DEFAULT_SIZE = 10
MOST_SIZE = 100
MOST_CANDIDATES = 200
PROPOSAL_NOTE = "系统建议的标准，不是官方标准，请按本省要求修改"


@dataclass(frozen=True)
class RoundTerms:
    """How many are chosen, and how many of one city or category would be fair; None: no hint."""

    size: int = DEFAULT_SIZE
    city_cap: int | None = None
    category_cap: int | None = None


@dataclass(frozen=True)
class CriteriaView:
    """What criteria were in force, since when, by whom, and why."""

    criteria: tuple[CaseCriterion, ...]
    note: str
    actor: str
    made_at: datetime


@dataclass(frozen=True)
class Candidate:
    """Who can be appointed; body: the organisation, else the city."""

    login: str
    name: str
    body: str


def make_round(session: Session, year: int, terms: RoundTerms, author: Author) -> CaseRound:
    """Make the round of a year with the criteria that are proposed; raise Conflict for a second."""
    made = CaseRound(year=year, actor=author.actor, made_at=author.at)
    _set_terms(made, terms)
    # Not asked for beforehand: two who make it at the same moment would both find none.
    round_queries.add_round(session, made)
    _keep_criteria(session, made, PROPOSED, PROPOSAL_NOTE, author)
    _log(session, made, "建立评选", {}, author)
    return made


def change_terms(session: Session, year: int, terms: RoundTerms, author: Author) -> CaseRound:
    """Change how many are chosen and the hints; raise Conflict once the choice is made."""
    found = _hold_undecided(session, year)
    _set_terms(found, terms)
    session.add(found)
    session.flush()
    _log(session, found, "修改名额", {"total": terms.size}, author)
    return found


def change_criteria(
    session: Session, year: int, criteria: Sequence[CaseCriterion], note: str, author: Author
) -> None:
    """Put criteria in force, the earlier ones kept; raise Conflict once marking has begun.

    Raises InvalidValue for criteria that cannot be marked by, BadQuery without a reason.
    """
    found = _hold_undecided(session, year)
    if found.opened_at is not None:
        raise Conflict("评分已经开始，评审标准不能再改，否则先后评分的尺度不一")
    if not note.strip():
        raise BadQuery("请写明修改评审标准的原因或依据的文件")
    check_criteria(criteria)
    _keep_criteria(session, found, criteria, note.strip(), author)
    details = {"reason": note.strip(), "criteria": [f"{c.name} {c.weight}" for c in criteria]}
    append(session, AuditKind.RULE_CHANGE, f"{year} 年典型案例评审标准", details, author)


def appoint(session: Session, year: int, account_id: int, author: Author) -> Account:
    """Let an account mark; raise Conflict for one that may not or is appointed already."""
    found = _hold_undecided(session, year)
    account = account_queries.get_account(session, account_id)
    if account.state is not AccountState.ACTIVE:
        raise Conflict(f"账号“{account.name}”没有启用，不能聘为评委")
    if Permission.CASE_MARK not in GRANTS[account.role]:
        raise Conflict(f"{account.role.label}不能当评委。请选组织者或院校的账号")
    if round_queries.find_reviewer(session, found.id or 0, account_id) is not None:
        raise Conflict(f"“{account.name}”已经是本次评选的评委")
    if found.closed_at is not None:
        raise Conflict("评分已经结束，不能再聘评委。请先重新开放评分")
    session.add(
        CaseReviewer(
            round_id=found.id or 0,
            account_id=account_id,
            actor=author.actor,
            appointed_at=author.at,
        )
    )
    session.flush()
    _log(session, found, "聘任评委", {"account": account_id}, author)
    return account


def appoint_by_login(session: Session, year: int, login: str, author: Author) -> Account:
    """Let whoever signs in by a name mark; raise BadQuery for nobody, else as appoint does."""
    account = account_queries.find_account(session, login.strip().casefold())
    if account is None:
        raise BadQuery(f"没有登录名为“{login.strip()}”的账号。请在“人员”页核对登录名")
    return appoint(session, year, account.id or 0, author)


def list_candidates(session: Session, found: CaseRound) -> list[Candidate]:
    """Return whom a round can still appoint, by login; the first ones of very many."""
    roles = [role for role in Role if Permission.CASE_MARK in GRANTS[role]]
    known = round_queries.not_appointed(session, found.id or 0, roles, MOST_CANDIDATES)
    return [
        Candidate(account.login, account.name, body or city_name(account.city_code))
        for account, body in known
    ]


def dismiss(session: Session, year: int, account_id: int, author: Author) -> None:
    """Let an account mark no longer; raise Conflict where it has marked: marks are not lost."""
    found = _hold_undecided(session, year)
    appointed = round_queries.find_reviewer(session, found.id or 0, account_id)
    if appointed is None:
        raise Conflict("这个账号不是本次评选的评委")
    if round_queries.marks_of(session, found.id or 0, account_id):
        raise Conflict("这位评委已经评过分，不能解聘，其评分要保留")
    session.delete(appointed)
    session.flush()
    _log(session, found, "解聘评委", {"account": account_id}, author)


def open_round(session: Session, year: int, author: Author) -> CaseRound:
    """Let reviewers mark, again where it was closed; raise Conflict without cases or reviewers."""
    found = _hold_undecided(session, year)
    if found.is_marking:
        raise Conflict("评分已经开放")
    if not round_queries.reviewers(session, found.id or 0):
        raise Conflict("还没有聘任评委，不能开放评分")
    if not case_queries.cases_in(session, year, [CaseState.ENTERED]):
        raise Conflict("还没有参评的案例，不能开放评分。请先把已报送的案例列入参评")
    again = found.closed_at is not None
    found.opened_at, found.closed_at = found.opened_at or author.at, None
    session.add(found)
    session.flush()
    _log(session, found, "重新开放评分" if again else "开放评分", {}, author)
    return found


def close_round(session: Session, year: int, reason: str, author: Author) -> CaseRound:
    """End marking; raise BadQuery where marks are open and nobody says why it ends all the same."""
    found = _hold_undecided(session, year)
    if not found.is_marking:
        raise Conflict("评分没有开放，不用结束")
    waiting = count_open_marks(session, found)
    if waiting and not reason.strip():
        raise BadQuery(f"还有 {waiting} 份评分没有完成。仍要结束的，请写明原因")
    found.closed_at = author.at
    session.add(found)
    session.flush()
    _log(session, found, "结束评分", {"reason": reason.strip()} if reason.strip() else {}, author)
    return found


def decide(
    session: Session,
    year: int,
    chosen: Sequence[int],
    reasons: Mapping[int, str],
    author: Author,
) -> CaseRound:
    """Choose cases for good; reasons: case → why it departs from the order of marks.

    Raises Conflict before marking is closed and once it is decided, BadQuery for more than the
    size, for a case that does not take part, and for a departure without its reason.
    """
    found = _hold_undecided(session, year)
    if found.closed_at is None:
        raise Conflict("评分还没有结束，不能确定入选案例")
    cases = case_queries.cases_in(session, year, [CaseState.ENTERED])
    wanted = set(chosen)
    if not wanted:
        raise BadQuery("请至少选一个案例")
    if not wanted <= {one.id for one in cases}:
        raise BadQuery("所选案例中有不在参评之列的。请重新查看名次后再选")
    if len(wanted) > found.size:
        raise BadQuery(f"选了 {len(wanted)} 个，名额只有 {found.size} 个。请减少，或先修改名额")
    departing = wanted ^ set(first_of(ranking_of(session, found), found.size))
    said = {known: reasons.get(known, "").strip() for known in departing}
    silent = [one.title for one in cases if one.id in departing and not said[one.id or 0]]
    if silent:
        raise BadQuery(f"不按名次取舍的要逐个写明理由，还缺：{'、'.join(silent)}")
    for one in cases:
        held = case_queries.hold_case(session, one.id or 0)
        before = snapshot(held)
        held.state = CaseState.CHOSEN if held.id in wanted else CaseState.NOT_CHOSEN
        held.choice_reason = said.get(held.id or 0, "")
        session.add(held)
        session.flush()
        why = held.choice_reason or "按名次"
        write_change(session, held, (before, snapshot(held)), why, author)
    found.locked_at = author.at
    session.add(found)
    session.flush()
    _log(session, found, "确定入选", {"cases": sorted(wanted)}, author)
    return found


def criteria_history(session: Session, found: CaseRound) -> list[CriteriaView]:
    """Return all criteria that a round has had, those that hold first."""
    return [
        CriteriaView(read_criteria(row.criteria), row.note, row.actor, row.made_at)
        for row in round_queries.criteria_rows(session, found.id or 0)
    ]


def _hold_undecided(session: Session, year: int) -> CaseRound:
    found = round_queries.hold_round(session, year)
    if found.locked_at is not None:
        raise Conflict(f"{year} 年的入选案例已经确定，评选不能再改")
    return found


def _set_terms(found: CaseRound, terms: RoundTerms) -> None:
    for label, number in (
        ("入选名额", terms.size),
        ("每个市州的建议上限", terms.city_cap),
        ("每个类别的建议上限", terms.category_cap),
    ):
        if number is not None and not 1 <= number <= MOST_SIZE:
            raise BadQuery(f"{label}应为 1 到 {MOST_SIZE} 的整数，收到 {number}")
    found.size, found.city_cap, found.category_cap = terms.size, terms.city_cap, terms.category_cap


def _keep_criteria(
    session: Session,
    found: CaseRound,
    criteria: Sequence[CaseCriterion],
    note: str,
    author: Author,
) -> None:
    session.add(
        CaseCriteria(
            round_id=found.id or 0,
            criteria=write_criteria(criteria),
            note=note,
            actor=author.actor,
            made_at=author.at,
        )
    )
    session.flush()


def _log(
    session: Session, found: CaseRound, act: str, more: Mapping[str, Any], author: Author
) -> None:
    subject = f"{found.year} 年典型案例评选"
    append(session, AuditKind.LEDGER_CHANGE, subject, {"act": act, **more}, author)
