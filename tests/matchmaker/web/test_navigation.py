"""The tab of a desk to which a page belongs."""

import pytest

from matchmaker.access.grants import SCOPES
from matchmaker.access.scope_labels import SCOPE_LABELS
from matchmaker.access.viewer import person
from matchmaker.web.navigation import menu
from models.account_enums import Role

OFFICE = person(1, "王", Role.PROVINCIAL_ORGANISER)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/office", "待办"),
        ("/office/listings/7", "待办"),
        ("/office/events/p1/timetable", "活动"),
        ("/office/organisations/merges", "单位核对"),
        ("/office/new-account", "人员"),
        ("/office/programs", "人员"),
        ("/office/rules/industries", "规则"),
    ],
)
def test_a_page_stands_under_its_tab(path: str, label: str) -> None:
    found = menu(OFFICE, path)
    assert [tab.label for tab in found.subtabs or found.tabs if tab.here] == [label]


def test_a_group_is_opened_by_its_pages_and_leads_to_its_first() -> None:
    found = menu(OFFICE, "/office/map")
    assert (found.group, [tab.label for tab in found.tabs if tab.here]) == (
        "对接活动",
        ["对接活动"],
    )
    assert [tab.path for tab in found.tabs if tab.here] == ["/office/events"]
    assert [tab.label for tab in found.subtabs] == ["活动", "进展", "供需图"]
    alone = menu(OFFICE, "/office")
    assert (alone.group, alone.subtabs) == ("", [])


def test_a_group_of_which_one_page_may_be_opened_is_that_page() -> None:
    auditor = person(2, "李", Role.AUDITOR)
    labels = [tab.label for tab in menu(auditor, "/office/audit").tabs]
    assert labels == ["待办", "对接活动", "转化运用", "公共服务", "成效总结", "后台任务", "管理"]


def test_no_tab_is_shown_off_the_desk() -> None:
    assert menu(OFFICE, "/patents").tabs == ()


def test_every_scope_has_a_name() -> None:
    assert set(SCOPE_LABELS) == set(SCOPES)
