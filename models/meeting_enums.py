"""Closed vocabularies of the people at an event, their meetings and what came of them."""

from enum import StrEnum


class Side(StrEnum):
    """On which side of a meeting a body sits: it asks, or it owns patents."""

    ENTERPRISE = "enterprise"
    INSTITUTION = "institution"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"enterprise": "企业", "institution": "高校院所"}[self.value]

    @property
    def other(self) -> "Side":
        """The side that it meets."""
        return Side.INSTITUTION if self is Side.ENTERPRISE else Side.ENTERPRISE


class ParticipantStatus(StrEnum):
    """How far a body's coming to an event is settled.

    REGISTERED: it asks to come, which organisers accept or refuse.
    """

    REGISTERED = "registered"
    REFUSED = "refused"
    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "registered": "已报名",
            "refused": "未接受报名",
            "invited": "已邀请",
            "confirmed": "已确认",
            "declined": "已谢绝",
            "withdrawn": "已退出",
        }[self.value]

    @property
    def is_coming(self) -> bool:
        """Whether a body comes or may still come."""
        return self in (self.REGISTERED, self.INVITED, self.CONFIRMED)

    @property
    def was_asked(self) -> bool:
        """Whether organisers have asked for a body, or accepted that it asked."""
        return self not in (self.REGISTERED, self.REFUSED)


class Wanting(StrEnum):
    """What one side says of a meeting with the other."""

    WANT = "want"
    DONT_WANT = "dont_want"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"want": "希望见面", "dont_want": "不见面"}[self.value]


class TimetableStatus(StrEnum):
    """Whether the participants have been told of a timetable."""

    DRAFT = "draft"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"draft": "草稿", "published": "已发布"}[self.value]


class OutcomeResult(StrEnum):
    """What came of a meeting."""

    CONTACT = "contact"
    INTENT = "intent"
    CONTRACT = "contract"
    NONE = "none"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "contact": "继续接触",
            "intent": "达成意向",
            "contract": "签约",
            "none": "未达成",
        }[self.value]


class DeclineReason(StrEnum):
    """Why a firm does not want a patent, in the words in which firms turn listings down."""

    TOO_EARLY = "too_early"
    BENEFIT_UNCLEAR = "benefit_unclear"
    ROUTE_UNCLEAR = "route_unclear"
    DESCRIPTION_UNCLEAR = "description_unclear"
    PRICE = "price"
    OTHER_FIELD = "other_field"
    HAS_SOLUTION = "has_solution"
    WRONG_TIME = "wrong_time"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _DECLINE_LABELS[self]

    @classmethod
    def of_label(cls, text: str) -> "DeclineReason | None":
        """Return the reason of a Chinese name or stored value, None for any other text."""
        known = next((reason for reason in cls if text in (reason.value, reason.label)), None)
        return known or _OTHER_DECLINE_LABELS.get(text)


_DECLINE_LABELS = {
    DeclineReason.TOO_EARLY: "成熟度不够",
    DeclineReason.BENEFIT_UNCLEAR: "效益不明",
    DeclineReason.ROUTE_UNCLEAR: "产业化路径不明",
    DeclineReason.DESCRIPTION_UNCLEAR: "描述不清",
    DeclineReason.PRICE: "价格",
    DeclineReason.OTHER_FIELD: "非本领域",
    DeclineReason.HAS_SOLUTION: "已有方案",
    DeclineReason.WRONG_TIME: "时机不合",
    DeclineReason.OTHER: "其他",
}
# Words for the same that people write and that earlier versions printed.
_OTHER_DECLINE_LABELS = {
    "过早": DeclineReason.TOO_EARLY,
    "成熟度不足": DeclineReason.TOO_EARLY,
    "效益不清": DeclineReason.BENEFIT_UNCLEAR,
    "路线不清": DeclineReason.ROUTE_UNCLEAR,
    "不属本领域": DeclineReason.OTHER_FIELD,
}
