"""Closed vocabularies of what cities hand in to the province."""

from enum import StrEnum


class SubmissionKind(StrEnum):
    """What a city hands in each year."""

    PLAN = "plan"
    REPORT = "report"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"plan": "活动方案", "report": "活动总结"}[self.value]


class SubmissionState(StrEnum):
    """How far it is: a city writes and sends, the province returns or files."""

    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"
    FILED = "filed"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "draft": "草拟",
            "sent": "已报送",
            "returned": "已退回",
            "filed": "已备案",
        }[self.value]

    @property
    def is_open(self) -> bool:
        """Whether the city may change it."""
        return self in (SubmissionState.DRAFT, SubmissionState.RETURNED)
