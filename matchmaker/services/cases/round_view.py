"""A round as the province sees it: progress, order, how firm it is, and what speaks against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.cases.criteria import CaseCriterion
from matchmaker.cases.ranking import TRIMMED_FROM, Ranked, is_complete, rank_cases
from matchmaker.cases.sensitivity import Shift, crowded, find_shifts, first_of
from matchmaker.services.cases.marking import (
    IN_ROUND,
    SheetState,
    barred_pairs,
    held_criteria,
    load_sheets,
)
from matchmaker.services.city_names import city_name
from models.account import Account
from models.case_enums import CaseState
from models.model_case import CaseMark, CaseRound, ModelCase
from models.queries import case_rounds as round_queries
from models.queries import model_cases as case_queries


@dataclass(frozen=True)
class Progress:
    """How far a reviewer is; cases: that they mark, done: that they have marked in full."""

    account: Account
    cases: int
    done: int
    barred: int


@dataclass(frozen=True)
class CaseRow:
    """A case in the order; in_first: whether the order alone would choose it."""

    case: ModelCase
    city: str
    ranked: Ranked
    in_first: bool
    barred: tuple[str, ...]

    @property
    def score(self) -> float | None:
        """The mark, 0..100."""
        return None if self.ranked.score is None else float(self.ranked.score)


@dataclass(frozen=True)
class GivenSheet:
    """What became of a case at a reviewer; is_dropped: left out as the highest or the lowest.

    score: the weighted mark, None until it is complete; why: what bars the reviewer.
    """

    account: Account
    state: SheetState
    score: float | None = None
    is_dropped: bool = False
    why: str = ""


@dataclass(frozen=True)
class ShiftRow:
    """A change in words, and the cases that come in and go out by it."""

    what: str
    entering: tuple[str, ...]
    leaving: tuple[str, ...]


@dataclass(frozen=True)
class RoundView:
    """A round with everything that its page and its sheet tell.

    hints: what the choice would be uneven in; marks: case and reviewer → what was given; away:
    reviewer and case → why that reviewer does not mark it; waiting: cases that were sent and take
    no part yet.
    """

    round: CaseRound
    criteria: tuple[CaseCriterion, ...]
    progress: Sequence[Progress]
    rows: Sequence[CaseRow]
    shifts: Sequence[ShiftRow]
    hints: Sequence[str]
    marks: Mapping[tuple[int, int], Sequence[CaseMark]]
    away: Mapping[tuple[int, int], str]
    waiting: int

    @property
    def open_marks(self) -> int:
        """How many sheets are not complete."""
        return sum(one.cases - one.done for one in self.progress)

    @property
    def moving(self) -> list[ShiftRow]:
        """The changes that bring cases in or out."""
        return [one for one in self.shifts if one.entering or one.leaving]

    @property
    def trimmed(self) -> bool:
        """Whether highest and lowest marks are left out somewhere."""
        return any(row.ranked.dropped for row in self.rows)

    def sheets_of(self, row: CaseRow) -> list[GivenSheet]:
        """Return what became of a case at each reviewer, in the order of progress."""
        return [self._sheet(row, one.account) for one in self.progress]

    def _sheet(self, row: CaseRow, account: Account) -> GivenSheet:
        reviewer, case_id = account.id or 0, row.case.id or 0
        score = row.ranked.by_reviewer.get(reviewer)
        if score is not None:
            is_dropped = reviewer in row.ranked.dropped
            return GivenSheet(account, SheetState.DONE, float(score), is_dropped)
        why = self.away.get((reviewer, case_id))
        if why is not None:
            return GivenSheet(account, SheetState.BARRED, why=why)
        begun = (case_id, reviewer) in self.marks
        return GivenSheet(account, SheetState.BEGUN if begun else SheetState.OPEN)

    @property
    def rule(self) -> str:
        """How the order is made, in words."""
        first = self.criteria[0].name
        return (
            "每位评委的得分为各项分数按权重相加；案例得分为各评委得分的平均。"
            f"一个案例有 {TRIMMED_FROM} 位及以上评委评完的，去掉一个最高分和一个最低分。"
            f"只计各项都评完的评分。得分相同的，“{first}”平均分高者在前，再相同的编号小者在前"
        )


def view_round(session: Session, viewer: Viewer, year: int) -> RoundView:
    """Return the round of a year; raise NotFound, or Forbidden for who does not choose."""
    viewer.require(Permission.CASE_CHOOSE)
    return load_round(session, round_queries.get_round(session, year))


def load_round(session: Session, found: CaseRound) -> RoundView:
    """Return a round as it stands."""
    criteria = held_criteria(session, found)
    cases = case_queries.cases_in(session, found.year, IN_ROUND)
    sheets = load_sheets(session, found)
    away = barred_pairs(session, found)
    people = round_queries.reviewers(session, found.id or 0)
    names = {one.id or 0: one.name for one in people}
    titles = {one.id or 0: one.title for one in cases}
    ids = list(titles)
    ranked = rank_cases(ids, sheets, criteria)
    first = first_of(ranked, found.size)
    by_id = {one.id or 0: one for one in cases}
    done = {(one.reviewer, one.case_id) for one in sheets if is_complete(one, criteria)}
    marks: dict[tuple[int, int], list[CaseMark]] = {}
    for mark in round_queries.marks_of(session, found.id or 0):
        marks.setdefault((mark.case_id, mark.account_id), []).append(mark)
    return RoundView(
        round=found,
        criteria=criteria,
        progress=[_progress(one, ids, done, away) for one in people],
        rows=[
            CaseRow(
                by_id[one.case_id],
                city_name(by_id[one.case_id].city_code),
                one,
                one.case_id in first,
                tuple(names[who] for who, which in sorted(away) if which == one.case_id),
            )
            for one in ranked
        ],
        shifts=[
            _shift(one, criteria, names, titles)
            for one in find_shifts(ids, sheets, criteria, found.size)
        ],
        hints=_hints(found, [by_id[known] for known in _counted(cases, first)]),
        marks=marks,
        away=away,
        waiting=len(case_queries.cases_in(session, found.year, [CaseState.SENT])),
    )


def _counted(cases: Sequence[ModelCase], first: Sequence[int]) -> list[int]:
    """Return the chosen cases, before the choice those that the order would choose."""
    chosen = [one.id or 0 for one in cases if one.state is CaseState.CHOSEN]
    return chosen or list(first)


def _progress(
    account: Account,
    cases: Sequence[int],
    done: set[tuple[int, int]],
    away: Mapping[tuple[int, int], str],
) -> Progress:
    own = account.id or 0
    to_mark = [one for one in cases if (own, one) not in away]
    return Progress(
        account,
        len(to_mark),
        sum((own, one) in done for one in to_mark),
        len(cases) - len(to_mark),
    )


def _shift(
    shift: Shift,
    criteria: Sequence[CaseCriterion],
    names: Mapping[int, str],
    titles: Mapping[int, str],
) -> ShiftRow:
    if shift.criterion is not None:
        name = next(one.name for one in criteria if one.slug == shift.criterion)
        what = f"“{name}”权重{'增加' if shift.points > 0 else '减少'} {abs(shift.points)}"
    else:
        what = f"不计“{names.get(shift.reviewer or 0, '')}”的评分"
    return ShiftRow(
        what,
        tuple(titles[one] for one in shift.entering),
        tuple(titles[one] for one in shift.leaving),
    )


def _hints(found: CaseRound, chosen: Sequence[ModelCase]) -> list[str]:
    cities = {one.id or 0: city_name(one.city_code) for one in chosen}
    categories = {one.id or 0: one.category.label for one in chosen}
    return [
        f"{name}有 {count} 个，超过每个{what}建议的 {cap} 个"
        for what, cap, groups in (
            ("市州", found.city_cap, cities),
            ("类别", found.category_cap, categories),
        )
        for name, count in crowded(groups, cap)
    ]
