"""An empty sheet for the survey of patent products, which the import of products reads back."""

from collections.abc import Sequence
from datetime import datetime

from matchmaker.reports.sheets import Book, Column, Value, write_table, write_title, write_value

TITLE = "专利密集型产品摸底调查表"
COLUMNS = (
    Column("序号", 6, centred=True),
    Column("企业名称", 26),
    Column("统一社会信用代码", 20),
    Column("市州", 10, centred=True),
    Column("产品名称", 22),
    Column("产品说明", 32),
    Column("所属产业", 18),
    Column("年度", 8, centred=True),
    Column("年产值（万元）", 16, "#,##0.00"),
    Column("年销售收入（万元）", 20, "#,##0.00"),
    Column("企业总销售收入（万元）", 24, "#,##0.00"),
    Column("核心专利", 26, "@"),
    Column("外围专利", 26, "@"),
    Column("联系人", 12),
    Column("联系电话", 16, "@"),
)
NOTE = (
    "每个产品每年一行，同一产品不要重复填报。专利填申请号，多件用分号隔开；核心专利是产品所依靠的，其他填外围专利。"
    "金额按万元填写。导入后为草拟，由企业核对、补全后提交。"
)
ROWS = 30
_INDUSTRY = 6
# Excel takes no longer list of choices.
_MOST_CHOICES = 255
_FIRST_ROW = 3


def file_name(year: int) -> str:
    """Return the name of the file."""
    return f"专利产品摸底调查表_{year}年.xlsx"


def build(year: int, industries: Sequence[str], made_at: datetime) -> bytes:
    """Return the workbook; industries: names to choose from."""
    book = Book(TITLE, made_at)
    sheet = book.sheet("摸底调查")
    write_title(book, sheet, TITLE, len(COLUMNS))
    write_value(sheet, 1, 0, NOTE, book.style(italic=True))
    # The running number alone makes no row, so that what is not filled in is not read.
    rows: list[list[Value]] = [
        [place, *[None] * (len(COLUMNS) - 1)] for place in range(1, ROWS + 1)
    ]
    write_table(book, sheet, 2, COLUMNS, rows)
    if len(",".join(industries)) <= _MOST_CHOICES:
        last = _FIRST_ROW + ROWS - 1
        choices = {"validate": "list", "source": list(industries), "ignore_blank": True}
        sheet.data_validation(_FIRST_ROW, _INDUSTRY, last, _INDUSTRY, choices)
    sheet.data_validation(
        _FIRST_ROW,
        _INDUSTRY + 1,
        _FIRST_ROW + ROWS - 1,
        _INDUSTRY + 1,
        {
            "validate": "integer",
            "criteria": "between",
            "minimum": 2000,
            "maximum": 2100,
            "input_title": "年度",
            "input_message": f"四位年份，如 {year}",
            "error_title": "年度",
            "error_message": f"请填写四位年份，如 {year}",
        },
    )
    return book.bytes()
