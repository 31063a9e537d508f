"""Write the seeds that were made by hand: `python -m scripts.fuzzing.seeds`.

Every text here is invented; what the fuzzer found itself lies beside them.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from scripts.fuzzing.cases import case_of
from scripts.fuzzing.findings import digest
from scripts.fuzzing.inputs import parts_bytes, table_bytes
from scripts.fuzzing.packages import (
    CONTENT_PART,
    content_part,
    document_part,
    document_parts,
    opendocument_parts,
    shared_strings,
    sheet_part,
    word_table,
    workbook_parts,
    zipped,
)
from scripts.fuzzing.run import SEEDS
from scripts.fuzzing.vocabulary import SIGNS, WORDS
from scripts.fuzzing.writers import PACKAGE_FORMATS, TEXT_FORMATS, write

PATENT = ("CN201710000001.7", "一种夹具", "武汉某大学", "2017-03-05", "H01M10/0525", "授权")
ROWS = (
    [PATENT, ("85100001", "一种轴承；改", "张三", "1985-04-01", "06-01", "失效")],
    [("",), (), (" ", "\u200b"), ("-", "N/A"), ("1",)],
    [("5", "a,b", 'c"d', "e\nf", "g\th", "i;j"), ("", "", "", "", "", "", "", "", "", "", "x")],
    [("=1+1", '="0012"', "#N/A", "TRUE", "42000", "1.5"), ("==", "==")],
    [("=A1",), ("==",), ("#N/A",), ("=A1", "=B1"), ("",)],
    [("□是 ☑否", "□"), ("轴承", "某公司", "50-80万元", "2024年底", "转让；其他")],
    [("一种夹具", "\ufffd", "\U0001f600"), ("2017-03-05", "3", "0", "-4", "12.5", "[1]")],
)
TITLES = [("清单",), ("截至,2024;年\t底",), ("",)]
# kind, format, encoding, headers, extra columns, titles, flags, types, place, sheets
CHOICES = ("0000000000", "1111500001", "2022930712", "0003911535", "1134225863", "2030710984")
# Cells so far apart that all between take more memory than there is, in spellings of their own.
FAR = (
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    '<row r="1048576"><c r="XFD1"/><c><v>1</v></c></row>',
    '<row r="1048576"><c r = "XFD1048576"><v>1</v></c></row>',
    '<a-b:row><a-b:c r="XFD1048576"><a-b:v>1</a-b:v></a-b:c></a-b:row>',
    '<row><c x=">" r="XFD1048576"><v>1</v></c></row>',
    '<row><c r="XFD1048576" x="/>"><v>1</v></c></row>',
    '<row><c r="A4294967295"><v>1</v></c></row>',
    '<row><c r="ZZZZ1048576"><v>1</v></c></row>',
    "<row r='&#50;'><c r='&#66;2'><v>1</v></c></row>",
)
HEADERS = ("申请号", "专利名称", "申请人", "申请日", "IPC分类号", "当前法律状态")
DEMAND = (("企业名称", "某公司"), ("需求名称", "高温轴承"), ("投入预算", "50万元"))


def main() -> None:
    """Write every seed under the digest of its content."""
    for target, seeds in _SEEDS.items():
        folder = SEEDS / target
        folder.mkdir(parents=True, exist_ok=True)
        for data in seeds():
            (folder / digest(data)).write_bytes(data)


def _tables(formats: int) -> Iterator[bytes]:
    for turn, rows in enumerate(ROWS):
        for form in range(formats):
            choices = CHOICES[(turn + form) % len(CHOICES)]
            head = f"{choices[0]}{form}{choices[2:]}".encode()
            yield head + table_bytes([*(TITLES if choices[5] != "0" else []), *rows])


def _formulas() -> Iterator[bytes]:
    """Give rows of nothing but a formula, which only the XML of the sheet tells of."""
    for types in "159":
        yield f"0000000{types}00".encode() + table_bytes([("=A1",), ("x", "=B1"), ("==",)])


def _texts() -> Iterator[bytes]:
    """Give the tables as files, and lines that are no table."""
    for seed in _tables(len(TEXT_FORMATS)):
        yield b"%c" % seed[0] + write(case_of(seed, TEXT_FORMATS)).content
    table = "\r\n".join((",".join(HEADERS), ",".join(PATENT), ",,,,,", ",".join(PATENT[:3])))
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"):
        yield b"0" + table.encode(encoding)
    yield b"0" + f"专利清单,2024\n\n{table}".replace(",", "\t").encode()
    yield b"0" + f"{table}\n".encode() + "一种装置,甲,乙\n".encode("gb18030")
    yield b"0" + f'{table}\n"abc\n'.encode()
    odd = ("{", "[{}]", "<html>", "%PDF", "PK", "", "{}\n1", '{"申请号":1e999}', "{}\n[1]")
    for line in odd:
        yield b"2" + line.encode()
    yield b'0{"\\u7533\\u8bf7\\u53f7":"\\ud800","' + "专利名称".encode() + b'":NaN}'


def _workbooks() -> Iterator[bytes]:
    cells = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in zip("ABCDEF", HEADERS, strict=True)
    )
    header = f'<row r="1">{cells}</row>'
    loose = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in HEADERS)
    rows = (
        "",
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c></row>',
        '<row r="2"><c r="A2" s="1"><v>42000</v></c><c r="B2" s="2"><v>0.5</v></c>'
        '<c r="C2" s="3"><v>1.5</v></c><c r="D2" t="d"><v>2017-03-05</v></c></row>',
        '<row r="2"><c r="A2"><f>B2</f></c><c r="B2" t="e"><v>#N/A</v></c>'
        '<c r="C2" t="str"><f>A1</f><v></v></c><c r="D2" t="b"><v>1</v></c></row>',
        '<row r="2"><c><v>1</v></c><c/></row><row><c><f t="shared" si="0"/></c></row>',
        '<row r="9"><c r="Z9"><v>1</v></c></row><row r="2000"><c r="C2000"><v>1</v></c></row>',
        '<row r="2"><c r="A2" s="3"><v>1e300</v></c></row>',
        '<row r="2"><c r="A2" s="1"><v>-99999999999999</v></c></row>',
        *FAR,
    )
    for kind, row in enumerate(rows):
        for start in (header, f"<row>{loose}</row>"):
            yield b"%d" % (kind % 3) + sheet_part(start + row)
    strings = shared_strings(["<t>一</t>", "<r><t>二</t></r><rPh><t>x</t></rPh>"]).decode()
    sheet = sheet_part(header + rows[1]).decode()
    parts = {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": strings}
    yield b"0" + parts_bytes(parts)
    book = {name: content.decode() for name, content in workbook_parts(("一", "二"), 1).items()}
    yield b"0" + parts_bytes({**parts, **book})
    yield b"0" + parts_bytes({**parts, "xl/worksheets/sheet1.xml": sheet.replace("<c ", "<x:c ")})
    many = strings.replace("count=", 'uniqueCount="99999999999" count=')
    yield b"0" + parts_bytes({**parts, "xl/sharedStrings.xml": many})
    links = book["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", "a.bin")
    far = sheet_part(header + FAR[0]).decode()
    yield b"0" + parts_bytes({"xl/a.bin": far, "xl/_rels/workbook.xml.rels": links})
    for name, content in book.items():
        yield b"1" + parts_bytes({"xl/worksheets/sheet1.xml": sheet, name: content})


def _documents() -> Iterator[bytes]:
    table = word_table([HEADERS, PATENT, [""] * 6])
    form = word_table(DEMAND)
    merged = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>企业</w:t>'
        "</w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>企业名称</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r>"
        "<w:t>甲</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
        "<w:tc><w:p><w:r><w:t>需求名称</w:t></w:r></w:p></w:tc><w:tc><w:tcPr>"
        '<w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:tab/>'
        '<w:sym w:char="F0FE"/></w:r></w:p></w:tc></w:tr></w:tbl>'
    )
    inside = f"<w:sdt><w:sdtContent>{table}</w:sdtContent></w:sdt>"
    for kind, body in ((0, table), (1, form), (1, merged), (0, inside), (1, form + table), (2, "")):
        yield b"%d" % kind + document_part(body)
    for name, content in document_parts().items():
        parts = {"word/document.xml": document_part(form).decode(), name: content.decode()}
        yield b"1" + parts_bytes(parts)


def _archives() -> Iterator[bytes]:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>申请号</t></is></c></row>'
    yield b"0" + zipped({**workbook_parts(), "xl/worksheets/sheet1.xml": sheet_part(rows)})
    yield b"1" + zipped({**document_parts(), "word/document.xml": document_part("")})
    lines = (
        "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>"
    )
    yield b"0" + zipped({**opendocument_parts(), CONTENT_PART: content_part(lines)})
    yield b"0" + zipped({"xl/workbook.bin": b""})
    yield b"0" + zipped({})
    yield b"0" + zipped({"a.txt": b"a"})[:-9]
    magic = bytes.fromhex("d0cf11e0a1b11ae1")
    yield b"0" + magic + bytes(504) + "Workbook".encode("utf-16-le")
    yield b"0" + magic + "EncryptedPackage".encode("utf-16-le")
    yield b"0" + magic + bytes.fromhex("0908100000060500") + b"\x2f\0\0\0"


def _words(chosen: slice, step: int = 1) -> Iterator[bytes]:
    for word in WORDS[chosen][::step]:
        yield word.encode("utf-8", "surrogatepass")


def _spelled() -> Iterator[bytes]:
    # The last letter is Chinese only once it is cleaned.
    yield "a,\u2f21".encode()
    yield from ("".join(SIGNS[start::7]).encode() for start in range(7))
    yield from (
        "甲；乙,丙（丁，戊）".encode(),
        "Ａcme　Co., Ltd.；李四\n王五".encode(),
        b"\xed\xa0\x80",
    )


def _repeated() -> Iterator[bytes]:
    # A search that starts anew at every sign is slow where the end does not fit.
    for middle in ("*", "底", "(必填)", "1", " ", "可议", "a.", "公司", "，"):
        yield f"甲\x1f{middle}\x1fx".encode()
        yield f"\x1f{middle}\x1f".encode()


def _place(word: str) -> int:
    return WORDS.index(word)


_SEEDS: dict[str, Callable[[], Iterable[bytes]]] = {
    "text_tables": lambda: _tables(len(TEXT_FORMATS)),
    "package_tables": lambda: chain(_tables(len(PACKAGE_FORMATS)), _formulas()),
    "text_bytes": _texts,
    "xlsx_parts": _workbooks,
    "docx_parts": _documents,
    "zip_bytes": _archives,
    "texts": _spelled,
    "codes": lambda: _words(slice(0, _place("12.5万元"))),
    "amounts": lambda: _words(slice(_place("12.5万元"), _place("武汉市洪山区"))),
    "words": lambda: _words(slice(_place("武汉市洪山区"), _place("武汉大学"))),
    "long_cells": _repeated,
}


if __name__ == "__main__":
    main()
