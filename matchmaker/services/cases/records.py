"""Model cases are written by cities, sent to the province, and returned or entered by it.

Every act is kept with the words before and after it; a case in the hands of the province is not
changed by who wrote it.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from matchmaker.cases.completeness import LABELS, Lack, find_lacks
from matchmaker.errors import BadQuery
from matchmaker.services.audit import append
from matchmaker.services.kept_records.changes import require_revision, snapshot, write_change
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.case_enums import CaseCategory, CaseState
from models.errors import Conflict
from models.kept_record import RecordKind
from models.model_case import ModelCase
from models.queries import case_rounds as round_queries
from models.queries import model_cases as case_queries
from models.queries import record_changes as change_queries
from models.queries import record_files as file_queries

FIRST_YEAR, LAST_YEAR = 2000, 2099
MOST_TOLD = 3
_RETURNABLE = (CaseState.SENT, CaseState.ENTERED)


@dataclass(frozen=True)
class CaseWords:
    """What is said in a model case; patents: numbers and names as printed; terms: mode, amount."""

    year: int
    title: str
    category: CaseCategory
    unit: str = ""
    industry: str = ""
    giver_name: str = ""
    taker_name: str = ""
    patents: str = ""
    background: str = ""
    approach: str = ""
    terms: str = ""
    results: str = ""
    why: str = ""


def record_case(
    session: Session,
    words: CaseWords,
    city_code: str | None,
    deal_id: int | None,
    author: Author,
) -> ModelCase:
    """Keep a new case as a draft; deal_id: the contract that it tells of, None for none.

    Raises BadQuery for words that cannot be, Conflict where the contract has a case already.
    """
    if deal_id is not None:
        other = case_queries.case_of_deal(session, deal_id)
        if other is not None:
            raise Conflict(
                f"第 {deal_id} 号合同已有典型案例（第 {other.id} 号“{other.title}”）。"
                "一份合同写一个案例，请在那一份上修改"
            )
    case = ModelCase(
        year=words.year,
        city_code=city_code,
        deal_id=deal_id,
        title="",
        category=words.category,
        actor=author.actor,
        recorded_at=author.at,
    )
    _say(case, words)
    session.add(case)
    session.flush()
    write_change(session, case, ({}, snapshot(case)), "", author)
    _log(session, case, "草拟", "", author)
    return case


def correct_case(
    session: Session, case_id: int, revision: int, words: CaseWords, author: Author
) -> ModelCase:
    """Change a draft or a returned case; raise Conflict where it is the province's by now."""
    case = _hold(session, case_id, revision)
    if not case.state.is_open:
        raise Conflict(f"案例{case.state.label}，不能再改。需要修改的，请省局退回后再改")
    before = snapshot(case)
    _say(case, words)
    if snapshot(case) == before:
        raise BadQuery("没有改动任何内容。请修改后再保存")
    return _keep(session, case, before, ("修改", ""), author)


def say_consent(
    session: Session, case_id: int, revision: int, consent: tuple[str, date | None], author: Author
) -> ModelCase:
    """Note who agreed to publication and when, or that nobody does; consent: body and day.

    It may come, and be taken back, at any time: without it nothing is shown from then on.
    """
    case = _hold(session, case_id, revision)
    by, on = consent[0].strip(), consent[1]
    if bool(by) != (on is not None):
        raise BadQuery("同意公开的单位和日期要一起填写；撤回同意的，两项都清空")
    if on is not None and on > author.at.date():
        raise BadQuery(f"同意日期 {on} 还没有到。请核对")
    before = snapshot(case)
    case.consent_by, case.consent_on = by, on
    if not case.has_consent:
        case.is_published = False
    if snapshot(case) == before:
        raise BadQuery("没有改动任何内容。请修改后再保存")
    return _keep(session, case, before, ("登记同意" if by else "撤回同意", ""), author)


def send_case(session: Session, case_id: int, revision: int, author: Author) -> ModelCase:
    """Send a case to the province.

    Raises BadQuery for one that lacks something, Conflict where it was sent, or where the choice
    of its year is closed.
    """
    case = _hold(session, case_id, revision)
    if not case.state.is_open:
        raise Conflict(f"案例{case.state.label}，不用再报送")
    _require_unclosed(session, case)
    barring = [lack for lack in list_lacks(session, case) if lack.bars]
    if barring:
        told = "；".join(lack.sentence for lack in barring[:MOST_TOLD])
        more = f"等 {len(barring)} 处" if len(barring) > MOST_TOLD else ""
        raise BadQuery(f"案例还不完整，不能报送：{told}{more}")
    before = snapshot(case)
    case.state = CaseState.SENT
    # A case that comes back is the one that was sent first.
    case.sent_on = case.sent_on or author.at.date()
    return _keep(session, case, before, ("报送", ""), author)


def withdraw_case(
    session: Session, case_id: int, revision: int, reason: str, author: Author
) -> ModelCase:
    """Take a case back for good; raise Conflict once the choice has been made."""
    case = _hold(session, case_id, revision)
    if case.state.is_decided or case.is_void:
        raise Conflict(f"案例{case.state.label}，不能再撤回")
    why = _require_reason(reason, "撤回")
    before = snapshot(case)
    case.state = CaseState.WITHDRAWN
    return _keep(session, case, before, ("撤回", why), author)


