"""What a file really is, whatever its name says."""

import zipfile
from enum import Enum
from pathlib import Path

from ingest.errors import SourceError
from ingest.readers.archive import ARCHIVE_ERRORS, damaged
from ingest.readers.directory import require_few_parts

HEAD_BYTES = 4096
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Stream names of an OLE container are UTF-16; an encrypted workbook holds the first one.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
WORKBOOK_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
# The records of Excel 97 bear their kind and length unencrypted; this is how a workbook begins.
FIRST_RECORD = bytes.fromhex("0908100000060500")
FILEPASS = b"\x2f\x00"
FILEPASS_SEARCH_RECORDS = 4
FOREIGN_MAGIC = {
    b"%PDF": "PDF 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "gzip 压缩包",
    b"{\\rtf": "RTF 文档",
    b"\x7fELF": "程序文件",
}
WORD_PART = "word/document.xml"
# What an OpenDocument spreadsheet has instead of the parts of Excel.
CONTENT_PART = "content.xml"
# A part that only one kind of archive has, and the kind.
FOREIGN_PARTS = {
    "ppt/presentation.xml": "PPT 演示文稿",
}
_EXPORT_REMEDY = "请另存为 .xlsx、.csv（UTF-8 或 GBK）或 .jsonl 后再导入"
_EXCEL_REMEDY = "请用 Excel 打开并另存为 .xlsx 后再导入"


class FileFormat(Enum):
    """The formats that the readers know."""

    WORKBOOK = "workbook"
    DOCUMENT = "document"
    DELIMITED = "delimited"
    JSON_LINES = "json_lines"


def sniff_format(path: Path) -> FileFormat:
    """Return the format told from the first bytes; raise SourceError for anything else."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(OLE_MAGIC):
        _require_old_workbook(path)
        return FileFormat.WORKBOOK
    if head.startswith(ZIP_MAGIC):
        return _archive_format(path)
    for magic, name in FOREIGN_MAGIC.items():
        if head.startswith(magic):
            raise _foreign(path, name)
    if head.startswith(UTF16_MARKS):
        return FileFormat.DELIMITED
    if b"\x00" in head:
        raise _no_text(path, head)
    return _text_format(path, head.removeprefix(b"\xef\xbb\xbf").lstrip())


def _foreign(path: Path, name: str) -> SourceError:
    remedy = "请解压后导入其中的表格" if name.endswith("压缩包") else _EXPORT_REMEDY
    gap = " " if name[0].isascii() else ""
    return SourceError(path.name, f"这是{gap}{name}，不是表格", remedy)


def _no_text(path: Path, head: bytes) -> SourceError:
    if head.startswith(b"MZ"):
        return _foreign(path, "程序文件")
    # Of plain letters in UTF-16 every other byte is nothing.
    few, many = sorted((head[::2].count(0), head[1::2].count(0)))
    if many > 8 * few and many * 20 > len(head):
        return SourceError(
            path.name,
            "可能是没有字节顺序标记的 UTF-16 文本，无法辨认",
            "请用 Excel 打开核对后另存为“CSV UTF-8”，或直接另存为 .xlsx",
        )
    return SourceError(path.name, "这不是表格文件", _EXPORT_REMEDY)


def _text_format(path: Path, text: bytes) -> FileFormat:
    if text.startswith((b"<", b"MIME-Version:")):
        raise SourceError(path.name, "这是网页或 XML，不是表格", _EXCEL_REMEDY)
    if text.startswith(b"[") and text[1:].lstrip().startswith(b"{"):
        raise SourceError(
            path.name, "这是 JSON 数组", "请改为每行一个 {…} 的 .jsonl，或另存为 .xlsx 后再导入"
        )
    return FileFormat.JSON_LINES if text.startswith(b"{") else FileFormat.DELIMITED


def _require_old_workbook(path: Path) -> None:
    content = path.read_bytes()
    if ENCRYPTED_STREAM in content or _asks_for_password(content):
        raise SourceError(path.name, "工作簿设有打开密码", "请在 Excel 中取消密码、另存后再导入")
    if not any(name in content for name in WORKBOOK_STREAMS):
        raise SourceError(
            path.name, "这不是 Excel 工作簿（可能是旧版 Word、PPT 或邮件）", _EXPORT_REMEDY
        )


def _asks_for_password(content: bytes) -> bool:
    """Whether one of the first records of an Excel 97 workbook is FILEPASS."""
    position = content.find(FIRST_RECORD)
    for _ in range(FILEPASS_SEARCH_RECORDS if position >= 0 else 0):
        if content[position : position + 2] == FILEPASS:
            return True
        position += 4 + int.from_bytes(content[position + 2 : position + 4], "little")
    return False


def part_names(path: Path) -> set[str]:
    """Return the names of an archive's parts; raise SourceError for one that is broken."""
    try:
        require_few_parts(path)
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist())
    except ARCHIVE_ERRORS as error:
        raise damaged(path) from error


def _archive_format(path: Path) -> FileFormat:
    names = part_names(path)
    if WORD_PART in names:
        return FileFormat.DOCUMENT
    for part, name in FOREIGN_PARTS.items():
        if part in names:
            raise _foreign(path, name)
    if "xl/workbook.bin" in names:
        raise SourceError(path.name, "这是二进制工作簿（.xlsb）", _EXCEL_REMEDY)
    if not any(name.startswith("xl/") or name == CONTENT_PART for name in names):
        raise _foreign(path, "压缩包")
    return FileFormat.WORKBOOK
