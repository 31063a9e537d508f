"""A policy holds by its own days."""

from datetime import date, timedelta

import pytest

from matchmaker.public_services.policy_days import ENDING, state_on
from models.policy_enums import PolicyState

DAY = date(2024, 5, 6)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
FAR = DAY + ENDING + timedelta(days=1)


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "repealed_on", "state"),
    [
        (None, None, None, PolicyState.IN_FORCE),
        (DAY, FAR, None, PolicyState.IN_FORCE),
        (AFTER, None, None, PolicyState.COMING),
        (None, DAY, None, PolicyState.ENDING),
        (None, DAY + ENDING, None, PolicyState.ENDING),
        (None, BEFORE, None, PolicyState.ENDED),
        (None, None, DAY, PolicyState.REPEALED),
        (None, None, AFTER, PolicyState.IN_FORCE),
        (None, BEFORE, BEFORE, PolicyState.REPEALED),
        (AFTER, FAR, DAY, PolicyState.REPEALED),
    ],
)
def test_the_days_tell_the_state(
    valid_from: date | None, valid_until: date | None, repealed_on: date | None, state: PolicyState
) -> None:
    assert state_on(DAY, valid_from, valid_until, repealed_on) is state
