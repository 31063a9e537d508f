"""An empty sheet for figures of an earlier year, which the import of such figures reads back."""

from collections.abc import Sequence
from datetime import datetime

from matchmaker.ledger.period import MONTHS
from matchmaker.reports.sheets import Book, Column, Value, write_table
from matchmaker.services.city_names import city_name
from models.values.indicator import INDICATORS

KEY_COLUMNS = (
    Column("市州", 10, centred=True),
    Column("年份", 8, centred=True),
    Column("月份", 8, centred=True),
)
WHOLE_YEAR = "全年"
COUNT_FORMAT, MONEY_FORMAT = "#,##0", "#,##0.######"
WIDTH = 14


def file_name(year: int, by_month: bool) -> str:
    """Return the name of the file."""
    return f"往年数据_{year}年{'各月' if by_month else WHOLE_YEAR}.xlsx"


def build(year: int, by_month: bool, cities: Sequence[str], made_at: datetime) -> bytes:
    """Return the workbook: a row for each city, or for each of its months; cities: codes."""
    book = Book("往年数据", made_at)
    columns = [
        *KEY_COLUMNS,
        *(
            Column(one.title, WIDTH, MONEY_FORMAT if one.is_money else COUNT_FORMAT)
            for one in INDICATORS
        ),
    ]
    months = [f"{month}月" for month in range(1, MONTHS + 1)] if by_month else [WHOLE_YEAR]
    blank: list[Value] = [None] * len(INDICATORS)
    rows = [[city_name(city), year, month, *blank] for city in cities for month in months]
    sheet = book.sheet(f"{year}年")
    write_table(book, sheet, 0, columns, rows)
    sheet.freeze_panes(1, len(KEY_COLUMNS))
    return book.bytes()
