"""What people are told: who has to do what until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matchmaker.events.list_calendar import Step, list_calendar
from matchmaker.events.run_plan import CITY_PLANS_DUE, LIST_AT, LOCK_AT, REPORTS_DUE
from matchmaker.events.working_days import DAY, is_working_day
from models.enums import ScheduleKind

_DEADLINES = {
    ScheduleKind.CITY_PLANS: (
        CITY_PLANS_DUE,
        "各市州知识产权局：{year} 年活动方案须于 {day}前报送省局",
    ),
    ScheduleKind.REPORTS: (
        REPORTS_DUE,
        "各市州知识产权局：{year} 年活动总结报告（附件1）、活动成效汇总表（附件2）"
        "和活动典型案例（附件3）须于 {day}前报送省局",
    ),
}


@dataclass(frozen=True)
class EventFacts:
    """What a reminder says of an event.

    list_note: where its list stands, people_note: who has not answered or has no meeting, in words,
    empty for nobody.
    """

    name: str
    held_on: date
    list_note: str
    people_note: str = ""


def step_reminder(event: EventFacts, step: Step) -> str:
    """Return what the organiser has to do once a step of the list is done, and until when."""
    days = {name: due.day for name, due in list_calendar(event.held_on).items()}
    tasks = {
        Step.DRAFT: f"{say_day(days[Step.REFRESH])} {LIST_AT:%H:%M} 名单将按新数据更新，"
        "请在此之前征询企业与专利权人的意见并录入系统",
        Step.REFRESH: f"请在 {say_day(days[Step.RECHECK])}前核对名单，完成人工增删",
        Step.RECHECK: f"法律状态已按计划复核，请在 {say_day(days[Step.LOCK])} {LOCK_AT:%H:%M} 前"
        "处理有变化的专利",
        Step.LOCK: f"今日 {LOCK_AT:%H:%M} 名单自动锁定，请在此之前完成最后的增删；"
        "锁定后再导出、打印",
    }
    head = f"“{event.name}”（{say_day(event.held_on)}举办）主办方：{event.list_note}。"
    people = f"{event.people_note}。" if event.people_note else ""
    return f"{head}{tasks[step]}。{people}"


def deadline_reminder(kind: ScheduleKind, year: int, today: date) -> str:
    """Return what is due for the campaign, and how many working days are left."""
    (month, day), wording = _DEADLINES[kind]
    deadline = date(year, month, day)
    return f"{wording.format(year=year, day=say_day(deadline))}，{_left(deadline, today)}。"


def roadshow_reminder(year: int, month: int, shows: Sequence[tuple[str, date]]) -> str:
    """Return which finance roadshows a month has; shows: name and day, by day."""
    title = f"{year} 年 {month} 月“一月一链”投融资路演"
    if not shows:
        return f"{title}尚未登记。省局牵头处室：请在本月内确定产业链、日期和承办单位，并登记活动。"
    named = "、".join(f"“{name}”（{say_day(day)}）" for name, day in shows)
    return f"{title}：{named}。承办单位：请在举办前完成企业和投资机构邀请。"


def say_day(day: date) -> str:
    """Return for example 6 月 18 日（周二）."""
    return f"{day.month} 月 {day.day} 日（周{'一二三四五六日'[day.weekday()]}）"


def _left(deadline: date, today: date) -> str:
    if today > deadline:
        return "现已逾期，请尽快补报"
    if today == deadline:
        return "今天截止"
    days = (deadline - today).days
    working = sum(is_working_day(today + DAY * n) for n in range(days + 1))
    return f"含今天还有 {working} 个工作日"