def return_case(
    session: Session, case_id: int, revision: int, reason: str, author: Author
) -> ModelCase:
    """Give a case back to its city to be mended.

    Raises Conflict where it was not sent, or has been marked: marks stand for what was read.
    """
    case = _hold(session, case_id, revision)
    if case.state not in _RETURNABLE:
        raise Conflict(f"案例{case.state.label}，不能退回。只有已报送和参评的可以退回")
    _require_unclosed(session, case)
    if round_queries.count_marks_of_case(session, case_id):
        raise Conflict("已有评委给这个案例评分，不能退回。确有问题的，请市州撤回")
    why = _require_reason(reason, "退回")
    before = snapshot(case)
    case.state = CaseState.RETURNED
    return _keep(session, case, before, ("退回", why), author)


def enter_case(session: Session, case_id: int, revision: int, author: Author) -> ModelCase:
    """Let a case take part in the choice; raise Conflict where it was not sent."""
    case = _hold(session, case_id, revision)
    if case.state is not CaseState.SENT:
        raise Conflict(f"案例{case.state.label}，不能列入参评。只有已报送的可以")
    _require_unclosed(session, case)
    before = snapshot(case)
    case.state = CaseState.ENTERED
    return _keep(session, case, before, ("列入参评", ""), author)


def publish_case(
    session: Session, case_id: int, revision: int, published: bool, author: Author
) -> ModelCase:
    """Let everybody read a chosen case, or no longer; raise Conflict without choice or consent."""
    case = _hold(session, case_id, revision)
    if published and case.state is not CaseState.CHOSEN:
        raise Conflict("只有入选的案例可以公布")
    if published and not case.has_consent:
        raise Conflict("没有登记同意公开的单位和日期，不能公布。请市州取得书面同意并登记")
    if case.is_published is published:
        raise Conflict("案例已经公布" if published else "案例没有公布")
    before = snapshot(case)
    case.is_published = published
    return _keep(session, case, before, ("公布" if published else "撤下公布", ""), author)


def list_lacks(session: Session, case: ModelCase) -> list[Lack]:
    """Return what a case lacks."""
    known = case.id or 0
    files = file_queries.count_files(session, RecordKind.CASE, [known]).get(known, 0)
    return find_lacks(words_of(case), files, consent=case.has_consent)


def can_return(session: Session, case: ModelCase) -> bool:
    """Whether the province may still give a case back."""
    return case.state in _RETURNABLE and not round_queries.count_marks_of_case(
        session, case.id or 0
    )


def return_reason(session: Session, case: ModelCase) -> str:
    """Return why a case came back, nothing for one that stands elsewhere."""
    if case.state is not CaseState.RETURNED:
        return ""
    changes = change_queries.changes_of(session, RecordKind.CASE, case.id or 0)
    return next(
        one.reason
        for one in reversed(changes)
        if one.before.get("state") != CaseState.RETURNED
        and one.after["state"] == CaseState.RETURNED
    )


def words_of(case: ModelCase) -> dict[str, str]:
    """Return field → text of a case, those that can be missing."""
    return {name: getattr(case, name) for name in LABELS}


def _say(case: ModelCase, words: CaseWords) -> None:
    if not words.title.strip():
        raise BadQuery("请写明案例名称")
    if not FIRST_YEAR <= words.year <= LAST_YEAR:
        raise BadQuery(f"年度应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，收到 {words.year}")
    for name, value in asdict(words).items():
        setattr(case, name, value.strip() if type(value) is str else value)


def _hold(session: Session, case_id: int, revision: int) -> ModelCase:
    case = case_queries.hold_case(session, case_id)
    require_revision(case, revision)
    return case


def _require_unclosed(session: Session, case: ModelCase) -> None:
    """Raise Conflict where marking of the case's year is over: marks stand for what was read."""
    found = round_queries.find_round(session, case.year)
    if found is not None and found.closed_at is not None:
        raise Conflict(f"{case.year} 年的评选已结束评分，参评案例不再变动")


def _require_reason(reason: str, act: str) -> str:
    if not reason.strip():
        raise BadQuery(f"请写明{act}的原因，对方要据此处理")
    return reason.strip()


def _keep(
    session: Session,
    case: ModelCase,
    before: dict[str, Any],
    act: tuple[str, str],
    author: Author,
) -> ModelCase:
    """Keep what was done to a case; act: what, and why."""
    session.add(case)
    session.flush()
    what, why = act
    write_change(session, case, (before, snapshot(case)), why or what, author)
    _log(session, case, what, why, author)
    return case


def _log(session: Session, case: ModelCase, act: str, reason: str, author: Author) -> None:
    details = {"act": act, "title": case.title, **({"reason": reason} if reason else {})}
    append(session, AuditKind.LEDGER_CHANGE, f"典型案例 {case.id}", details, author)
