"""Vocabularies of consents, disclosures and the rights of persons."""

from enum import StrEnum


class ConsentPurpose(StrEnum):
    """What an organisation agrees to, or not."""

    CONTACTS = "contacts"
    PUSH = "push"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"contacts": "向对方提供联系方式", "push": "自动推送"}[self.value]


class HeldIn(StrEnum):
    """Which kind of record holds a contact or a text."""

    PATENT = "patent"
    DEMAND = "demand"
    KNOW_HOW = "know_how"
    PARTICIPANT = "participant"
    OPEN_LICENCE = "open_licence"
    PRODUCT = "product"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "patent": "专利",
            "demand": "需求",
            "know_how": "成果",
            "participant": "参会单位",
            "open_licence": "开放许可",
            "product": "专利产品",
        }[self.value]


class Disclosed(StrEnum):
    """What somebody was shown."""

    CONTACT = "contact"
    HIDDEN_TEXT = "hidden_text"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"contact": "联系方式", "hidden_text": "不公开需求的内容"}[self.value]


class DisclosurePurpose(StrEnum):
    """For what somebody wants to see a contact or a hidden text."""

    DOCKING = "docking"
    EVENT = "event"
    CHECKING = "checking"
    COMPLAINT = "complaint"
    SUPERVISION = "supervision"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "docking": "供需对接",
            "event": "活动组织",
            "checking": "核实信息",
            "complaint": "处理投诉",
            "supervision": "监督检查",
            "other": "其他",
        }[self.value]


class DisclosureGround(StrEnum):
    """On what ground it was shown."""

    ROLE = "role"
    CONSENT = "consent"
    OWN = "own"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"role": "岗位职责", "consent": "双方同意", "own": "本单位信息"}[self.value]


class RequestKind(StrEnum):
    """Which right a person makes use of (PIPL arts. 45 to 47)."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"access": "查阅复制", "correction": "更正补充", "erasure": "删除"}[self.value]
