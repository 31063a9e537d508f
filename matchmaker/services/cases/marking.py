"""Reviewers mark the cases of a round, but none of the own city or organisation (回避)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer, person
from matchmaker.cases.criteria import CaseCriterion, read_criteria
from matchmaker.cases.ranking import Ranked, Sheet, is_complete, rank_cases
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.services.accounts.viewers import member_of
from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from models.account import Account
from models.account_enums import Role
from models.audit import AuditKind
from models.case_enums import CaseState
from models.errors import Conflict, NotFound
from models.kept_record import RecordFile, RecordKind
from models.model_case import CaseMark, CaseRound, ModelCase
from models.queries import case_rounds as round_queries
from models.queries import model_cases as case_queries
from models.queries import organisations as organisation_queries
from models.queries import record_files as file_queries

FULL_MARK = 100
IN_ROUND = (CaseState.ENTERED, CaseState.CHOSEN, CaseState.NOT_CHOSEN)
_PROVINCIAL = (Role.PROVINCIAL_ADMIN, Role.PROVINCIAL_ORGANISER)


class SheetState(StrEnum):
    """How far a reviewer is with a case."""

    DONE = "done"
    BEGUN = "begun"
    OPEN = "open"
    BARRED = "barred"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _SHEET_LABELS[self]


_SHEET_LABELS = {
    SheetState.DONE: "评完",
    SheetState.BEGUN: "未评完",
    SheetState.OPEN: "未评",
    SheetState.BARRED: "回避",
}


@dataclass(frozen=True)
class Given:
    """A mark, 0 to 100, and why it is given."""

    mark: int
    reason: str


@dataclass(frozen=True)
class Desk:
    """A reviewer's cases of a round.

    barred: case → why the reviewer does not mark it; given: case → criterion → mark.
    """

    round: CaseRound
    criteria: tuple[CaseCriterion, ...]
    cases: Sequence[ModelCase]
    barred: Mapping[int, str]
    given: Mapping[int, Mapping[str, Given]]

    @property
    def to_mark(self) -> list[ModelCase]:
        """The cases that the reviewer marks."""
        return [one for one in self.cases if one.id not in self.barred]

    @property
    def open_cases(self) -> list[ModelCase]:
        """The cases of which marks are still open."""
        return [one for one in self.to_mark if not self.is_done(one.id or 0)]

    def is_done(self, case_id: int) -> bool:
        """Whether a case has a mark for every criterion."""
        return all(one.slug in self.given.get(case_id, {}) for one in self.criteria)

    def state_of(self, case_id: int) -> SheetState:
        """How far the reviewer is with a case."""
        if case_id in self.barred:
            return SheetState.BARRED
        if self.is_done(case_id):
            return SheetState.DONE
        return SheetState.BEGUN if self.given.get(case_id) else SheetState.OPEN


def barring(session: Session, viewer: Viewer, case: ModelCase) -> str:
    """Return why somebody does not mark a case, nothing where they may."""
    if case.city_code is None:
        own = viewer.role in _PROVINCIAL
    else:
        own = viewer.city_code == case.city_code
    if own:
        return "回避：本地区报送的案例"
    for name in case.bodies:
        body = organisation_queries.find_by_name(session, name)
        if body is not None and body.id in viewer.organisations:
            return "回避：本单位参与的案例"
    return ""


def view_desk(session: Session, viewer: Viewer, found: CaseRound) -> Desk:
    """Return the cases that a reviewer has to mark; raise Forbidden for who is not appointed."""
    account_id = _require_appointed(session, viewer, found)
    cases = case_queries.cases_in(session, found.year, IN_ROUND)
    given: dict[int, dict[str, Given]] = defaultdict(dict)
    for one in round_queries.marks_of(session, found.id or 0, account_id):
        given[one.case_id][one.criterion] = Given(one.mark, one.reason)
    barred = {one.id or 0: why for one in cases if (why := barring(session, viewer, one))}
    return Desk(found, held_criteria(session, found), cases, barred, given)


def view_opened_desk(session: Session, viewer: Viewer, year: int) -> Desk:
    """Return the desk of a year's round as its reviewer may see it.

    Raises NotFound, Forbidden for who is not appointed, and for anybody before marking begins.
    """
    found = round_queries.get_round(session, year)
    _require_appointed(session, viewer, found)
    _require_opened(found)
    return view_desk(session, viewer, found)


def require_reviewable(
    session: Session, viewer: Viewer, case_id: int
) -> tuple[CaseRound, ModelCase]:
    """Return a case that a reviewer may read, with its round; raise NotFound or Forbidden."""
    found, case = _require_own(session, viewer, case_id)
    _require_opened(found)
    return found, case


def _require_own(session: Session, viewer: Viewer, case_id: int) -> tuple[CaseRound, ModelCase]:
    """Return a case that is a reviewer's to mark, maybe later; raise NotFound or Forbidden."""
    viewer.require(Permission.CASE_MARK)
    case = case_queries.get_case(session, case_id)
    found = round_queries.get_round(session, case.year)
    _require_appointed(session, viewer, found)
    if case.state not in IN_ROUND:
        raise Forbidden("这个案例不在参评之列")
    why = barring(session, viewer, case)
    if why:
        raise Forbidden(f"{why}，不能查看和评分")
    return found, case


