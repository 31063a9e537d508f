"""Hostile workbooks: whole archives with parts that ask too much of a reader."""

from pathlib import Path

from scripts.fuzzing.packages import (
    content_part,
    document_part,
    document_parts,
    opendocument_parts,
    sheet_part,
    word_table,
    zipped,
)
from scripts.hostility.case import HEADERS, Case, patent
from scripts.hostility.zips import (
    SHEET,
    blown_up,
    parts_of_book,
    row,
    table_rows,
    with_entry,
    write_parts,
)

STRINGS, STYLES, BOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    + "".join(f'<!ENTITY {chr(n + 1)} "{f"&{chr(n)};" * 10}">' for n in range(ord("b"), ord("k")))
    + "]>"
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def _with(path: Path, part: str, content: str) -> None:
    write_parts(path, {**parts_of_book(), part: content.encode()})


def _rows(path: Path, more: str) -> None:
    write_parts(path, parts_of_book(table_rows() + more))


def empty_rows(path: Path) -> None:
    """As many as ten sheets hold, numbered one by one."""
    numbers = "".join(f'<row r="{n}"/>' for n in range(3, 10_000_003))
    _rows(path, numbers)


def dimension(path: Path) -> None:
    sheet = parts_of_book()[SHEET].decode()
    told = sheet.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    _with(path, SHEET, told)


def many_columns(path: Path) -> None:
    titles = (*HEADERS, *(f"备注{n}" for n in range(16_384 - len(HEADERS))))
    write_parts(path, parts_of_book(row(1, titles) + row(2, patent(1))))


def far_cell(path: Path) -> None:
    _rows(path, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def many_strings(path: Path) -> None:
    items = "".join(f"<si><t>{n}</t></si>" for n in range(6_000_000))
    _with(path, STRINGS, f"<sst>{items}</sst>")


def giant_string(path: Path) -> None:
    part = blown_up(STRINGS, b"<sst><si><t>", b"0123456789abcdef" * 4096, 200, b"</t></si></sst>")
    with_entry(path, part, STRINGS)


def giant_random_string(path: Path) -> None:
    text = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(5_000_000))
    _with(path, STRINGS, f"<sst><si><t>{text}</t></si></sst>")


def laughing_strings(path: Path) -> None:
    _with(path, STRINGS, f"{LAUGHS}<sst><si><t>&k;</t></si></sst>")


def laughing_sheet(path: Path) -> None:
    formula = '<row r="3"><c r="A3"><f>1+1</f></c><c r="B3" t="str"><v>&k;</v></c></row>'
    _with(path, SHEET, LAUGHS + sheet_part(table_rows() + formula).decode().partition("\n")[2])


def external_entity(path: Path) -> None:
    _with(path, STRINGS, f"{EXTERNAL}<sst><si><t>&x;</t></si></sst>")


def many_styles(path: Path) -> None:
    formats = "".join(f'<xf numFmtId="{n}"/>' for n in range(2_000_000))
    _with(path, STYLES, f"<styleSheet><cellXfs>{formats}</cellXfs></styleSheet>")


def many_formats(path: Path) -> None:
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="0.{n}"/>' for n in range(1_500_000))
    _with(path, STYLES, f"<styleSheet><numFmts>{formats}</numFmts></styleSheet>")


def deep(path: Path) -> None:
    """Deeply nested beside a formula, for which the sheet is looked through element by element."""
    nest = "<a>" * 3_000_000 + "</a>" * 3_000_000
    _rows(path, f'<row r="3"><c r="D3"><f>1</f></c>{nest}</row>')


def one_sheet_many_times(path: Path) -> None:
    parts = parts_of_book(table_rows() + "".join(f'<row r="{n}"/>' for n in range(3, 50_000)))
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 20_000))
    text = parts[BOOK].decode()
    start, end = text.index("<sheets>"), text.index("</sheets>")
    parts[BOOK] = (text[: start + 8] + listed + text[end:]).encode()
    write_parts(path, parts)


def many_merges(path: Path) -> None:
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(3, 1_000_000))
    sheet = parts_of_book()[SHEET].decode()
    _with(
        path, SHEET, sheet.replace("</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>")
    )


def many_names(path: Path) -> None:
    names = "".join(f'<definedName name="n{n}">Sheet1!A1</definedName>' for n in range(1_000_000))
    book = parts_of_book()[BOOK].decode()
    _with(path, BOOK, book.replace("</sheets>", f"</sheets><definedNames>{names}</definedNames>"))


