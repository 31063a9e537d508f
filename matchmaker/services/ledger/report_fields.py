"""What stands in reports: every figure with its unit, last year's and its growth, by Chinese names.

A figure without a record is marked as such: nothing is made up for it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matchmaker.ledger.contribution import by_month
from matchmaker.ledger.growth import GrowthState
from matchmaker.services.city_names import city_name
from matchmaker.services.ledger.kpi import Kpi, Line
from matchmaker.services.ledger.records import SourceRow
from models.values.indicator import INDICATORS, Indicator

NO_RECORD = "【无记录】"
NO_LAST_YEAR = "【缺上年数】"
FILL_IN = "【请填写：{}】"
PROVINCE_OFFICE = "湖北省知识产权局"
# Parts of a figure's fields, after its name.
LAST, GROWTH, GOAL, COUNT = "_上年同期", "_增幅", "_要求", "_记录数"
GENERAL = ("单位", "统计期", "年份", "截至日期", "编制日期")
LISTS = ("汇总", "对接活动", "各市州", "落后市州", "市州总结")
# What only people know, as the report of the city says it; empty in the province's.
PARTS = ("做法成效", "存在问题", "意见建议")
CHARTS = {"图_各月转让许可": "transfers", "图_各月质押融资额": "pledge_amount"}
REQUIRED = ("单位", "统计期")
SHOWN_EVENTS = 60
_NOT_WORD = re.compile(r"\W+")


@dataclass(frozen=True)
class ChartData:
    """Columns side by side; series: name and values, one for each of the names."""

    title: str
    names: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True)
class CityTexts:
    """What a city writes in its report: part of PARTS → text, "" or left out for nothing."""

    city_code: str
    texts: Mapping[str, str]


def field_name(indicator: Indicator) -> str:
    """Return by which name a figure stands in a template."""
    return _NOT_WORD.sub("", indicator.name.removeprefix("其中："))


def summary_fields() -> tuple[str, ...]:
    """Return all fields that a template of the summary report may name."""
    names = [field_name(one) for one in INDICATORS]
    figures = [f"{name}{part}" for name in names for part in ("", LAST, GROWTH, GOAL, COUNT)]
    return (*GENERAL, *LISTS, *PARTS, *CHARTS, *figures)


def summary_context(
    kpi: Kpi,
    events: Sequence[SourceRow],
    before: Mapping[str, Mapping[int, int]],
    today: date,
    written: Sequence[CityTexts] = (),
) -> dict[str, Any]:
    """Return field → text, rows of texts, or a chart.

    events: docking events, each once; before: indicator → month → value of the year before, of
    those whose months are known; written: what cities write in their reports, of a city its own.
    """
    own = next((one.texts for one in written if one.city_code == kpi.city_code), {})
    context: dict[str, Any] = {
        "单位": office_name(kpi.city_code),
        "统计期": kpi.period.label,
        "年份": str(kpi.period.year),
        "截至日期": chinese_day(min(kpi.today, kpi.period.until)),
        "编制日期": chinese_day(today),
        "汇总": [_row(line) for line in kpi.lines],
        "对接活动": [
            {"日期": chinese_day(one.day), "市州": one.city, "名称": one.name}
            for one in events[:SHOWN_EVENTS]
        ],
        "各市州": _cities(kpi),
        "落后市州": _behind(kpi),
        "市州总结": _written(written) if kpi.city_code is None else [],
        **{part: own.get(part, "") for part in PARTS},
    }
    counted = by_month(kpi.parts)
    for field, slug in CHARTS.items():
        context[field] = _chart(kpi, slug, counted.get(slug, {}), before.get(slug))
    for line in kpi.lines:
        row, name = _row(line), field_name(line.indicator)
        context[name] = row["本期"]
        context[f"{name}{LAST}"] = row["上年同期"]
        context[f"{name}{GROWTH}"] = row["增幅"]
        context[f"{name}{GOAL}"] = row["要求"]
        context[f"{name}{COUNT}"] = row["记录数"]
    return context


def office_name(city_code: str | None) -> str:
    """Return what the office is called that reports."""
    if city_code is None:
        return PROVINCE_OFFICE
    name = city_name(city_code)
    suffix = "林区" if name == "神农架" else "" if name.endswith("州") and len(name) > 2 else "市"
    return f"{name}{suffix}知识产权局"


def chinese_day(day: date) -> str:
    """Return a day as documents of offices write it (GB/T 9704-2012, 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def told(indicator: Indicator, value: int) -> str:
    """Return a figure with its unit."""
    text = f"{float(indicator.shown(value)):,.2f}".rstrip("0").rstrip(".")
    return f"{text}{indicator.unit}"


def _chart(
    kpi: Kpi, slug: str, counted: Mapping[int, int], before: Mapping[int, int] | None
) -> ChartData:
    indicator, period = kpi.line(slug).indicator, kpi.period

    def told(values: Mapping[int, int]) -> tuple[float, ...]:
        return tuple(float(indicator.shown(values.get(month, 0))) for month in period.months)

    series = [(f"{period.year}年", told(counted))]
    if before is not None:
        series.append((f"{period.year - 1}年", told(before)))
    names = tuple(f"{month}月" for month in period.months)
    return ChartData(f"各月{indicator.title}", names, tuple(series))


def _row(line: Line) -> dict[str, str]:
    indicator, growth = line.indicator, line.growth
    before = NO_LAST_YEAR if growth.before is None else told(indicator, growth.before)
    grown = NO_LAST_YEAR if growth.state is GrowthState.MISSING else growth.short
    return {
        "任务": indicator.group.value,
        "指标": indicator.name,
        "本期": told(indicator, line.whole.value) if line.whole.records else NO_RECORD,
        "上年同期": before,
        "增幅": grown,
        "要求": line.goal or "—",
        "记录数": f"{line.whole.records}条",
    }


def _cities(kpi: Kpi) -> list[Mapping[str, str]]:
    """Return the cities with what the campaign asks most of."""
    transfers, amount = kpi.line("transfers"), kpi.line("pledge_amount")
    return [
        {
            "市州": city_name(one.city_code),
            "转让许可": told(transfers.indicator, one.sum.value),
            "转让许可增幅": one.growth.short,
            "质押融资额": told(amount.indicator, other.sum.value),
            "质押融资增幅": other.growth.short,
        }
        for one, other in zip(transfers.cities, amount.cities, strict=True)
    ]


def _written(written: Sequence[CityTexts]) -> list[Mapping[str, str]]:
    """Return what cities write, each marked by its city; those that write nothing left out."""
    said = [one for one in written if any(one.texts.get(part) for part in PARTS)]
    return [
        {
            "序": str(place),
            "市州": city_name(one.city_code),
            **{part: one.texts.get(part, "") for part in PARTS},
        }
        for place, one in enumerate(said, start=1)
    ]


def _behind(kpi: Kpi) -> str:
    """Return in words who is behind in what is asked for of every city."""
    said = [
        f"{line.indicator.name}：" + "、".join(city_name(one.city_code) for one in line.behind)
        for line in kpi.lines
        if line.behind
    ]
    return "；".join(said) or "没有（或缺上年同期数，不能判断）"
