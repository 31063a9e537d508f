"""The rules of an event's list: from its settings, into what is stored, and in words."""

from collections.abc import Mapping
from typing import Any

from matchmaker.events.selection_types import Cap, Quota, Rules
from matchmaker.matching.algorithms.base import Algorithm
from models.event import Event


def event_rules(event: Event, algorithm: Algorithm) -> Rules:
    """Return what an event asks of its list; the least score is the algorithm's."""
    return Rules(
        per_demand=event.per_demand,
        per_patent=event.per_patent,
        institution_share=event.institution_share,
        min_score=algorithm.min_score,
        per_enterprise=event.per_enterprise,
        per_city=event.per_city,
        quotas={slug: Quota(least or 0, most) for slug, (least, most) in event.quotas.items()},
        total=event.total,
    )


def stored_rules(rules: Rules) -> dict[str, Any]:
    """Return the rules as they are kept with a list."""
    return {
        "per_demand": rules.per_demand,
        "per_patent": rules.per_patent,
        "institution_share": rules.institution_share,
        "min_score": rules.min_score,
        "per_enterprise": rules.per_enterprise,
        "per_city": rules.per_city,
        "total": rules.total,
        "quotas": {slug: [quota.least, quota.most] for slug, quota in rules.quotas.items()},
    }


def rules_text(settings: Mapping[str, Any], industries: Mapping[str, str]) -> str:
    """Return the rules that a list was made by, in Chinese; lists of old lack the later ones.

    industries: slug → name.
    """
    parts = [
        f"每项需求至多 {settings['per_demand']} 件专利",
        f"每件专利至多 {settings['per_patent']} 次",
        f"单个单位不超过 {settings['institution_share']:.0%}",
        f"得分不低于 {settings['min_score']}",
    ]
    if settings.get("per_enterprise"):
        parts.append(f"每家企业至少 {settings['per_enterprise']} 对")
    if settings.get("per_city"):
        parts.append(f"每个市州至少 {settings['per_city']} 对")
    for slug, (least, most) in settings.get("quotas", {}).items():
        bounds = [f"至少 {least}"] if least else []
        bounds += [f"至多 {most}"] if most is not None else []
        parts.append(f"{industries.get(slug, slug)}{'、'.join(bounds)} 对")
    if settings.get("total") is not None:
        parts.append(f"全部至多 {settings['total']} 对")
    return "，".join(parts)


def cap_setting_text(cap: Cap, setting: float) -> str:
    """Return what a cap would be raised to, in Chinese."""
    if cap is Cap.INSTITUTION_SHARE:
        return f"{cap.label}放宽到 {setting:.0%}"
    if cap is Cap.INDUSTRY_MOST:
        return f"各{cap.label}再加 {setting:.0f}"
    return f"{cap.label}放宽到 {setting:.0f}"
