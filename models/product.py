"""Patent products (专利产品) of firms: what a survey tells of each, its patents, every step.

The national platform (全国专利密集型产品备案认定试点平台) files and recognises products; here is
kept what a firm tells, and that something was filed or recognised.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.account_enums import Role
from models.base import JSON_TYPE, EnumText, UtcDateTime, revision_kwargs
from models.product_enums import PatentRole, ProductAct, ProductState


class Product(SQLModel, table=True):
    """What a firm tells of a product in a year; the same one told twice is one record.

    name_key: the name as it is known again; industry: a slug, empty for none; output_cny,
    sales_cny: of the product in the year, firm_sales_cny: of the whole firm, None for not told;
    contact_…: of the firm, shown masked; surveyed_on: the day on which the firm's answer was in,
    None for a draft that it has not handed in; actor, changed_at: of the last change.
    """

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("organisation_id", "name_key", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str
    name_key: str
    year: int = Field(index=True)
    description: str = ""
    industry: str = Field(default="", index=True)
    output_cny: int | None = Field(default=None, sa_type=BigInteger)
    sales_cny: int | None = Field(default=None, sa_type=BigInteger)
    firm_sales_cny: int | None = Field(default=None, sa_type=BigInteger)
    contact_name: str = ""
    contact_phone: str = ""
    state: ProductState = Field(
        default=ProductState.DRAFT, sa_type=EnumText(ProductState), index=True
    )
    surveyed_on: date | None = Field(default=None, index=True)
    submitted_on: date | None = None
    filed_on: date | None = Field(default=None, index=True)
    filing_number: str = ""
    recognised_on: date | None = Field(default=None, index=True)
    recognition_number: str = ""
    withdrawn_on: date | None = None
    import_batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )
    actor: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class ProductPatent(SQLModel, table=True):
    """A patent in a product; number: of the application, as it is stored for patents.

    The stock may not have it, so that it is kept by its number.
    """

    __tablename__ = "product_patent"
    __table_args__ = (UniqueConstraint("product_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    product_id: int = Field(foreign_key="product.id", index=True)
    number: str = Field(index=True)
    role: PatentRole = Field(sa_type=EnumText(PatentRole))


class ProductStep(SQLModel, table=True):
    """Who did what to a product; before, after: column → in words, contacts masked.

    role: None for a program, a command or a file.
    """

    __tablename__ = "product_step"

    id: int | None = Field(default=None, primary_key=True)
    product_id: int = Field(foreign_key="product.id", index=True)
    act: ProductAct = Field(sa_type=EnumText(ProductAct))
    before: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
    after: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
    note: str = ""
    actor: str
    role: Role | None = Field(default=None, sa_type=EnumText(Role))
    account_id: int | None = None
    made_at: datetime = Field(sa_type=UtcDateTime)
