"""What is told of a product, in words, contacts masked: for steps and for pages."""

from collections.abc import Iterable, Mapping
from datetime import date

from models.product import Product, ProductPatent
from models.product_enums import PatentRole
from models.values.contact import mask_contact
from models.values.money import Money
from models.values.patent_number import PatentNumber

LABELS: Mapping[str, str] = {
    "state": "状态",
    "name": "产品名称",
    "year": "年度",
    "description": "产品说明",
    "industry": "所属产业",
    "output_cny": "年产值",
    "sales_cny": "年销售收入",
    "firm_sales_cny": "企业总销售收入",
    "core": "核心专利",
    "peripheral": "外围专利",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
    "surveyed_on": "摸底日",
    "submitted_on": "提交日",
    "filed_on": "备案日",
    "filing_number": "备案编号",
    "recognised_on": "认定日",
    "recognition_number": "认定编号",
    "withdrawn_on": "撤回日",
}
AMOUNTS = ("output_cny", "sales_cny", "firm_sales_cny")
_PLAIN = (
    "name",
    "year",
    "description",
    *AMOUNTS,
    "contact_name",
    "contact_phone",
    "surveyed_on",
    "submitted_on",
    "filed_on",
    "filing_number",
    "recognised_on",
    "recognition_number",
    "withdrawn_on",
)


def tell_product(
    product: Product, patents: Iterable[ProductPatent], industries: Mapping[str, str]
) -> dict[str, str]:
    """Return column → in words, empty for what is not told; industries: slug → name."""
    listed = list(patents)
    told = {"state": product.state.label}
    told |= {name: _tell(name, getattr(product, name)) for name in _PLAIN}
    told["industry"] = industries.get(product.industry, product.industry)
    for role in PatentRole:
        numbers = (one.number for one in listed if one.role is role)
        told[role.value] = "；".join(PatentNumber.parse(number).display for number in numbers)
    return told


def tell_steps(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for each column that was changed, in the order of the columns."""
    return tuple(
        f"{label}：{old} → {after[name] or '（空）'}"
        if (old := before.get(name))
        else f"{label}：{after[name]}"
        for name, label in LABELS.items()
        if name in after
    )


def tell_amount(cny: int | None) -> str:
    """Return an amount as people write it, empty for none."""
    if cny is None:
        return ""
    return Money.parse(str(cny)).display if cny else "0 元"


def _tell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and name in AMOUNTS:
        return tell_amount(value)
    return mask_contact(name, str(value))
