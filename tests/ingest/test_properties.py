"""Whatever a table holds, no row is lost and only errors of the source come out."""

import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import SourceError
from ingest.parse_figures import YearGiven
from ingest.pipeline import FileParser, ParseOptions
from ingest.readers import open_sheets
from ingest.sources.demand_sheet import DEMAND_ALIASES
from ingest.sources.figure_sheet import FIGURE_SHEET
from ingest.sources.patent_sheet import PATENT_ALIASES
from ingest.sources.product_sheet import PRODUCT_SHEET
from ingest.sources.white_list_sheet import WHITE_LIST_SHEET
from ingest.types import Limits, RejectedRow, ValidRow
from models.enums import ImportKind
from tests.ingest.writing import application_number, write_csv, write_xlsx

# XML holds no control characters, and a carriage return does not survive it.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=12)
REAL = [
    application_number(1),
    application_number(2),
    "2017-03-05",
    "H01M10/0525",
    "武汉大学；甲公司",
    "50-80万元",
    "转让",
    "授权",
    "公开",
    "宜昌",
    "12.5",
    "2023年5月",
    "是",
    "=1+1",
    '="0012"',
    "-",
]
CELLS = st.sampled_from(REAL) | TEXTS
TABLES = {
    ImportKind.PATENTS: [names[0] for names in PATENT_ALIASES.values()],
    ImportKind.DEMANDS: [names[0] for names in DEMAND_ALIASES.values()],
    ImportKind.KNOW_HOW: [names[0] for names in PATENT_ALIASES.values()],
    ImportKind.FIGURES: [names[0] for names in FIGURE_SHEET.aliases.values()][:12],
    ImportKind.PRODUCTS: [names[0] for names in PRODUCT_SHEET.aliases.values()],
    ImportKind.WHITE_LIST: [names[0] for names in WHITE_LIST_SHEET.aliases.values()],
}
TOLD = {ImportKind.FIGURES: "city_code", ImportKind.WHITE_LIST: "firm_name"}


def rows_under(headers: list[str]) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(
        st.lists(CELLS, min_size=len(headers), max_size=len(headers)), min_size=1, max_size=4
    )


def numbers_of_filled(rows: list[list[str]]) -> list[int]:
    """Return the numbers, below a header, of the rows in which a person would see something."""
    return [number for number, row in enumerate(rows, start=2) if any(map(is_seen, "".join(row)))]


def is_seen(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in {"Cc", "Cf"}


@pytest.mark.parametrize("kind", list(ImportKind))
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_row_is_lost(kind: ImportKind, suffix: str, data: Any) -> None:
    headers = TABLES[kind]
    rows = data.draw(rows_under(headers))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{suffix}"
        (write_csv if suffix == "csv" else write_xlsx)(path, [headers, *rows])
        found = list(FileParser(path, ParseOptions(kind, "某大学", years=YearGiven(2023))))
    assert [row.row_number for row in found] == numbers_of_filled(rows)
    for row in found:
        if isinstance(row, RejectedRow):
            assert all(r.reason and r.remedy and r.row_number > 1 for r in row.refusals)
            assert len(row.refusals) >= 1
        else:
            assert isinstance(row, ValidRow)
            assert row.key
            assert row.values[TOLD.get(kind, "title")]
            assert row.owners or kind is ImportKind.FIGURES


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5), st.data())
def test_csv_gives_back_what_was_written(rows: list[list[str]], data: Any) -> None:
    delimiter = data.draw(st.sampled_from(",\t;"))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    header = ["申请号", "专利名称"]
    with TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "table.csv", [header, *rows], encoding, delimiter)
        [sheet] = open_sheets(path, Limits())
        filled = [(number, row) for number, row in enumerate([header, *rows], 1) if any(row)]
        assert [(row.number, row.cells) for row in sheet.rows] == filled


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(TEXTS | st.integers(0, 2**40) | st.booleans(), min_size=1, max_size=5),
        min_size=1,
        max_size=5,
    )
)
def test_xlsx_gives_back_what_was_written(rows: list[list[Any]]) -> None:
    with TemporaryDirectory() as folder:
        path = write_xlsx(Path(folder) / "table.xlsx", [["申请号"], *rows])
        [sheet] = open_sheets(path, Limits())
        read = [trimmed(row.cells) for row in sheet.rows]
    written = [trimmed(row) for row in [["申请号"], *rows]]
    while written and not written[-1]:
        written.pop()
    assert read == written


def trimmed(cells: list[Any]) -> list[Any]:
    """Return the cells without the empty ones at the end, which a workbook does not keep."""
    kept = ["" if cell is None else cell for cell in cells]
    while kept and kept[-1] == "":
        kept.pop()
    return kept


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_of_any_kind_end_in_rows_or_an_error_of_the_source(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bytes.csv"
        path.write_bytes(content)
        with pytest.raises(SourceError):
            list(FileParser(path, ParseOptions(ImportKind.PATENTS)))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_text_below_a_header_never_breaks_the_reader(text: str, encoding: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "text.csv"
        content = f"申请号,专利名称,申请人\n{text}".encode(encoding, "replace")
        path.write_bytes(content)
        try:
            found = list(FileParser(path, ParseOptions(ImportKind.PATENTS)))
        except SourceError:
            return
        assert all(row.row_number > 1 for row in found)
