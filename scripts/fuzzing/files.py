"""Targets that read whole files: tables of which every row is counted, and damaged ones."""

import atexit
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from ingest.errors import SourceError
from ingest.pipeline import ParseOptions
from models.enums import ImportKind
from scripts.fuzzing.cases import Case, Written, case_of, is_plain
from scripts.fuzzing.checking import TIGHT, Violation, check_error, hold, rows_of, same
from scripts.fuzzing.inputs import Choices, parts_of
from scripts.fuzzing.packages import (
    DOCUMENT_PART,
    SHEET_PART,
    document_parts,
    workbook_parts,
    zipped,
)
from scripts.fuzzing.writers import PACKAGE_FORMATS, TEXT_FORMATS, write

KINDS = tuple(ImportKind)
# What the readers say of a file whose bytes happen to fit two encodings.
MIXED = "混有两种编码"


@cache
def _folder() -> Path:
    folder = Path(mkdtemp(prefix="matchmaker-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _file(content: bytes) -> Path:
    path = _folder() / "input"
    path.write_bytes(content)
    return path


def text_tables(data: bytes) -> None:
    """No row of a text table is lost, whatever its delimiter and encoding."""
    _no_row_is_lost(data, TEXT_FORMATS)


def package_tables(data: bytes) -> None:
    """No row of a workbook or of the tables of a document is lost."""
    _no_row_is_lost(data, PACKAGE_FORMATS)


def _no_row_is_lost(data: bytes, formats: Sequence[str]) -> None:
    case = case_of(data, formats)
    written = write(case)
    path = _file(written.content)
    try:
        parser, rows = rows_of(path, case.options)
    except SourceError as error:
        check_error(error)
        if is_plain(case) and not _may_be_refused(case, written, error):
            raise Violation(
                f"a well formed table is read ({case.format})", str(error), case
            ) from error
        return
    if not is_plain(case):
        return
    sheets = [(header.sheet, header.row_number) for header in parser.headers]
    same(f"the header stands where it was written ({case.format})", sheets, written.sheets, case)
    found = [(row.sheet, row.row_number) for row in rows]
    same(
        f"no row is lost and none is made up ({case.format})",
        [place for place in found if place not in written.possible],
        written.certain,
        case,
    )
    hold(len(set(found)) == len(found), "no row comes twice", found, case)


def _may_be_refused(case: Case, written: Written, error: SourceError) -> bool:
    if not written.sheets:
        return True
    return case.style.encoding == "gb18030" and MIXED in error.reason


def text_bytes(data: bytes) -> None:
    """Bytes of any kind end in rows or an error of the source; so does the same text in UTF-16."""
    choices = Choices(data, 1)
    options = _options(choices)
    rows = _outcome(choices.rest, options)
    other = _in_utf16(choices.rest)
    if other is not None:
        same("the encoding makes no difference", _outcome(other, options), rows, choices.rest)


def _in_utf16(content: bytes) -> bytes | None:
    """Return delimited text in the other encoding; None where it is no such text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if not text or "\0" in text or not text.lstrip()[:1].isalnum() or content[:4] == b"Rar!":
        return None
    if text[:1] in "GP7":
        return None
    return b"\xff\xfe" + text.encode("utf-16-le")


def xlsx_parts(data: bytes) -> None:
    """A workbook whose parts are damaged ends in rows or an error of the source."""
    choices = Choices(data, 1)
    options = _options(choices)
    _outcome(zipped({**workbook_parts(), **parts_of(choices.rest, SHEET_PART)}), options)


def docx_parts(data: bytes) -> None:
    """A document whose parts are damaged ends in rows or an error of the source."""
    choices = Choices(data, 1)
    options = _options(choices)
    _outcome(zipped({**document_parts(), **parts_of(choices.rest, DOCUMENT_PART)}), options)


def zip_bytes(data: bytes) -> None:
    """An archive or compound file with damaged bytes ends in rows or an error of the source."""
    choices = Choices(data, 1)
    options = _options(choices)
    _outcome(choices.rest, options)


def _options(choices: Choices) -> ParseOptions:
    return ParseOptions(choices.pick(KINDS), "某大学", TIGHT)


def _outcome(content: bytes, options: ParseOptions) -> object:
    """Return the rows, or the reason why there are none."""
    try:
        _, rows = rows_of(_file(content), options)
    except SourceError as error:
        check_error(error)
        return error.reason
    places = [(row.sheet, row.row_number) for row in rows]
    hold(len(set(places)) == len(places), "no row comes twice", places, content)
    return rows
