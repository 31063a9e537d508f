"""The forms by which products are told of and their steps written down."""

from typing import Annotated

from pydantic import BaseModel, Field

from matchmaker.errors import BadQuery
from matchmaker.services.product_words import AMOUNTS
from matchmaker.services.products import FIRST_YEAR, LAST_YEAR, ProductMove, ProductWords
from matchmaker.web.api.fields import Line, Paragraph, Text
from matchmaker.web.pages.institution.licence_forms import day_of
from models.errors import InvalidValue
from models.product import Product, ProductPatent
from models.product_enums import PatentRole, ProductAct
from models.values.indicator import WAN
from models.values.patent_number import PatentNumber
from models.values.product_cells import parse_amount, parse_patent_list

LONGEST_LIST = 8_000
_ROLES = {"core": PatentRole.CORE, "peripheral": PatentRole.PERIPHERAL}


class WrongCells(BadQuery):
    """Fields of a form cannot be taken; wrong: field → what is wrong and what to do."""

    def __init__(self, wrong: dict[str, str]) -> None:
        super().__init__(f"没有保存：有 {len(wrong)} 处需要改正，见红字。其余内容都还在")
        self.wrong = wrong


class ProductForm(BaseModel):
    """What is typed of a product; amounts in 万元 where no unit is named.

    revision: of the product as the form was made, empty for a new one.
    """

    revision: Line = ""
    name: Line = ""
    year: Line = ""
    description: Paragraph = ""
    industry: Line = ""
    output_cny: Line = ""
    sales_cny: Line = ""
    firm_sales_cny: Line = ""
    core: Annotated[Text, Field(max_length=LONGEST_LIST)] = ""
    peripheral: Annotated[Text, Field(max_length=LONGEST_LIST)] = ""
    contact_name: Line = ""
    contact_phone: Line = ""

    def said(self) -> ProductWords:
        """Return it as the services take it; raise WrongCells."""
        wrong: dict[str, str] = {}
        amounts = {name: self._amount(name, wrong) for name in AMOUNTS}
        roles = self._patents(wrong)
        if not self.name.strip():
            wrong["name"] = "请填写产品名称"
        year = self.year.strip()
        is_year = year.isascii() and year.isdigit() and FIRST_YEAR <= int(year) <= LAST_YEAR
        if not is_year:
            wrong["year"] = "请填写四位年份，如 2025"
        if wrong:
            raise WrongCells(wrong)
        return ProductWords(
            name=self.name,
            year=int(year),
            description=self.description,
            industry=self.industry,
            contact_name=self.contact_name.strip() or None,
            contact_phone=self.contact_phone.strip() or None,
            patents=roles,
            **amounts,
        )

    def _amount(self, name: str, wrong: dict[str, str]) -> int | None:
        text: str = getattr(self, name)
        if not text.strip():
            return None
        try:
            return parse_amount(text, WAN)
        except InvalidValue as error:
            wrong[name] = f"{error.reason}。{error.remedy}"
            return None

    def _patents(self, wrong: dict[str, str]) -> dict[str, PatentRole]:
        found: dict[str, PatentRole] = {}
        for name, role in _ROLES.items():
            try:
                numbers = parse_patent_list(getattr(self, name))
            except InvalidValue as error:
                wrong[name] = f"{error.reason}。{error.remedy}"
                continue
            both = [number for number in numbers if number in found]
            if both:
                shown = PatentNumber.parse(both[0]).display
                wrong[name] = f"{shown} 同时填为核心和外围。请只留一处"
            found |= {number: role for number in numbers if number not in found}
        return found


class StepForm(BaseModel):
    """What is typed of a step."""

    act: Line = ""
    day: Line = ""
    number: Line = ""
    note: Paragraph = ""

    def said(self) -> ProductMove:
        """Return it as the services take it; raise BadQuery for what is no step or no day."""
        if self.act not in tuple(ProductAct):
            raise BadQuery("请选择要登记什么")
        return ProductMove(ProductAct(self.act), day_of(self.day, "日期"), self.number, self.note)


def form_of(product: Product, patents: list[ProductPatent], industry: str) -> ProductForm:
    """Return what stands in a product as a person would type it; contacts are not shown again."""

    def listed(role: PatentRole) -> str:
        numbers = (PatentNumber.parse(one.number).display for one in patents if one.role is role)
        return "\n".join(numbers)

    return ProductForm(
        revision=str(product.revision),
        name=product.name,
        year=str(product.year),
        description=product.description,
        industry=industry,
        core=listed(PatentRole.CORE),
        peripheral=listed(PatentRole.PERIPHERAL),
        **{name: _in_wan(getattr(product, name)) for name in AMOUNTS},
    )


def _in_wan(cny: int | None) -> str:
    if cny is None:
        return ""
    whole, rest = divmod(cny, WAN)
    return str(whole) if rest == 0 else f"{cny / WAN:.4f}".rstrip("0")
