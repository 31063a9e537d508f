"""A generated table as a file of every format, with the numbers of the rows that it then holds."""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from string import ascii_uppercase

from scripts.fuzzing.cases import BOXES, Case, Written
from scripts.fuzzing.inputs import Table
from scripts.fuzzing.packages import (
    CONTENT_PART,
    DOCUMENT_PART,
    content_part,
    document_part,
    document_parts,
    marked_up,
    opendocument_parts,
    shared_strings,
    sheet_part,
    word_table,
    workbook_parts,
    zipped,
)

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?", re.ASCII)
# The number of 9999-12-31 in a workbook, with a margin for the other calendar.
_LAST_DAY = 2_950_000
_DAY = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]", re.ASCII)
_MARKS = {"utf-16": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
_CODECS = {"utf-16": "utf-16-le"}


def write(case: Case) -> Written:
    """Return the file of a case."""
    return _WRITERS[case.format](case)


def _encoded(text: str, encoding: str) -> bytes:
    codec = _CODECS.get(encoding, encoding)
    return _MARKS.get(encoding, b"") + text.encode(codec)


def _list(written: Written, case: Case, sheet: str, rows: Table, first: int) -> None:
    """Note which rows of a sheet have to come, and where its header stands."""
    written.sheets.append((sheet, first - 1))
    for number, row in enumerate(rows, start=first):
        if case.seen(row):
            written.certain.append((sheet, number))


def _delimited(case: Case, delimiter: str) -> Written:
    stream = io.StringIO(newline="")
    # The writer leaves a carriage return bare that ends none of its own lines.
    returns = any("\r" in text for row in case.rows for text in row)
    quoting = csv.QUOTE_ALL if case.style.shared or returns else csv.QUOTE_MINIMAL
    end = "\n" if case.style.bare else "\r\n"
    writer = csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator=end)
    rows = [[text.replace("\0", "") for text in row] for row in case.rows]
    writer.writerows([*case.above, case.header, *rows])
    written = Written(_encoded(stream.getvalue(), case.style.encoding))
    _list(written, case, "", rows, len(case.above) + 2)
    return written


def _json_lines(case: Case) -> Written:
    plain = case.style.encoding if not case.style.encoding.startswith("utf-16") else "utf-8"
    # What is broken stands for half a pair, which JSON can spell.
    rows = [
        [text.replace("\ufffd", "\ud83d") if case.style.shared else text for text in row]
        for row in case.rows
    ]
    lines = [
        json.dumps(_record(case, row), ensure_ascii=case.style.shared or "\ud83d" in "".join(row))
        for row in rows
    ]
    # A record of nothing but the keys, so that all of them are there.
    lines.append(json.dumps(dict.fromkeys(case.header), ensure_ascii=case.style.shared))
    written = Written(_encoded("\n".join(lines), plain))
    _list(written, case, "", rows, 1)
    return written


def _record(case: Case, row: Sequence[str]) -> dict[str, object]:
    keys = [*case.header, *(f"{number}列" for number in range(len(case.header), len(row)))]
    values = zip(keys, row, strict=False)
    if case.style.sparse:
        values = ((key, text) for key, text in values if text)
    return {key: _json_value(text, case.style.typed) for key, text in values}


def _json_value(text: str, typed: bool) -> object:
    if not typed:
        return text
    if text in {"true", "false"}:
        return text == "true"
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text.split("；") if "；" in text else text


def _workbook(case: Case) -> Written:
    style = case.style
    names = ("Sheet1", "表“二”", "隐藏")[: style.sheets]
    hidden = 1 if style.sheets == 3 else 0
    parts = workbook_parts(names, hidden)
    strings: list[str] = []
    written = Written()
    for number, name in enumerate(names, start=1):
        rows = [[_xml_text(text) for text in row] for row in case.rows[:: 1 if number % 2 else -1]]
        every = [*case.above, case.header, *rows]
        lines = (_row(case, place, row, strings) for place, row in enumerate(every))
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet_part("".join(lines))
        if number <= len(names) - hidden:
            down = 0 if style.bare else style.down
            _list(written, case, name, rows, down + len(case.above) + 2)
            if style.typed:
                _spare_formulas(written, case, name, rows)
                _spare_days(written, name, rows)
    parts["xl/sharedStrings.xml"] = shared_strings(strings)
    written.content = zipped(parts)
    return written


def _xml_text(text: str) -> str:
    """Return what XML can hold; spreadsheets spell other signs as _x0041_, which is not tried."""
    return _FORBIDDEN.sub("", text).replace("_x", "-x")


def _row(case: Case, place: int, row: Sequence[str], strings: list[str]) -> str:
    style = case.style
    is_data = place > len(case.above)
    number = place + 1 if style.bare else place + 1 + style.down
    cells = [
        _cell(case, text, "" if style.bare else f"{ascii_uppercase[column]}{number}", strings)
        if is_data and style.typed
        else _string(
            case, text, "" if style.bare else f"{ascii_uppercase[column]}{number}", strings
        )
        for column, text in enumerate(row, start=0 if style.bare else style.right)
    ]
    if not any(row) and style.sparse and not style.bare:
        return ""
    reference = "" if style.bare else f' r="{number}"'
    return f"<row{reference}>{''.join(cells)}</row>"


