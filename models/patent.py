"""Patents, their owners and their industries."""

from datetime import date

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import JSON_TYPE, EnumText, TransferTerms, revision_kwargs
from models.enums import LicenceKind
from models.values.legal_status import LegalState
from models.values.patent_kind import PatentKind
from models.values.patent_number import PatentNumber


class Patent(TransferTerms, table=True):
    """A patent or application, keyed by its application number.

    Numbers of the 1980s are met with and without their check character, so it is no part of the
    key of those and stands in a column of its own.

    value_text is a database's or the owner's own figure of worth as written, value_source the
    header it stood under: 9 of 10, dollars and grades have no common scale. The open licence is
    kept as the sheet words it, since only the office's announcement makes one. revision is another
    one after every write.
    """

    __tablename__ = "patent"
    __table_args__ = (UniqueConstraint("application_number"),)

    id: int | None = Field(default=None, primary_key=True)
    application_number: str
    check_character: str = ""
    publication_number: str = ""
    title: str
    abstract: str = ""
    first_claim: str = ""
    kind: PatentKind = Field(sa_type=EnumText(PatentKind))
    filing_date: date | None = None
    publication_date: date | None = None
    grant_date: date | None = None
    expiry_date: date | None = None
    classification_main: str = ""
    classifications: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    industry_text: str = ""
    cpc: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    keywords: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    effect: str = ""
    inventors: list[str] = Field(default_factory=list, sa_type=JSON_TYPE)
    department: str = ""
    address: str = ""
    city_code: str | None = Field(default=None, index=True)
    legal_state: LegalState = Field(
        default=LegalState.UNKNOWN,
        sa_type=EnumText(LegalState),
        index=True,
    )
    legal_text: str = ""
    licence_kind: LicenceKind | None = Field(
        default=None,
        sa_type=EnumText(LicenceKind),
    )
    open_licence_text: str = ""
    open_licence_fee: str = ""
    open_licence_term: str = ""
    open_licence_scope: str = ""
    implementation_text: str = ""
    claim_count: int | None = None
    family_size: int | None = None
    cited_by_count: int | None = None
    value_text: str = ""
    value_source: str = ""
    contact_email: str = ""
    import_batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
    field_sources: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
    duplicate_of_id: int | None = Field(default=None, foreign_key="patent.id", index=True)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )

    @property
    def display_number(self) -> str:
        """The application number as offices print it, with its check character where known."""
        return display_number(self.application_number, self.check_character)

    def is_offered_on(self, day: date) -> bool:
        """Whether its owner offers it on a day: one that has lapsed is nobody's to give."""
        until = self.listed_until
        in_time = until is None or until >= day
        return self.owner_consents and in_time and self.legal_state is not LegalState.DEAD


def display_number(application_number: str, check_character: str | None) -> str:
    """Return an application number as offices print it, with its check character where known."""
    number = PatentNumber.parse(application_number)
    return PatentNumber(number.digits, check_character or number.check).display


class PatentOwner(SQLModel, table=True):
    """An owner of a patent; position 0 is the first."""

    __tablename__ = "patent_owner"

    patent_id: int = Field(foreign_key="patent.id", primary_key=True, ondelete="CASCADE")
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True, index=True)
    position: int


class PatentIndustry(SQLModel, table=True):
    """An industry a patent belongs to, how surely (0..1) and why."""

    __tablename__ = "patent_industry"

    patent_id: int = Field(foreign_key="patent.id", primary_key=True, ondelete="CASCADE")
    industry_slug: str = Field(foreign_key="industry.slug", primary_key=True, index=True)
    confidence: float
    reason: str
