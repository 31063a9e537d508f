"""Whether a policy holds, worked out from its own days."""

from datetime import date, timedelta

from models.policy_enums import PolicyState

# From so many days before its last one a policy is told to be ending.
ENDING = timedelta(days=60)


def state_on(
    day: date, valid_from: date | None, valid_until: date | None, repealed_on: date | None
) -> PolicyState:
    """Return how a policy stands on a day.

    valid_from: its first day, None where it holds from its issue; valid_until: its last day;
    repealed_on: the first day on which it no longer holds. What was repealed is told as such even
    where its time is over as well.
    """
    if repealed_on is not None and repealed_on <= day:
        return PolicyState.REPEALED
    if valid_until is not None and valid_until < day:
        return PolicyState.ENDED
    if valid_from is not None and valid_from > day:
        return PolicyState.COMING
    if valid_until is not None and valid_until <= day + ENDING:
        return PolicyState.ENDING
    return PolicyState.IN_FORCE
