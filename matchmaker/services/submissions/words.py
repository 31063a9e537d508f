"""What a plan and a report say: which figures, activities and texts, and within what bounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from matchmaker.errors import BadQuery
from matchmaker.ledger.planned_day import parse_when
from models.ledger_enums import ActivityKind
from models.submission_enums import SubmissionKind
from models.values.indicator import INDICATORS, Indicator

# More than any city can have; what is larger stands in the wrong unit.
MOST = 10**15
MOST_ACTIVITIES = 200
MOST_LINE, MOST_TEXT = 200, 20_000
# The province's own, by its own events.
_OF_PROVINCE = frozenset({"provincial_events"})
# Come of lists and timetables; transfers and licences are planned together, as they are asked for.
_NOT_PLANNED = _OF_PROVINCE | {"docking_pairs", "docking_meetings", "assignments", "licences"}
# Sums among the figures → their parts.
SUMS: Mapping[str, tuple[str, ...]] = {"transfers": ("assignments", "licences")}
PARTS: Mapping[SubmissionKind, Mapping[str, str]] = {
    SubmissionKind.PLAN: {"organisation": "组织领导", "measures": "保障措施"},
    SubmissionKind.REPORT: {
        "practice": "做法成效",
        "problems": "存在问题",
        "advice": "意见建议",
    },
}


@dataclass(frozen=True)
class PlannedActivity:
    """What a city plans to do; when: as it is typed, 6月 or 6月18日; responsible: who is."""

    kind: ActivityKind
    when: str
    title: str
    place: str = ""
    responsible: str = ""


@dataclass(frozen=True)
class SubmissionWords:
    """What is said in a plan or a report; what is not said is left out, 0 is nought.

    figures: slug → number in the smallest unit; texts: part → text; counted_until: of a report.
    """

    figures: Mapping[str, int] = field(default_factory=dict)
    activities: Sequence[PlannedActivity] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    counted_until: date | None = None


def told_figures(kind: SubmissionKind) -> tuple[Indicator, ...]:
    """Return the figures that a city can plan, or can state."""
    without = _NOT_PLANNED if kind is SubmissionKind.PLAN else _OF_PROVINCE
    return tuple(one for one in INDICATORS if one.slug not in without)


def checked_figures(kind: SubmissionKind, figures: Mapping[str, int]) -> dict[str, int]:
    """Return the figures in their order; raise BadQuery for alien ones and ones out of bounds."""
    known = {one.slug: one for one in told_figures(kind)}
    alien = sorted(set(figures) - set(known))
    if alien:
        raise BadQuery(f"{kind.label}不填这些指标：{'、'.join(alien)}。请去掉后再提交")
    for slug, value in figures.items():
        if not 0 <= value <= MOST:
            raise BadQuery(f"“{known[slug].name}”应为 0 或正数，且单位要对，不能是 {value}")
    return {slug: figures[slug] for slug in known if slug in figures}


def checked_activities(
    kind: SubmissionKind, year: int, activities: Sequence[PlannedActivity]
) -> list[dict[str, Any]]:
    """Return the activities as they are stored, in their order; raise BadQuery."""
    if activities and kind is not SubmissionKind.PLAN:
        raise BadQuery("活动总结不列活动安排；办过的活动请登记在台账里")
    if len(activities) > MOST_ACTIVITIES:
        raise BadQuery(f"活动安排最多 {MOST_ACTIVITIES} 项。同类活动请合并成一项")
    return [_stored(place, year, one) for place, one in enumerate(activities, start=1)]


def checked_texts(kind: SubmissionKind, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the parts that say something, in their order; raise BadQuery."""
    parts = PARTS[kind]
    alien = sorted(set(texts) - set(parts))
    if alien:
        raise BadQuery(f"{kind.label}没有这些部分：{'、'.join(alien)}。可写：{'、'.join(parts)}")
    found = {}
    for part, label in parts.items():
        text = "\n".join(line.rstrip() for line in texts.get(part, "").strip().splitlines())
        if len(text) > MOST_TEXT:
            raise BadQuery(f"“{label}”超过 {MOST_TEXT:,} 字。请精简，或作为附件上传")
        if text:
            found[part] = text
    return found


def _stored(place: int, year: int, one: PlannedActivity) -> dict[str, Any]:
    title = one.title.strip()
    if not title:
        raise BadQuery(f"第 {place} 项活动没有名称。请填写名称，或把这一行清空")
    said = {"title": title, "place": one.place.strip(), "responsible": one.responsible.strip()}
    if any(len(text) > MOST_LINE for text in said.values()):
        raise BadQuery(f"第 {place} 项活动的文字超过 {MOST_LINE} 字。请精简")
    try:
        when = parse_when(one.when, year)
    except BadQuery as error:
        raise BadQuery(f"第 {place} 项活动“{title}”：{error}") from error
    return {"kind": one.kind.value, "when": when, **said}
