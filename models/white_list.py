"""The white list of firms for credit on their patents (知识产权金融白名单), batch by batch."""

from datetime import date, datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, revision_kwargs
from models.values.batch_number import BatchNumber


class WhiteListBatch(SQLModel, table=True):
    """A batch as it was published; name: its title, issuer: who published it, and when."""

    __tablename__ = "white_list_batch"
    __table_args__ = (UniqueConstraint("year", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    year: int
    number: int
    name: str = ""
    listed_on: date = Field(index=True)
    issuer: str = ""
    actor: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )

    @property
    def title(self) -> str:
        """Which batch it is, such as 2024年第三批."""
        return BatchNumber(self.number, self.year).display


class WhiteListEntry(SQLModel, table=True):
    """A firm of a batch, once for each bank that has given it credit.

    key: of the firm's name and the bank, by which the same row is known again; firm_name: as the
    list has it; city_code: as the list has it, else that of the firm; credit_cny: None where it is
    not told; removed_on: since when it is off the list, None while it stands.
    """

    __tablename__ = "white_list_entry"
    __table_args__ = (UniqueConstraint("batch_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="white_list_batch.id", index=True)
    key: str
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    firm_name: str
    uscc: str = ""
    city_code: str | None = Field(default=None, index=True)
    credit_cny: int | None = Field(default=None, sa_type=BigInteger)
    bank: str = ""
    removed_on: date | None = None
    removed_reason: str = ""
    import_batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
    actor: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )

    @property
    def stands(self) -> bool:
        """Whether the firm is on the list."""
        return self.removed_on is None