def reviewed_file(session: Session, viewer: Viewer, case_id: int, file_id: int) -> RecordFile:
    """Return what proves a case that a reviewer may read; raise NotFound or Forbidden."""
    require_reviewable(session, viewer, case_id)
    file = file_queries.get_file(session, file_id)
    is_its = file.record_kind is RecordKind.CASE and file.record_id == case_id
    if not is_its or file.removed_at is not None:
        raise NotFound(f"这个案例没有编号为 {file_id} 的材料。请核对编号")
    return file


def give_marks(
    session: Session, viewer: Viewer, case_id: int, given: Mapping[str, Given], author: Author
) -> bool:
    """Keep a reviewer's marks of a case; return whether all criteria have one by now.

    given: criterion → mark, of those marked. Raises Forbidden for who may not mark it, Conflict
    outside of marking, BadQuery for a mark that cannot be or has no reason.
    """
    _, case = _require_own(session, viewer, case_id)
    # Held, so that marking does not end between the question and the answer.
    found = round_queries.hold_round(session, case.year)
    if not found.is_marking:
        raise Conflict("评分没有开放，不能评分")
    criteria = held_criteria(session, found)
    names = {one.slug: one.name for one in criteria}
    if not given:
        raise BadQuery("还没有填写任何分数")
    account_id = viewer.account_id or 0
    known = {
        one.criterion: one
        for one in round_queries.marks_of(session, found.id or 0, account_id, case_id)
    }
    for slug, one in given.items():
        if slug not in names:
            raise BadQuery("评审标准已经变动。请重新查看标准后再评分")
        if not 0 <= one.mark <= FULL_MARK:
            raise BadQuery(f"“{names[slug]}”的分数应为 0 到 {FULL_MARK} 的整数，收到 {one.mark}")
        if not one.reason.strip():
            raise BadQuery(f"“{names[slug]}”的评分没有写理由")
        mark = known.get(slug) or CaseMark(
            round_id=found.id or 0,
            case_id=case_id,
            account_id=account_id,
            criterion=slug,
            mark=0,
            reason="",
            marked_at=author.at,
        )
        mark.mark, mark.reason, mark.marked_at = one.mark, one.reason.strip(), author.at
        session.add(mark)
    session.flush()
    details = {"act": "评分", "criteria": [f"{names[s]} {one.mark}" for s, one in given.items()]}
    append(session, AuditKind.LEDGER_CHANGE, f"典型案例 {case_id}", details, author)
    return {*known, *given} >= set(names)


def load_sheets(session: Session, found: CaseRound) -> list[Sheet]:
    """Return what all reviewers gave in a round, complete or not."""
    marks: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for one in round_queries.marks_of(session, found.id or 0):
        marks[one.case_id, one.account_id][one.criterion] = one.mark
    return [Sheet(case_id, reviewer, said) for (case_id, reviewer), said in marks.items()]


def ranking_of(session: Session, found: CaseRound) -> list[Ranked]:
    """Return the cases of a round in their order."""
    ids = [one.id or 0 for one in case_queries.cases_in(session, found.year, IN_ROUND)]
    return rank_cases(ids, load_sheets(session, found), held_criteria(session, found))


def barred_pairs(session: Session, found: CaseRound) -> dict[tuple[int, int], str]:
    """Return (reviewer, case) → why that reviewer does not mark that case."""
    cases = case_queries.cases_in(session, found.year, IN_ROUND)
    pairs = {}
    for account in round_queries.reviewers(session, found.id or 0):
        viewer = _belonging(session, account)
        for one in cases:
            why = barring(session, viewer, one)
            if why:
                pairs[account.id or 0, one.id or 0] = why
    return pairs


def count_open_marks(session: Session, found: CaseRound) -> int:
    """Return how many sheets are not complete: of each reviewer, of each case not barred."""
    criteria = held_criteria(session, found)
    cases = case_queries.cases_in(session, found.year, IN_ROUND)
    done = {
        (s.reviewer, s.case_id) for s in load_sheets(session, found) if is_complete(s, criteria)
    }
    away = barred_pairs(session, found)
    wanted = {
        (account.id or 0, one.id or 0)
        for account in round_queries.reviewers(session, found.id or 0)
        for one in cases
    }
    return len(wanted - done - set(away))


def held_criteria(session: Session, found: CaseRound) -> tuple[CaseCriterion, ...]:
    """Return the criteria of a round that hold."""
    return read_criteria(round_queries.criteria_rows(session, found.id or 0)[0].criteria)


def _belonging(session: Session, account: Account) -> Viewer:
    """Return whose somebody is, also before they have set a password of their own."""
    known, role = account.id or 0, account.role
    if account.organisation_id is None:
        return person(known, account.name, role, city_code=account.city_code)
    return member_of(session, account.organisation_id, known, account.name, role)


def _require_opened(found: CaseRound) -> None:
    if found.opened_at is None:
        raise Forbidden("评分还没有开放。开放后在“案例评审”页查看")


def _require_appointed(session: Session, viewer: Viewer, found: CaseRound) -> int:
    """Return the account of a reviewer of a round; raise Forbidden for who is none."""
    viewer.require(Permission.CASE_MARK)
    known = viewer.account_id
    if known is None or round_queries.find_reviewer(session, found.id or 0, known) is None:
        raise Forbidden(f"您不是 {found.year} 年典型案例评选的评委。评委由省局聘任")
    return known
