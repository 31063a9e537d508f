"""Closed vocabularies of what cities ask of the province."""

from enum import StrEnum


class RequestState(StrEnum):
    """How far a request is: a city writes and submits, the province takes on, answers, returns."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    TAKEN_ON = "taken_on"
    ANSWERED = "answered"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "draft": "草拟",
            "submitted": "已提交",
            "taken_on": "已受理",
            "answered": "已答复",
            "returned": "已退回",
            "withdrawn": "已撤回",
        }[self.value]

    @property
    def is_open(self) -> bool:
        """Whether the city may change it."""
        return self in (RequestState.DRAFT, RequestState.RETURNED)

    @property
    def waits(self) -> bool:
        """Whether the city waits for the province."""
        return self in WAITING


WAITING = (RequestState.SUBMITTED, RequestState.TAKEN_ON)


class RequestOutcome(StrEnum):
    """Whether the answer helped, as the city says afterwards."""

    SOLVED = "solved"
    UNSOLVED = "unsolved"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"solved": "已解决", "unsolved": "未解决"}[self.value]
