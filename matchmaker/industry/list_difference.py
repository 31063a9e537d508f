"""What two lists of industries differ in, in words."""

from collections.abc import Sequence

from matchmaker.industry.list_checks import GROUPS, STATUSES
from matchmaker.industry.taxonomy import IndustryDef

SHOWN = 12
_LISTS = {
    "ipc": "决定归类的分类号",
    "ipc_related": "相关的分类号",
    "terms": "用词",
    "aliases": "别名",
    "trades": "国民经济行业代码",
}


def tell_difference(before: Sequence[IndustryDef], after: Sequence[IndustryDef]) -> list[str]:
    """Return a sentence for everything that was changed, in the order of the later list."""
    earlier = {industry.slug: industry for industry in before}
    later = {industry.slug for industry in after}
    told = []
    for industry in after:
        was = earlier.get(industry.slug)
        if was is None:
            told.append(f"新增“{industry.name}”（{industry.slug}）")
        else:
            told += [f"“{was.name}”：{change}" for change in _changes(was, industry)]
    told += [f"去掉“{one.name}”（{one.slug}）" for one in before if one.slug not in later]
    common = [one.slug for one in before if one.slug in later]
    if common != [one.slug for one in after if one.slug in earlier]:
        told.append(f"顺序改为：{'、'.join(one.name for one in after)}")
    return told


def touched(before: Sequence[IndustryDef], after: Sequence[IndustryDef]) -> list[str]:
    """Return the slugs of the industries that were added or changed."""
    earlier = {industry.slug: industry for industry in before}
    return [one.slug for one in after if earlier.get(one.slug) != one]


def _changes(was: IndustryDef, now: IndustryDef) -> list[str]:
    told = []
    if was.name != now.name:
        told.append(f"改名为“{now.name}”")
    if was.retired != now.retired:
        told.append("停用" if now.retired else "恢复使用")
    if was.group != now.group:
        told.append(f"类别由{GROUPS[was.group]}改为{GROUPS[now.group]}")
    if was.status != now.status:
        told.append(f"状态由{STATUSES[was.status]}改为{STATUSES[now.status]}")
    for field, label in _LISTS.items():
        old, new = getattr(was, field), getattr(now, field)
        added = [value for value in new if value not in old]
        gone = [value for value in old if value not in new]
        parts = [f"增加 {_some(added)}"] if added else []
        parts += [f"减少 {_some(gone)}"] if gone else []
        if parts:
            told.append(f"{label}{'，'.join(parts)}")
    return told


def _some(values: Sequence[str]) -> str:
    shown = "、".join(values[:SHOWN])
    return f"{shown} 等 {len(values)} 个" if len(values) > SHOWN else shown
