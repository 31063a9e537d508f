"""What is asked and told of patent products over HTTP."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from matchmaker.errors import BadQuery
from matchmaker.services.product_view import ProductDetail
from matchmaker.services.products import MOST_CNY, ProductWords
from matchmaker.web.api.fields import Day, Id, Line, Paragraph
from matchmaker.web.api.listings import EXAMPLE_NUMBER
from matchmaker.web.api.paging import CursorParameter, LimitParameter
from models.product_enums import PatentRole, ProductAct, ProductState
from models.values.patent_number import PatentNumber
from models.values.product_cells import MOST_PATENTS

EXAMPLE_NAME = "激光熔覆轧辊"
Amount = Annotated[int, Field(ge=0, le=MOST_CNY, examples=[12_000_000])]
Year = Annotated[int, Field(ge=2000, le=2100, examples=[2025])]


class ProductSummary(BaseModel):
    """A product; errors: what keeps it from being handed in, warnings: what is doubtful."""

    id: int
    name: str = Field(examples=[EXAMPLE_NAME])
    year: int
    firm: str = Field(examples=["江城轧机有限公司"])
    city: str = Field(examples=["武汉"])
    industry: str = Field(description="产业名称")
    output_cny: int | None
    core: int = Field(description="核心专利件数")
    patents: int = Field(description="专利件数")
    state: ProductState
    surveyed_on: date | None
    submitted_on: date | None
    filed_on: date | None
    filing_number: str
    recognised_on: date | None
    recognition_number: str
    changed_at: datetime
    errors: list[str] = Field(description="须改正的")
    warnings: list[str] = Field(description="请核对的")


class ProductRule(BaseModel):
    """What a rule found; verdict: pass, note, warn or fail."""

    rule: str = Field(examples=["within_firm"])
    basis: str
    asks: str
    verdict: str = Field(examples=["pass"])
    text: str
    remedy: str


class ProductPatentItem(BaseModel):
    """A patent in a product; title: empty where the stock does not have it."""

    number: str = Field(description="申请号", examples=[EXAMPLE_NUMBER])
    role: PatentRole
    title: str
    standing: str = Field(examples=["有效，本单位专利"])


class ProductStepItem(BaseModel):
    """A step in words."""

    act: str
    actor: str
    note: str
    changes: list[str]
    made_at: datetime


class ProductFull(BaseModel):
    """A product with its texts (contacts masked), rules, patents and steps.

    revision: another one after every change; acts: what whoever asks can do now.
    """

    id: int
    firm: str
    city: str
    state: ProductState
    revision: str
    texts: dict[str, str]
    rules: list[ProductRule]
    patents: list[ProductPatentItem]
    acts: list[ProductAct]
    steps: list[ProductStepItem]


class ProductQuery(BaseModel):
    """Which products; what is not given bounds nothing."""

    model_config = ConfigDict(extra="forbid")

    state: ProductState | None = None
    year: Year | None = None
    industry: Annotated[Line | None, Field(description="产业代码")] = None
    city: Annotated[Line | None, Field(description="市州代码", examples=["420100"])] = None
    words: Annotated[Line, Field(description="产品或企业名称中的字")] = ""
    limit: LimitParameter = 50
    cursor: CursorParameter = None


class PatentInput(BaseModel):
    """A patent in a product."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[Line, Field(min_length=1, description="申请号", examples=[EXAMPLE_NUMBER])]
    role: PatentRole = PatentRole.CORE


class ProductInput(BaseModel):
    """What a firm tells of a product; contacts that are null stay as they are."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Line, Field(min_length=1, examples=[EXAMPLE_NAME])]
    year: Year
    description: Paragraph = ""
    industry: Annotated[Line, Field(description="产业代码或名称")] = ""
    output_cny: Amount | None = None
    sales_cny: Amount | None = None
    firm_sales_cny: Amount | None = None
    contact_name: Line | None = None
    contact_phone: Line | None = None
    patents: Annotated[list[PatentInput], Field(max_length=MOST_PATENTS)] = []

    def said(self) -> ProductWords:
        """Return it as the services take it; raise InvalidValue for a number, BadQuery for two."""
        roles: dict[str, PatentRole] = {}
        for one in self.patents:
            key = PatentNumber.parse(one.number).key
            if roles.setdefault(key, one.role) is not one.role:
                raise BadQuery(f"{one.number} 同时填为核心和外围，请只留一处")
        told = self.model_dump(exclude={"patents", "organisation_id"})
        return ProductWords(**told, patents=roles)


class NewProductInput(ProductInput):
    """A product that is told of for the first time."""

    organisation_id: Annotated[Id | None, Field(description="企业编号；企业自己填报时不填")] = None


class ProductStepInput(BaseModel):
    """A step that was taken; on and number: needed for a filing and a recognition."""

    model_config = ConfigDict(extra="forbid")

    act: ProductAct
    on: Day | None = None
    number: Annotated[Line, Field(description="国家平台给出的备案或认定编号")] = ""
    note: Paragraph = ""


def product_full(found: ProductDetail) -> ProductFull:
    """Return a product as it is told."""
    return ProductFull(
        id=found.product.id or 0,
        firm=found.firm,
        city=found.city,
        state=found.product.state,
        revision=str(found.product.revision),
        texts=dict(found.texts),
        rules=[
            ProductRule(
                rule=one.rule.name,
                basis=one.rule.basis,
                asks=one.rule.asks,
                verdict=one.finding.verdict.value,
                text=one.finding.text,
                remedy=one.finding.remedy,
            )
            for one in found.checked
        ],
        patents=[
            ProductPatentItem(
                number=one.facts.number,
                role=one.facts.role,
                title=one.title,
                standing=one.standing,
            )
            for one in found.patents
        ],
        acts=list(found.acts),
        steps=[
            ProductStepItem(
                act=step.act,
                actor=step.actor,
                note=step.note,
                changes=list(step.changes),
                made_at=step.made_at,
            )
            for step in found.steps
        ],
    )
