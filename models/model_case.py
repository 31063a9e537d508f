"""Model cases (典型案例), and how those of a year are chosen: round, criteria, marks."""

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, UtcDateTime, revision_kwargs
from models.case_enums import CaseCategory, CaseState, RoundState

# Between names of bodies in one field.
_APART = re.compile("[、；;]")


class ModelCase(SQLModel, table=True):
    """A model case of a city, None for the province's own; deal_id: the contract it tells of.

    patents: numbers and names as they are to be printed; terms: mode and amount (方式和金额);
    consent_by: which body agreed to publication, consent_on: when, both empty while nobody has;
    sent_on: when it first went to the province; choice_reason: why the choice departs from the
    order of marks; is_published: whether everybody may read it, if there is consent.
    """

    __tablename__ = "model_case"

    id: int | None = Field(default=None, primary_key=True)
    year: int = Field(index=True)
    city_code: str | None = Field(default=None, index=True)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    state: CaseState = Field(default=CaseState.DRAFT, sa_type=EnumText(CaseState), index=True)
    title: str
    unit: str = ""
    category: CaseCategory = Field(sa_type=EnumText(CaseCategory))
    industry: str = ""
    giver_name: str = ""
    taker_name: str = ""
    patents: str = ""
    background: str = ""
    approach: str = ""
    terms: str = ""
    results: str = ""
    why: str = ""
    consent_by: str = ""
    consent_on: date | None = None
    sent_on: date | None = Field(default=None, index=True)
    choice_reason: str = ""
    is_published: bool = False
    actor: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )

    @property
    def bodies(self) -> tuple[str, ...]:
        """The names of its unit and parties, each once; a unit may name several."""
        texts = (self.unit, self.giver_name, self.taker_name)
        pieces = [piece.strip() for text in texts for piece in _APART.split(text)]
        return tuple(dict.fromkeys(piece for piece in pieces if piece))

    @property
    def has_consent(self) -> bool:
        """Whether somebody has agreed that it be published with names."""
        return bool(self.consent_by) and self.consent_on is not None

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.is_published and self.has_consent and self.state is CaseState.CHOSEN

    @property
    def is_void(self) -> bool:
        """Whether it was taken back, and what proves it stays as it is."""
        return self.state is CaseState.WITHDRAWN


class CaseRound(SQLModel, table=True):
    """The choice of a year; size: how many are chosen.

    city_cap, category_cap: how many of one city, of one category, would be fair; None for no hint.
    opened_at, closed_at: between which reviewers mark; locked_at: when the choice was made.
    """

    __tablename__ = "case_round"
    __table_args__ = (UniqueConstraint("year"),)

    id: int | None = Field(default=None, primary_key=True)
    year: int
    size: int = 10
    city_cap: int | None = None
    category_cap: int | None = None
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    locked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )

    @property
    def is_marking(self) -> bool:
        """Whether reviewers mark now."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def state(self) -> RoundState:
        """Where the choice stands."""
        if self.locked_at is not None:
            return RoundState.DECIDED
        if self.closed_at is not None:
            return RoundState.CLOSED
        return RoundState.PREPARING if self.opened_at is None else RoundState.MARKING


class CaseCriteria(SQLModel, table=True):
    """What cases of a round are marked by; the newest row holds, the earlier ones are its history.

    criteria: list of {slug, name, asks, weight}, the weights adding up to 100.
    """

    __tablename__ = "case_criteria"

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="case_round.id", index=True)
    criteria: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON_TYPE)
    note: str = ""
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)


class CaseReviewer(SQLModel, table=True):
    """An account that was appointed to mark the cases of a round."""

    __tablename__ = "case_reviewer"

    round_id: int = Field(foreign_key="case_round.id", primary_key=True)
    account_id: int = Field(foreign_key="account.id", primary_key=True, index=True)
    actor: str
    appointed_at: datetime = Field(sa_type=UtcDateTime)


class CaseMark(SQLModel, table=True):
    """What a reviewer gives a case for a criterion, 0 to 100, and why."""

    __tablename__ = "case_mark"
    __table_args__ = (UniqueConstraint("case_id", "account_id", "criterion"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="case_round.id", index=True)
    case_id: int = Field(foreign_key="model_case.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    criterion: str
    mark: int
    reason: str
    marked_at: datetime = Field(sa_type=UtcDateTime)
