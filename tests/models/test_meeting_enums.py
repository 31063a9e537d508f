"""The words for participants, timetables and outcomes."""

import pytest

from models.meeting_enums import (
    DeclineReason,
    OutcomeResult,
    ParticipantStatus,
    Side,
    TimetableStatus,
    Wanting,
)

MEMBERS = (
    *Side,
    *ParticipantStatus,
    *Wanting,
    *TimetableStatus,
    *OutcomeResult,
    *DeclineReason,
)


@pytest.mark.parametrize("member", MEMBERS)
def test_every_member_has_a_chinese_name(member: DeclineReason) -> None:
    assert all("\u4e00" <= character <= "\u9fff" for character in member.label)


@pytest.mark.parametrize("reason", DeclineReason)
def test_a_reason_is_known_by_its_name_and_its_value(reason: DeclineReason) -> None:
    assert DeclineReason.of_label(reason.label) is DeclineReason.of_label(reason.value) is reason


def test_another_reason_is_none() -> None:
    assert DeclineReason.of_label("太贵") is None


def test_each_side_meets_the_other() -> None:
    assert [side.other for side in Side] == list(reversed(Side))
