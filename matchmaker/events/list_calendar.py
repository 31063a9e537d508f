"""When what happens to the list of an event, counted back from its day."""

from datetime import date
from enum import StrEnum

from matchmaker.events.working_days import Due, working_days_before


class Step(StrEnum):
    """What happens to a list, in order."""

    DRAFT = "draft"
    REFRESH = "refresh"
    RECHECK = "recheck"
    LOCK = "lock"

    @property
    def label(self) -> str:
        """The step in Chinese."""
        return _LABELS[self]


_LABELS = {
    Step.DRAFT: "初稿",
    Step.REFRESH: "更新",
    Step.RECHECK: "复核法律状态",
    Step.LOCK: "锁定",
}
# Working days before the event. A convention of this project: two weeks for firms and institutions
# to answer, one for what they answer, three days for a register that is a day or two behind.
DAYS_BEFORE = {Step.DRAFT: 14, Step.REFRESH: 7, Step.RECHECK: 3, Step.LOCK: 1}


def list_calendar(held_on: date) -> dict[Step, Due]:
    """Return the day of every step for an event on a day."""
    return {step: working_days_before(held_on, count) for step, count in DAYS_BEFORE.items()}
