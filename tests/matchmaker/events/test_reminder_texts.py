"""Reminders say who has to do what until when."""

from datetime import date

import pytest

from matchmaker.events.list_calendar import Step
from matchmaker.events.reminder_texts import (
    EventFacts,
    deadline_reminder,
    roadshow_reminder,
    step_reminder,
)
from models.enums import ScheduleKind

EVENT = EventFacts("武汉专场", date(2024, 6, 18), "名单现为第 1 版，35 对")


@pytest.mark.parametrize(
    ("step", "task"),
    [
        (Step.DRAFT, "6 月 6 日（周四） 05:00 名单将按新数据更新，请在此之前征询企业"),
        (Step.REFRESH, "请在 6 月 13 日（周四）前核对名单"),
        (Step.RECHECK, "请在 6 月 17 日（周一） 20:00 前处理有变化的专利"),
        (Step.LOCK, "今日 20:00 名单自动锁定"),
    ],
)
def test_an_organiser_is_told_what_to_do_until_when(step: Step, task: str) -> None:
    text = step_reminder(EVENT, step)
    assert text.startswith("“武汉专场”（6 月 18 日（周二）举办）主办方：名单现为第 1 版，35 对。")
    assert task in text


@pytest.mark.parametrize(
    ("today", "left"),
    [
        ("2024-10-08", "含今天还有 10 个工作日"),
        ("2024-10-18", "含今天还有 1 个工作日"),
        ("2024-10-20", "今天截止"),
        ("2024-10-21", "现已逾期"),
    ],
)
def test_a_deadline_says_how_many_working_days_are_left(today: str, left: str) -> None:
    text = deadline_reminder(ScheduleKind.REPORTS, 2024, date.fromisoformat(today))
    assert "附件1" in text
    assert "10 月 20 日（周日）前报送省局" in text
    assert left in text


def test_plans_of_cities_are_due_on_the_last_of_may() -> None:
    text = deadline_reminder(ScheduleKind.CITY_PLANS, 2024, date(2024, 5, 17))
    assert text == (
        "各市州知识产权局：2024 年活动方案须于 5 月 31 日（周五）前报送省局，"
        "含今天还有 11 个工作日。"
    )


def test_a_month_without_a_finance_roadshow_says_how_to_register_one() -> None:
    text = roadshow_reminder(2024, 9, [])
    assert "2024 年 9 月“一月一链”投融资路演尚未登记" in text
    assert "并登记活动。" in text


def test_a_month_names_its_finance_roadshows() -> None:
    text = roadshow_reminder(2024, 9, [("光电子专场", date(2024, 9, 12))])
    assert "“光电子专场”（9 月 12 日（周四））" in text
