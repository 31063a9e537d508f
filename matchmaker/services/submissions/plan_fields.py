"""What stands in a city's plan as a Word document, by Chinese names."""

from collections.abc import Mapping
from typing import Any

from matchmaker.china_time import CHINA
from matchmaker.ledger.planned_day import tell_when
from matchmaker.services.city_names import city_name
from matchmaker.services.ledger.report_fields import NO_LAST_YEAR, chinese_day, office_name, told
from matchmaker.services.submissions.words import PARTS, told_figures
from models.ledger_enums import ActivityKind
from models.submission import CitySubmission
from models.submission_enums import SubmissionKind
from models.values.indicator import Indicator

_PARTS = PARTS[SubmissionKind.PLAN]
FIELDS = ("单位", "市州", "年份", "编制日期", "状态", "指标", "活动", *_PARTS.values())
REQUIRED = ("单位", "年份")


def plan_context(plan: CitySubmission, last_year: Mapping[str, int | None]) -> dict[str, Any]:
    """Return field → text, or rows of texts; last_year: indicator → what the city had then.

    A part of which nothing is written is empty: the template says what is to be filled in.
    """
    return {
        "单位": office_name(plan.city_code),
        "市州": city_name(plan.city_code),
        "年份": str(plan.year),
        "编制日期": chinese_day((plan.sent_at or plan.recorded_at).astimezone(CHINA).date()),
        "状态": plan.state.label,
        "指标": [
            {
                "任务": one.group.value,
                "指标": one.name,
                "计划": told(one, plan.figures[one.slug]),
                "上年同期": _told_last(last_year.get(one.slug), one),
                "要求": f"同比 +{float(one.growth):.0%}" if one.growth is not None else "—",
            }
            for one in told_figures(SubmissionKind.PLAN)
            if one.slug in plan.figures
        ],
        "活动": [
            {
                "时间": tell_when(one["when"]),
                "类型": ActivityKind(one["kind"]).label,
                "名称": one["title"],
                "地点": one["place"] or "—",
                "责任单位": one["responsible"] or "—",
            }
            for one in plan.activities
        ],
        **{label: as_paragraphs(plan.texts.get(part, "")) for part, label in _PARTS.items()},
    }


def as_paragraphs(text: str) -> str:
    """Return a text whose lines a template makes paragraphs of."""
    return "\a".join(line.strip() for line in text.splitlines() if line.strip())


def _told_last(value: int | None, indicator: Indicator) -> str:
    return NO_LAST_YEAR if value is None else told(indicator, value)
