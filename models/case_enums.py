"""Closed vocabularies of model cases (典型案例): what they are about; where they stand."""

from enum import StrEnum


class CaseCategory(StrEnum):
    """What a model case is about."""

    ASSIGNMENT = "assignment"
    LICENCE = "licence"
    OPEN_LICENCE = "open_licence"
    SHARE = "share"
    PLEDGE = "pledge"
    INDUSTRIALISATION = "industrialisation"
    SERVICE = "service"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _CATEGORY_LABELS[self]


_CATEGORY_LABELS = {
    CaseCategory.ASSIGNMENT: "专利转让",
    CaseCategory.LICENCE: "专利许可",
    CaseCategory.OPEN_LICENCE: "开放许可",
    CaseCategory.SHARE: "作价入股",
    CaseCategory.PLEDGE: "质押融资",
    CaseCategory.INDUSTRIALISATION: "自主产业化",
    CaseCategory.SERVICE: "供需对接与服务",
}


class CaseState(StrEnum):
    """Where a model case stands."""

    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"
    ENTERED = "entered"
    CHOSEN = "chosen"
    NOT_CHOSEN = "not_chosen"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _STATE_LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether its words may still be changed by who wrote them."""
        return self in (CaseState.DRAFT, CaseState.RETURNED)

    @property
    def is_decided(self) -> bool:
        """Whether the choice of its year has been made."""
        return self in (CaseState.CHOSEN, CaseState.NOT_CHOSEN)


_STATE_LABELS = {
    CaseState.DRAFT: "草拟",
    CaseState.SENT: "已报送",
    CaseState.RETURNED: "已退回",
    CaseState.ENTERED: "参评",
    CaseState.CHOSEN: "入选",
    CaseState.NOT_CHOSEN: "未入选",
    CaseState.WITHDRAWN: "已撤回",
}
# In the hands of the province: such a case counts as sent.
SENT_STATES = (CaseState.SENT, CaseState.ENTERED, CaseState.CHOSEN, CaseState.NOT_CHOSEN)


class RoundState(StrEnum):
    """Where the choice of a year stands."""

    PREPARING = "preparing"
    MARKING = "marking"
    CLOSED = "closed"
    DECIDED = "decided"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _ROUND_LABELS[self]


_ROUND_LABELS = {
    RoundState.PREPARING: "筹备中",
    RoundState.MARKING: "评分中",
    RoundState.CLOSED: "评分已结束",
    RoundState.DECIDED: "已确定",
}
