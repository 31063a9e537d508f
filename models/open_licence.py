"""Open licences (专利开放许可) that owners prepare, every step of each, and who uses them.

Patent Law of the PRC, arts. 50 to 52: the office (CNIPA) announces; here is kept what is intended,
and that something was announced, never an announcement of our own.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from models.account_enums import Role
from models.base import JSON_TYPE, EnumText, UtcDateTime, revision_kwargs
from models.licence_enums import OpenLicenceAct, OpenLicenceState
from models.values.licence_fee import FeeMode, LicenceFee

# Of one patent one declaration at a time is neither withdrawn nor ended.
_STANDING = text("state IN ('intended', 'submitted', 'announced')")


class OpenLicence(SQLModel, table=True):
    """A declaration for a patent.

    organisation_id: the owner for which it is made; fee_mode: None while no fee is known;
    fee_rate_bp: hundredths of one per cent; other_terms: what else is to be said; the five answers
    that are None have not been given; evaluation_report: number of the 专利权评价报告;
    contact_…: of the owner, shown masked; actor, changed_at: of the last change.
    """

    __tablename__ = "open_licence"
    __table_args__ = (
        Index(
            "uq_open_licence_standing",
            "patent_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    patent_id: int = Field(foreign_key="patent.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    state: OpenLicenceState = Field(
        default=OpenLicenceState.INTENDED, sa_type=EnumText(OpenLicenceState), index=True
    )
    fee_mode: FeeMode | None = Field(default=None, sa_type=EnumText(FeeMode))
    fee_lump_cny: int | None = Field(default=None, sa_type=BigInteger)
    fee_rate_bp: int | None = None
    fee_entry_cny: int | None = Field(default=None, sa_type=BigInteger)
    term_from: date | None = None
    term_until: date | None = None
    other_terms: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    co_owners_agree: bool | None = None
    pledgee_agrees: bool | None = None
    annuity_paid: bool | None = None
    no_exclusive_licence: bool | None = None
    not_suspended: bool | None = None
    evaluation_report: str = ""
    submitted_on: date | None = None
    announced_on: date | None = Field(default=None, index=True)
    announcement_number: str = ""
    withdrawn_on: date | None = None
    ended_on: date | None = None
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def fee(self) -> LicenceFee | None:
        """The fee, None while none is known."""
        if self.fee_mode is None:
            return None
        rate = None if self.fee_rate_bp is None else Decimal(self.fee_rate_bp) / 100
        return LicenceFee(self.fee_mode, self.fee_lump_cny, rate, self.fee_entry_cny)

    def set_fee(self, fee: LicenceFee | None) -> None:
        """Keep a fee, or that none is known."""
        self.fee_mode = None if fee is None else fee.mode
        self.fee_lump_cny = None if fee is None else fee.lump_cny
        self.fee_entry_cny = None if fee is None else fee.entry_cny
        rate = None if fee is None else fee.rate
        self.fee_rate_bp = None if rate is None else int(rate * 100)


class OpenLicenceStep(SQLModel, table=True):
    """Who did what to a declaration; before, after: column → in words, contacts masked.

    use_id: where it was done to a use; role: None for a program or a command.
    """

    __tablename__ = "open_licence_step"

    id: int | None = Field(default=None, primary_key=True)
    open_licence_id: int = Field(foreign_key="open_licence.id", index=True)
    use_id: int | None = Field(default=None, foreign_key="open_licence_use.id", index=True)
    act: OpenLicenceAct = Field(sa_type=EnumText(OpenLicenceAct))
    before: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
    after: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
    note: str = ""
    actor: str
    role: Role | None = Field(default=None, sa_type=EnumText(Role))
    account_id: int | None = None
    made_at: datetime = Field(sa_type=UtcDateTime)


class OpenLicenceUse(SQLModel, table=True):
    """A firm that wants to use a patent under its open licence, or uses it.

    organisation_id: None for a firm that the service does not know; licensee: its name as it was
    given; notified_on: when the owner was told in writing (Patent Law, art. 51); filed_on,
    filing_number: of the record at CNIPA (Implementing Rules, rule 87); fee_paid_cny: in all.
    """

    __tablename__ = "open_licence_use"

    id: int | None = Field(default=None, primary_key=True)
    open_licence_id: int = Field(foreign_key="open_licence.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    licensee: str
    note: str = ""
    notified_on: date | None = None
    filed_on: date | None = Field(default=None, index=True)
    filing_number: str = ""
    fee_paid_cny: int | None = Field(default=None, sa_type=BigInteger)
    ended_on: date | None = None
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )
    actor: str
    asked_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def standing(self) -> str:
        """Where it stands, in Chinese."""
        if self.ended_on is not None:
            return "已结束"
        if self.filed_on is not None:
            return "已备案，使用中"
        return "已书面通知，待备案" if self.notified_on is not None else "待联系"
