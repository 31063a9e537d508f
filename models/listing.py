"""What institutions propose to tell of their patents, and every step of its review."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.account_enums import Role
from models.base import JSON_TYPE, EnumText, UtcDateTime
from models.listing_enums import ListingAct, ListingState


class ListingProposal(SQLModel, table=True):
    """What a patent is to be listed with once it has been reviewed.

    organisation_id: the owner for which it is made; cells: field → text as a person writes it into
    a sheet, nothing once it is closed; before, proposed: column → in words, contacts masked, what
    the patent told when it was made and what it is to tell; listed_until: None for the usual term;
    department: of the patent, or else of who proposes, department_key: the same folded; account_id:
    None for a program or a command.
    """

    __tablename__ = "listing_proposal"

    id: int | None = Field(default=None, primary_key=True)
    patent_id: int = Field(foreign_key="patent.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    cells: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
    before: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
    proposed: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
    listed_until: date | None = None
    state: ListingState = Field(sa_type=EnumText(ListingState), index=True)
    department: str = ""
    department_key: str = Field(default="", index=True)
    account_id: int | None = None
    proposed_by: str
    made_at: datetime = Field(sa_type=UtcDateTime)


class ListingStep(SQLModel, table=True):
    """Who did what to a proposal, or to the listing of a patent (proposal_id None).

    organisation_id: the owner for which it was done; role: None for a program; note: the reason of
    a return or of a taking down, else a remark.
    """

    __tablename__ = "listing_step"

    id: int | None = Field(default=None, primary_key=True)
    proposal_id: int | None = Field(default=None, foreign_key="listing_proposal.id", index=True)
    patent_id: int = Field(foreign_key="patent.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    act: ListingAct = Field(sa_type=EnumText(ListingAct))
    actor: str
    role: Role | None = Field(default=None, sa_type=EnumText(Role))
    account_id: int | None = None
    note: str = ""
    made_at: datetime = Field(sa_type=UtcDateTime)