def lying_count(path: Path) -> None:
    _with(path, STRINGS, '<sst count="4000000000" uniqueCount="4000000000"/>')


def endless_tag(path: Path) -> None:
    _rows(path, '<row r="3" a="' + "x" * 100_000_000 + '"/>')


def macros(path: Path) -> None:
    write_parts(path, parts_of_book(**{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}))


def links(path: Path) -> None:
    """Links to files and servers and a DDE call, with what they last gave."""
    parts = parts_of_book(
        table_rows() + '<row r="3"><c r="E3" t="str"><f>[1]Sheet1!A1</f><v>旧值</v></c></row>'
    )
    parts["xl/externalLinks/externalLink1.xml"] = (
        b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    )
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        b'<Relationships><Relationship Id="rId1" TargetMode="External" '
        b'Target="file:///etc/passwd"/></Relationships>'
    )
    write_parts(path, parts)


INJECTED = ("=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", '=HYPERLINK("http://x")')


def formulas_as_text(path: Path) -> None:
    """Titles that a spreadsheet would run, and rows that come back for want of a number."""
    good = [row(n, patent(n, text)) for n, text in enumerate(INJECTED, start=2)]
    bad = [row(n, ("", text, text)) for n, text in enumerate(INJECTED, start=2 + len(good))]
    write_parts(path, parts_of_book(row(1, HEADERS) + "".join(good + bad)))


def repeated_cells(path: Path) -> None:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in HEADERS
    )
    far = (
        '<table:table-row table:number-rows-repeated="5500"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>"
    )
    rows = f"<table:table-row>{cells}</table:table-row>{far}"
    path.write_bytes(zipped({**opendocument_parts(), "content.xml": content_part(rows)}))


def laughing_document(path: Path) -> None:
    text = document_part(word_table([("申请号", "&k;")])).decode().replace("&amp;k;", "&k;")
    head, _, rest = text.partition("\n")
    content = f"{head}\n{LAUGHS}{rest}".encode()
    path.write_bytes(zipped({**document_parts(), "word/document.xml": content}))


def huge_document(path: Path) -> None:
    body = "<w:p/>" * 20_000_000
    path.write_bytes(zipped({**document_parts(), "word/document.xml": document_part(body)}))


_NAME = "专利.xlsx"
CASES = (
    Case("xlsx_10_million_empty_rows", _NAME, empty_rows, "1048576 行"),
    Case("xlsx_dimension_of_everything", _NAME, dimension),
    Case("xlsx_16384_columns", _NAME, many_columns),
    Case("xlsx_cell_far_away", _NAME, far_cell, "相距太远"),
    Case("xlsx_6_million_strings", _NAME, many_strings, "不同的文字"),
    Case("xlsx_giant_string", _NAME, giant_string, "过长"),
    Case("xlsx_giant_varied_string", _NAME, giant_random_string, "过长"),
    Case("xlsx_billion_laughs_strings", _NAME, laughing_strings, "实体"),
    Case("xlsx_billion_laughs_sheet", _NAME, laughing_sheet, "实体"),
    Case("xlsx_external_entity", _NAME, external_entity, "实体"),
    Case("xlsx_2_million_styles", _NAME, many_styles, "内容过多"),
    Case("xlsx_1500000_formats", _NAME, many_formats, "内容过多"),
    Case("xlsx_deep_nesting", _NAME, deep, "已损坏"),
    Case("xlsx_one_sheet_20000_times", _NAME, one_sheet_many_times, "工作表"),
    Case("xlsx_million_merges", _NAME, many_merges),
    Case("xlsx_million_names", _NAME, many_names, "内容过多"),
    Case("xlsx_lying_count", _NAME, lying_count, "已损坏"),
    Case("xlsx_endless_tag", _NAME, endless_tag, "已损坏"),
    Case("xlsx_macros", _NAME, macros, "不含宏"),
    Case("xlsx_external_links", _NAME, links, rejected=1),
    Case("xlsx_formulas_as_text", _NAME, formulas_as_text, rows=3, rejected=9),
    Case("ods_repeated_cells", "专利.ods", repeated_cells, "过大"),
    Case("docx_billion_laughs", "专利.docx", laughing_document, "实体"),
    Case("docx_20_million_paragraphs", "专利.docx", huge_document, "内容过多"),
)
