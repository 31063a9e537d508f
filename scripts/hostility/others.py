"""Files of the wrong kind, old workbooks, and names that mean harm."""

import struct
from collections.abc import Callable
from pathlib import Path

from scripts.fuzzing.packages import document_parts, zipped
from scripts.hostility.case import Case
from scripts.hostility.texts import TABLE
from scripts.hostility.zips import parts_of_book, write_parts
from tests.ingest.compound import locked_workbook_stream, workbook_stream, write_compound


def _is(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def far_in_an_old_workbook(path: Path) -> None:
    """A cell in the last row and column that the format can name: 4,000,000,000 cells between."""
    stream = workbook_stream([["申请号", "专利名称", "申请人"]])
    record = struct.pack("<HH", 0x0203, 14) + struct.pack("<HHHd", 65535, 65535, 15, 1.0)
    write_compound(path, {"Workbook": stream[:-4] + record + stream[-4:]})


def old_macros(path: Path) -> None:
    stream = workbook_stream([["申请号", "专利名称", "申请人"]])
    write_compound(path, {"Workbook": stream, "_VBA_PROJECT_CUR": b"\0" * 5000})


def encrypted(path: Path) -> None:
    write_compound(path, {"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"x" * 5000})


WRONG = (
    Case("is_png", "专利.xlsx", _is(bytes.fromhex("89504e470d0a1a0a0000000d49484452")), "图片"),
    Case("is_pdf", "专利.xls", _is(b"%PDF-1.7\n\0"), "PDF"),
    Case("is_elf", "专利.xlsx", _is(b"\x7fELF\2\1\1" + bytes(100)), "程序"),
    Case("is_exe", "专利.xls", _is(b"MZ\x90\0\3" + bytes(100)), "程序"),
    Case("is_html", "专利.xls", _is(b"<html><table><tr><td>1</td></tr></table>"), "网页"),
    Case("is_mhtml", "专利.xls", _is(b"MIME-Version: 1.0\nContent-Type: x\n\n<html>"), "网页"),
    Case("is_empty", "专利.csv", _is(b""), "空的"),
    Case("is_only_nuls", "专利.csv", _is(bytes(1_000_000)), "不是表格文件"),
    Case("is_rtf", "专利.docx", _is(b"{\\rtf1 \\ansi}"), "RTF"),
    Case("is_zip", "专利.xlsx", _is(zipped({"a.exe": b"MZ"})), "压缩包"),
    Case("is_binary_book", "专利.xlsx", _is(zipped({"xl/workbook.bin": b"x"})), "xlsb"),
    Case(
        "is_docx_without_text", "专利.docx", _is(zipped({**document_parts(), "a": b"b"})), "压缩包"
    ),
    Case(
        "is_old_word",
        "专利.doc",
        lambda path: write_compound(path, {"WordDocument": b"x" * 5000}),
        "旧版 Word",
    ),
    Case("is_encrypted", "专利.xlsx", encrypted, "密码"),
    Case(
        "is_encrypted_old",
        "专利.xls",
        lambda path: write_compound(path, {"Workbook": locked_workbook_stream()}),
        "密码",
    ),
    Case("xls_cell_far_away", "专利.xls", far_in_an_old_workbook, "过大"),
    Case("xls_macros", "专利.xls", old_macros, "不含宏"),
    Case(
        "xls_junk_behind_magic",
        "专利.xls",
        _is(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)),
        "Excel",
    ),
)

_csv = _is(TABLE.encode())
NAMES = (
    Case("name_path", "../../etc/专利.csv", _csv),
    Case("name_windows_path", "C:\\Users\\a\\专利.csv", _csv),
    Case("name_control", "专\r\n利\x1b[31m.csv", _csv),
    Case("name_right_to_left", "专利\u202evsc.exe", _csv),
    Case("name_1000_characters", "长" * 1000 + ".csv", _csv),
    Case("name_device", "CON.csv", _csv),
    Case("name_dots", "..", _csv),
    Case("name_blank", " \t", _csv),
    Case("name_of_another_kind", "专利.csv", lambda path: write_parts(path, parts_of_book())),
)
CASES = (*WRONG, *NAMES)
