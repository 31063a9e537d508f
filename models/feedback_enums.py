"""Closed vocabularies of what both sides say of a pair, and of requests to improve a listing."""

from enum import StrEnum

from models.meeting_enums import DeclineReason


class Opinion(StrEnum):
    """What a body thinks of a pair of demand and patent."""

    FIT = "fit"
    UNFIT = "unfit"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"fit": "合适", "unfit": "不合适", "unsure": "不确定"}[self.value]


class ImprovementState(StrEnum):
    """What has become of a request to improve a listing; that one is overdue is derived."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "open": "待答复",
            "answered": "已答复",
            "declined": "已谢绝",
            "withdrawn": "已撤回",
        }[self.value]


# What an institution can do something about, in the order in which it is asked for.
IMPROVABLE = (
    DeclineReason.DESCRIPTION_UNCLEAR,
    DeclineReason.BENEFIT_UNCLEAR,
    DeclineReason.ROUTE_UNCLEAR,
    DeclineReason.TOO_EARLY,
    DeclineReason.PRICE,
)
