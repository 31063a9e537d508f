"""Files as people send them, and what the parser makes of them."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.errors import SourceError
from ingest.pipeline import FileParser, ParseOptions
from ingest.types import HeaderMap, Limits, Refusal, RejectedRow, ValidRow
from models.enums import ImportKind
from models.values.patent_number import check_digit

PATENT_HEADERS = ("申请号", "专利名称", "申请人")
DEMAND_HEADERS = ("企业名称", "需求名称", "需求描述")

Table = Sequence[Sequence[Any]]


def application_number(serial: int, year: int = 2017, kind: int = 1) -> str:
    """Return a number whose check digit is right."""
    digits = f"{year}{kind}{serial:07d}"
    return digits + check_digit(digits)


def patent_row(serial: int = 1, *more: Any) -> list[Any]:
    return [application_number(serial), f"一种第{serial}号装置", "武汉大学", *more]


def csv_text(rows: Table, delimiter: str = ",") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


def write_csv(path: Path, rows: Table, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    return path


def write_jsonl(path: Path, records: Iterable[Mapping[str, Any] | str]) -> Path:
    lines = (r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_xlsx(path: Path, rows: Table, first: str = "A1") -> Path:
    return write_book(path, {"Sheet1": rows}, first)


def write_book(path: Path, sheets: Mapping[str, Table], first: str = "A1") -> Path:
    """Write the sheets, each with its first cell at the given place."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        start = sheet[first]
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                sheet.cell(start.row + down, start.column + right, value)
    book.save(path)
    return path


def edit_part(path: Path, part: str, old: str, new: str) -> Path:
    """Replace a text in one part of a workbook."""
    parts = read_parts(path)
    content = parts[part].decode()
    assert old in content
    parts[part] = content.replace(old, new).encode()
    write_parts(path, parts)
    return path


def read_parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(path: Path, parts: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@dataclass
class Parsed:
    """What a parser gave of a file."""

    valid: list[ValidRow] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    headers: list[HeaderMap] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def refusals(self) -> list[Refusal]:
        return [refusal for row in self.rejected for refusal in row.refusals]

    @property
    def numbers(self) -> tuple[list[int], list[int]]:
        """The numbers of the valid rows and of the refused ones."""
        return [r.row_number for r in self.valid], [r.row_number for r in self.rejected]


def parse(
    path: Path,
    kind: ImportKind = ImportKind.PATENTS,
    owner: str | None = None,
    limits: Limits | None = None,
) -> Parsed:
    return parse_as(path, ParseOptions(kind, owner, limits or Limits()))


def parse_as(path: Path, options: ParseOptions) -> Parsed:
    parser = FileParser(path, options)
    parsed = Parsed()
    for row in parser:
        if isinstance(row, ValidRow):
            parsed.valid.append(row)
        else:
            parsed.rejected.append(row)
    parsed.headers = parser.headers
    parsed.skipped = [sheet.name for sheet in parser.skipped_sheets]
    return parsed


def parse_demands(path: Path, owner: str | None = None) -> Parsed:
    return parse(path, ImportKind.DEMANDS, owner)


def error_of(
    path: Path,
    kind: ImportKind = ImportKind.PATENTS,
    owner: str | None = None,
    limits: Limits | None = None,
) -> SourceError:
    """Return the error that the file is answered with."""
    with pytest.raises(SourceError) as caught:
        parse(path, kind, owner, limits)
    return caught.value


def patent_with(path: Path, columns: Mapping[str, Any]) -> Parsed:
    """Parse one patent that has these cells besides the required ones."""
    cells = {**dict(zip(PATENT_HEADERS, patent_row(), strict=True)), **columns}
    return parse(write_xlsx(path / "patents.xlsx", [list(cells), list(cells.values())]))


def demand_with(path: Path, columns: Mapping[str, Any], owner: str | None = None) -> Parsed:
    """Parse one demand that has these cells besides the required ones."""
    base = ("武汉某某科技有限公司", "高温轴承", "求长寿命轴承")
    cells = {**dict(zip(DEMAND_HEADERS, base, strict=True)), **columns}
    path = write_xlsx(path / "demands.xlsx", [list(cells), list(cells.values())])
    return parse_demands(path, owner)


def values_of(parsed: Parsed) -> dict[str, Any]:
    """Return the values of the only row, which was not refused."""
    assert parsed.refusals == []
    [row] = parsed.valid
    return row.values


def refusal_of(parsed: Parsed) -> Refusal:
    """Return the only thing that was refused."""
    [refusal] = parsed.refusals
    return refusal
