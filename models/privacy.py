"""Consents, who was shown what of whom, and what persons have asked for.

The Personal Information Protection Law of the PRC (PIPL): separate consent before a contact is
passed on (art. 23), an opt-out of automatic pushing (art. 24), rights of persons (arts. 44 to 50),
records of disclosures kept for three years (art. 56).
"""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.account_enums import Role
from models.base import EnumText, UtcDateTime
from models.meeting_enums import Side
from models.privacy_enums import (
    ConsentPurpose,
    Disclosed,
    DisclosureGround,
    DisclosurePurpose,
    HeldIn,
    RequestKind,
)


class Consent(SQLModel, table=True):
    """What an organisation said about a purpose; what holds is what it said last.

    given: False where it withdrew or objected.
    """

    __tablename__ = "consent"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    purpose: ConsentPurpose = Field(sa_type=EnumText(ConsentPurpose))
    given: bool
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)


class PairConsent(SQLModel, table=True):
    """One side agrees that the other sees its contact for a demand and a patent, till it withdraws.

    side: who agrees.
    """

    __tablename__ = "pair_consent"
    __table_args__ = (Index(None, "demand_id", "patent_id"),)

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demand.id", ondelete="CASCADE")
    patent_id: int = Field(foreign_key="patent.id", index=True, ondelete="CASCADE")
    side: Side = Field(sa_type=EnumText(Side))
    actor: str
    agreed_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Disclosure(SQLModel, table=True):
    """Who was shown a contact or a hidden text, of which record, for what and on which ground.

    account_id: of the accounts; role: None where an account has none; organisation_id: whose
    record it was, None where nobody owns it.
    """

    __tablename__ = "disclosure"
    __table_args__ = (Index(None, "record_kind", "record_id"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int | None = Field(default=None, index=True)
    viewer: str
    role: Role | None = Field(default=None, sa_type=EnumText(Role))
    what: Disclosed = Field(sa_type=EnumText(Disclosed))
    record_kind: HeldIn = Field(sa_type=EnumText(HeldIn))
    record_id: int
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    purpose: DisclosurePurpose = Field(sa_type=EnumText(DisclosurePurpose))
    purpose_text: str
    ground: DisclosureGround = Field(sa_type=EnumText(DisclosureGround))
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)


class PrivacyRequest(SQLModel, table=True):
    """What a person has asked for, until when it has to be answered, and what was answered.

    applicant: who asks, as they give their name; text: what they want.
    """

    __tablename__ = "privacy_request"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    kind: RequestKind = Field(sa_type=EnumText(RequestKind))
    applicant: str
    text: str = ""
    received_by: str
    received_at: datetime = Field(sa_type=UtcDateTime)
    due_on: date
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
