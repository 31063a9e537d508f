"""A row of a survey beside the product that it tells of: what it would change."""

from collections.abc import Iterable, Mapping
from typing import Any

from ingest.types import ValidRow
from matchmaker.industry.taxonomy import Taxonomy
from models.product import Product, ProductPatent
from models.product_enums import PatentRole

ROLE_COLUMNS = {"core_patents": PatentRole.CORE, "peripheral_patents": PatentRole.PERIPHERAL}
# Value of a row → column of the table.
_COLUMNS = {
    "product_name": "name",
    "product_description": "description",
    "output_cny": "output_cny",
    "sales_cny": "sales_cny",
    "firm_sales_cny": "firm_sales_cny",
    "contact_name": "contact_name",
    "contact_phone": "contact_phone",
}
PATENTS = "patents"


def industry_slugs(listed: Taxonomy) -> dict[str, str]:
    """Return what people call an industry → its slug; names before other words for them."""
    slugs = {word: one.slug for one in listed.offered for word in one.aliases}
    return slugs | {one.name: one.slug for one in listed.industries}


def columns_of(row: ValidRow, slugs: Mapping[str, str]) -> dict[str, Any]:
    """Return column of the table → what a row gives for it; slugs: as industry_slugs gives them."""
    given = {column: row.values[name] for name, column in _COLUMNS.items() if name in row.values}
    text = row.values.get("industry_text", "")
    return given | ({"industry": slugs[text]} if text else {})


def roles_of(row: ValidRow, present: Iterable[ProductPatent]) -> dict[str, PatentRole]:
    """Return number → role as a row leaves them: a column that it leaves blank says nothing."""
    roles = {
        one.number: one.role
        for one in present
        if not any(role is one.role and name in row.values for name, role in ROLE_COLUMNS.items())
    }
    for name, role in ROLE_COLUMNS.items():
        roles |= dict.fromkeys(row.values.get(name, ()), role)
    return roles


def differences(
    product: Product, present: Iterable[ProductPatent], row: ValidRow, slugs: Mapping[str, str]
) -> dict[str, Any]:
    """Return column → what a row would make of it; PATENTS: number → role."""
    listed = list(present)
    found = {
        name: value
        for name, value in columns_of(row, slugs).items()
        if getattr(product, name) != value
    }
    roles = roles_of(row, listed)
    if roles != {one.number: one.role for one in listed}:
        found[PATENTS] = roles
    return found
