"""What firms ask for in finance on their patents (融资需求), for organisers' eyes and their own."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from models.base import EnumText, UtcDateTime, revision_kwargs
from models.finance_enums import FinanceKind, FinanceState


class FinanceDemand(SQLModel, table=True):
    """One thing that a firm asks for.

    amount_cny, term_months: None where they are not told; lender: the bank or fund that it talks
    with or that has met it; note: what came of it; actor, changed_at: of the last change.
    """

    __tablename__ = "finance_demand"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    kind: FinanceKind = Field(sa_type=EnumText(FinanceKind))
    amount_cny: int | None = Field(default=None, sa_type=BigInteger)
    term_months: int | None = None
    purpose: str
    state: FinanceState = Field(
        default=FinanceState.OPEN, sa_type=EnumText(FinanceState), index=True
    )
    lender: str = ""
    note: str = ""
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )


class FinancePatent(SQLModel, table=True):
    """A patent that a firm would pledge or bring in; number: of its application, as stored.

    The stock may not have it, so that it is kept by its number.
    """

    __tablename__ = "finance_patent"

    finance_demand_id: int = Field(
        foreign_key="finance_demand.id", primary_key=True, ondelete="CASCADE"
    )
    number: str = Field(primary_key=True, index=True)
