"""Cells planted by somebody who fills in a form: no export lets a spreadsheet evaluate them."""

import csv
import shutil
import subprocess
import zipfile
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.types import HeaderMap, Refusal, RejectedRow
from matchmaker.cli.output import Format, emit
from matchmaker.reports import (
    candidate_list,
    firm_list,
    invitation_book,
    licence_declarations,
    refused_rows,
    roadshow_book,
    timetable_book,
)
from matchmaker.services.invitations import Invitee
from matchmaker.services.judged_files import read_table, write_table
from models.meeting_enums import Side
from tests.conftest import NOW, skip_or_fail
from tests.matchmaker.reports import test_firm_list as firms
from tests.matchmaker.reports import test_licence_declarations as licences
from tests.matchmaker.reports import test_roadshow_reports as roadshow
from tests.matchmaker.reports import test_timetable_outputs as timetable
from tests.matchmaker.reports import test_workbooks as lists

PLANTED = ("=1+1", "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1", "\r=1+1", '=HYPERLINK("h1","x")')
# What a workbook's code compares or looks up, rather than writes.
KEPT = {"slug"}


def plant(value: Any, text: str) -> Any:
    """Return a view with the text before every text of it."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return f"{text}{value}"
    if isinstance(value, tuple):
        return tuple(plant(part, text) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.init and field.name not in KEPT]
        return replace(value, **{name: plant(getattr(value, name), text) for name in names})
    return value


def make_refused(text: str) -> bytes:
    names = {0: f"{text}名称", 1: "申请号"}
    header = HeaderMap("", "s", "专利表", 1, {0: "title", 1: "number"}, names, (), ())
    refusal = Refusal("", 7, "申请号", text, f"{text}位数不对", "请核对")
    sheets = refused_rows.sheets_of([header], [RejectedRow("", 7, (text, text), (refusal,))])
    return refused_rows.build(sheets, NOW)


def make_books(text: str) -> dict[str, bytes]:
    """Return every kind of workbook with the text in all its cells that hold text."""
    invitee = Invitee(1, Side.ENTERPRISE, 1, text, text, 1, 1, 0.5, 0.5, None)
    return {
        "candidate list": candidate_list.build(plant(lists.VIEW, text)),
        "invitations": invitation_book.build(text, [invitee], NOW),
        "firms": firm_list.build(plant(firms.VIEW, text)),
        "roadshow": roadshow_book.build(plant(roadshow.VIEW, text)),
        "timetable": timetable_book.build(plant(timetable.VIEW, text)),
        "open licences": licence_declarations.build([plant(licences.ROW, text)], NOW),
        "refused rows": make_refused(text),
    }


@pytest.mark.parametrize("text", PLANTED)
def test_no_workbook_holds_a_formula_or_a_link(text: str) -> None:
    for name, content in make_books(text).items():
        book = openpyxl.load_workbook(BytesIO(content))
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}, name
        assert any(isinstance(cell.value, str) and "1" in cell.value for cell in cells), name
        with zipfile.ZipFile(BytesIO(content)) as parts:
            sheets = [part for part in parts.namelist() if part.startswith("xl/worksheets/sheet")]
            xml = b"".join(parts.read(part) for part in sheets)
        assert b"<f>" not in xml, name
        assert b"<hyperlink" not in xml, name


def printed_csv(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a command prints as CSV of the planted cells and a negative number."""
    rows = [{"name": text, "score": -0.5} for text in PLANTED]
    emit(rows, {"name": "单位", "score": "得分"}, Format.CSV)
    return capsys.readouterr().out


def test_a_printed_csv_escapes_texts_and_leaves_numbers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = list(csv.reader(StringIO(printed_csv(capsys), newline="")))
    assert rows[1:] == [[f"'{text}", "-0.5"] for text in PLANTED]


def test_a_written_table_is_read_again_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_table(path, ("a", "b"), [(text, -0.5) for text in PLANTED])
    with path.open(encoding="utf-8", newline="") as file:
        cells = [row[0] for row in csv.reader(file)][1:]
    assert cells == [f"'{text}" for text in PLANTED]
    assert [row["a"] for row in read_table(path, ("a", "b"))] == list(PLANTED)


def test_libreoffice_evaluates_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = shutil.which("soffice")
    if office is None:
        skip_or_fail("LibreOffice is not installed")
    (tmp_path / "printed.csv").write_text(printed_csv(capsys), encoding="utf-8")
    (tmp_path / "list.xlsx").write_bytes(make_books("=1+1")["candidate list"])
    for name, kind in (("printed.csv", "xlsx"), ("list.xlsx", "ods")):
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [
            office,
            profile,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            tmp_path / "out",
        ]
        done = subprocess.run([*command, tmp_path / name], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    sheet = openpyxl.load_workbook(tmp_path / "out" / "printed.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert "'=1+1" in [cell.value for cell in cells]
    with zipfile.ZipFile(tmp_path / "out" / "list.ods") as parts:
        content = parts.read("content.xml").decode()
    assert "table:formula" not in content
    assert "=1+1一种轧辊修复方法" in content
