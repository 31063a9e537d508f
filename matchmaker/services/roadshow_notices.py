"""What an organiser must know of a selection: what was left out, what is doubtful, what to do."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from matchmaker.events.roadshow_selection import Choice
from matchmaker.services.roadshow_plan import Plan
from matchmaker.services.stock import StockPatent
from models.values.legal_status import LegalState

SHOWN_TITLES = 5


@dataclass(frozen=True)
class Course:
    """How a selection was made.

    patents: all of the stock; unindexed: how many are not in the index; hidden: how many
    confidential demands were counted; marked_out: marked patents that may not be shown.
    """

    patents: Mapping[int, StockPatent] = field(repr=False)
    unindexed: int
    hidden: int
    marked_out: int


def make_notices(choice: Choice, plan: Plan, course: Course) -> list[str]:
    """Return the notices of a selection, in the order in which they are read."""
    return [
        *_missing(choice, plan, course),
        *_passed_over(choice, course),
        *_legal(choice, course),
        *_reviews(choice, course),
    ]


def _missing(choice: Choice, plan: Plan, course: Course) -> list[str]:
    notices = []
    if len(choice.chosen) < plan.limits.size:
        notices.append(
            f"只选出 {len(choice.chosen)} 件，不足 {plan.limits.size} 件："
            "符合法律状态、地域、产业与单位名额要求的专利不够"
        )
    if course.unindexed:
        notices.append(f"{course.unindexed} 件专利不在索引中，没有参加遴选。请更新索引后重新遴选")
    if course.hidden:
        notices.append(f"需求热度计入 {course.hidden} 项定向或不公开的需求，任何材料都不列其名")
    return notices


def _passed_over(choice: Choice, course: Course) -> list[str]:
    notices = []
    for why, count in sorted(Counter(reason for _, reason in choice.passed_over).items()):
        items = [item for item, reason in choice.passed_over if reason is why]
        titles = [course.patents[item.profile.patent_id].doc.title for item in items]
        shown = "、".join(f"“{title}”" for title in titles[:SHOWN_TITLES])
        more = f"等 {count} 件" if count > SHOWN_TITLES else ""
        notices.append(f"因{why.label}未能入选：{shown}{more}")
    return notices


def _legal(choice: Choice, course: Course) -> list[str]:
    states = Counter(
        course.patents[item.profile.patent_id].facts.legal_state for item, _ in choice.chosen
    )
    notices = []
    if states[LegalState.PENDING]:
        notices.append(f"{states[LegalState.PENDING]} 件专利尚在审查中，已标明")
    if states[LegalState.UNKNOWN]:
        notices.append(f"{states[LegalState.UNKNOWN]} 件专利的来源没有法律状态，请核实")
    return notices


def _reviews(choice: Choice, course: Course) -> list[str]:
    notices = []
    unmarked = sum(item.opinion is None for item, _ in choice.chosen)
    if any(item.mark is not None for item, _ in choice.chosen) and unmarked:
        notices.append(f"入选的 {unmarked} 件没有评审打分，按全部评审的平均分计")
    if course.marked_out:
        notices.append(f"{course.marked_out} 件已有评审打分的专利不符合展示条件，没有参加遴选")
    return notices
