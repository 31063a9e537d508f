"""The sheet that is filed for patent products: a row a product, and a second sheet of its patents.

The national platform's blank is not public. The columns stand in a data file, which says so.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from matchmaker.products.facts import Verdict
from matchmaker.reports.sheets import Book, Column, Value, write_table, write_title, write_value
from matchmaker.services.product_sheet import FilingSheet, SheetProduct
from models.product_enums import PatentRole
from models.values.indicator import WAN

TITLE = "专利密集型产品备案资料"
_MONEY = "#,##0.00"
_CENTRED = frozenset({"place", "year", "core", "patents", "role", "state"})
_AMOUNTS = frozenset({"output", "sales", "firm_sales"})


@dataclass(frozen=True)
class Layout:
    """Columns as (field, column), and what is told of where they come from."""

    note: str
    products: tuple[tuple[str, Column], ...]
    patents: tuple[tuple[str, Column], ...]


def build(sheet: FilingSheet, made_at: datetime) -> bytes:
    """Return the workbook."""
    layout = load_layout()
    book = Book(TITLE, made_at)
    page = book.sheet("产品")
    columns = [column for _, column in layout.products]
    write_title(book, page, TITLE, len(columns))
    rows = [
        _picked(layout.products, _product(place, one))
        for place, one in enumerate(sheet.products, start=1)
    ]
    write_table(book, page, 1, columns, rows)
    write_value(page, len(rows) + 3, 0, layout.note, book.style(italic=True))
    patents = book.sheet("专利")
    columns = [column for _, column in layout.patents]
    write_title(book, patents, "产品所用专利", len(columns))
    lines = [
        _picked(layout.patents, cells)
        for place, one in enumerate(sheet.products, start=1)
        for cells in _patents(place, one)
    ]
    write_table(book, patents, 1, columns, lines)
    return book.bytes()


def file_name(made_at: datetime) -> str:
    """Return the name that the file is saved under."""
    return f"patent_products_{made_at:%Y%m%d}.xlsx"


@cache
def load_layout() -> Layout:
    """Return the columns of the data file."""
    source = files("matchmaker.data").joinpath("filing_sheet.toml")
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    return Layout(data["note"], *(tuple(map(_column, data[of])) for of in ("product", "patent")))


def _column(entry: dict[str, str | int]) -> tuple[str, Column]:
    field = str(entry["field"])
    number_format = _MONEY if field in _AMOUNTS else ""
    column = Column(
        str(entry["header"]), float(entry["width"]), number_format, centred=field in _CENTRED
    )
    return field, column


def _picked(columns: Sequence[tuple[str, Column]], cells: dict[str, Value]) -> list[Value]:
    return [cells[field] for field, _ in columns]


def _product(place: int, one: SheetProduct) -> dict[str, Value]:
    shown, product = one.shown, one.shown.product
    warnings = (c.finding.text for c in shown.checked if c.finding.verdict is Verdict.WARN)
    return {
        "place": place,
        "firm": shown.firm,
        "uscc": one.firm.uscc or "",
        "city": shown.city,
        "name": product.name,
        "description": product.description,
        "industry": shown.texts["industry"],
        "year": product.year,
        "output": _wan(product.output_cny),
        "sales": _wan(product.sales_cny),
        "firm_sales": _wan(product.firm_sales_cny),
        "core": sum(patent.facts.role is PatentRole.CORE for patent in shown.patents),
        "patents": len(shown.patents),
        "contact_name": one.contact.name,
        "contact_phone": one.contact.phone,
        "state": product.state.label,
        "filing_number": product.filing_number,
        "warnings": "；".join(warnings),
    }


def _patents(place: int, one: SheetProduct) -> list[dict[str, Value]]:
    return [
        {
            "place": place,
            "name": one.shown.product.name,
            "number": patent.facts.number,
            "title": patent.title,
            "role": patent.facts.role.label,
            "standing": patent.standing,
        }
        for patent in one.shown.patents
    ]


def _wan(cny: int | None) -> float | None:
    return None if cny is None else cny / WAN
