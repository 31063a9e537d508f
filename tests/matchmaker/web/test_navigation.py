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
    assert [tab.label for tab in menu(OFFICE, path).tabs if tab.here] == [label]


def test_no_tab_is_shown_off_the_desk() -> None:
    assert menu(OFFICE, "/patents").tabs == ()


def test_every_scope_has_a_name() -> None:
    assert set(SCOPE_LABELS) == set(SCOPES)