def _string(case: Case, text: str, reference: str, strings: list[str]) -> str:
    place = f' r="{reference}"' if reference else ""
    if not text:
        return "" if reference and case.style.sparse else f"<c{place}/>"
    half = len(text) // 2
    inside = f'<t xml:space="preserve">{marked_up(text)}</t>'
    if not case.style.shared:
        return f'<c{place} t="inlineStr"><is>{inside}</is></c>'
    if half:
        runs = (marked_up(text[:half]), marked_up(text[half:]))
        inside = "".join(f'<r><rPr/><t xml:space="preserve">{run}</t></r>' for run in runs)
        inside += '<rPh sb="0" eb="1"><t>読</t></rPh>'
    strings.append(inside)
    return f'<c{place} t="s"><v>{len(strings) - 1}</v></c>'


def _cell(case: Case, text: str, reference: str, strings: list[str]) -> str:
    """Return a cell of the type that its text looks like."""
    place = f' r="{reference}"' if reference else ""
    style = f' s="{len(text) % 4}"'
    if _NUMBER.fullmatch(text):
        return f"<c{place}{style}><v>{text}</v></c>"
    if _DAY.fullmatch(text):
        return f'<c{place} t="d"><v>{text}</v></c>'
    if text in {"TRUE", "FALSE"}:
        return f'<c{place} t="b"><v>{int(text == "TRUE")}</v></c>'
    if text.startswith("#"):
        return f'<c{place} t="e"><v>#N/A</v></c>'
    if text.startswith("="):
        kind = ' t="str"' if text.startswith("==") else ""
        return f"<c{place}{kind}><f>{marked_up(text[1:])}</f><v></v></c>"
    return _string(case, text, reference, strings)


def _spare_formulas(written: Written, case: Case, sheet: str, rows: Table) -> None:
    """Take out the rows of nothing but formulas that were computed to nothing: these are blank."""
    first = written.sheets[-1][1] + 1
    blank = {
        (sheet, number)
        for number, row in enumerate(rows, start=first)
        if not case.seen(["" if text.startswith("==") else text for text in row])
    }
    written.certain = [place for place in written.certain if place not in blank]


def _spare_days(written: Written, sheet: str, rows: Table) -> None:
    """Let blank rows come that hold a number beyond the last day: nothing of them can be read."""
    first = written.sheets[-1][1] + 1
    beyond = {
        (sheet, number)
        for number, row in enumerate(rows, start=first)
        if any(_NUMBER.fullmatch(text) and abs(float(text)) > _LAST_DAY for text in row)
    }
    written.possible |= beyond - set(written.certain)


def _open_document(case: Case) -> Written:
    rows = [[_xml_text(text) for text in row] for row in case.rows]
    lines = []
    for row in [*case.above, case.header, *rows]:
        cells = "".join(_open_cell(text) for text in row) or "<table:table-cell/>"
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    written = Written()
    _list(written, case, "Sheet1", rows, len(case.above) + 2)
    content = content_part("".join(lines))
    written.content = zipped({**opendocument_parts(), CONTENT_PART: content})
    return written


def _open_cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{marked_up(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _word(case: Case) -> Written:
    """Return a document with one table; a cell of nothing but boxes may count as empty."""
    rows = [[_xml_text(text) for text in row] for row in case.rows]
    table = [row or [""] for row in [*case.above, case.header, *rows]]
    written = Written(_document([table]))
    _list(written, case, "第 1 个表格", rows, len(case.above) + 2)
    _spare_boxes(written, rows, len(case.above) + 2)
    return written


def _word_forms(case: Case) -> Written:
    """Return a document with a table of labels and values for every row."""
    width = len(case.header)
    rows = [[_xml_text(text) for text in row[:width]] for row in case.rows]
    forms = [
        [list(pair) for pair in zip(case.header, row + [""] * (width - len(row)), strict=True)]
        for row in rows
    ]
    written = Written(_document(forms))
    _list(written, case, "", rows, 1)
    written.sheets = [("", 0)] if forms else []
    _spare_boxes(written, rows, 1)
    return written


def _document(tables: Sequence[Table]) -> bytes:
    body = "".join(f"{word_table(table)}<w:p/>" for table in tables)
    return zipped({**document_parts(), DOCUMENT_PART: document_part(body)})


def _spare_boxes(written: Written, rows: Table, first: int) -> None:
    boxed = {n for n, row in enumerate(rows, start=first) if BOXES.intersection("".join(row))}
    written.possible = {place for place in written.certain if place[1] in boxed}
    written.certain = [place for place in written.certain if place not in written.possible]


_WRITERS: dict[str, Callable[[Case], Written]] = {
    "csv": lambda case: _delimited(case, ","),
    "tsv": lambda case: _delimited(case, "\t"),
    "semicolon": lambda case: _delimited(case, ";"),
    "jsonl": _json_lines,
    "xlsx": _workbook,
    "ods": _open_document,
    "docx": _word,
    "forms": _word_forms,
}
TEXT_FORMATS = ("csv", "tsv", "semicolon", "jsonl")
PACKAGE_FORMATS = ("xlsx", "docx", "forms", "ods")
