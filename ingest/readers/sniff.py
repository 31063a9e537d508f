"""What a file really is, whatever its name says."""

import zipfile
from enum import Enum
from pathlib import Path

from ingest.errors import SourceError

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
# Stream names of an OLE container are UTF-16; an encrypted workbook holds this one.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
FOREIGN_MAGIC = {
    b"%PDF": "PDF 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "gzip 压缩包",
    b"{\\rtf": "RTF 文档",
}


class FileFormat(Enum):
    """The formats that the readers know."""

    WORKBOOK = "workbook"
    DELIMITED = "delimited"
    JSON_LINES = "json_lines"


def sniff_format(path: Path) -> FileFormat:
    """Return the format told from the first bytes; raise SourceError for anything else."""
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith(OLE_MAGIC):
            _refuse_encrypted(path, head + file.read())
            return FileFormat.WORKBOOK
    if head.startswith(b"PK"):
        _require_workbook(path)
        return FileFormat.WORKBOOK
    for magic, name in FOREIGN_MAGIC.items():
        if head.startswith(magic):
            raise SourceError(path.name, f"这是{name}，不是表格", _EXPORT_REMEDY)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return FileFormat.DELIMITED
    if b"\x00" in head:
        raise SourceError(path.name, "这不是表格文件", _EXPORT_REMEDY)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:100].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise SourceError(path.name, "这是网页或 XML，不是表格", _EXPORT_REMEDY)
    return FileFormat.JSON_LINES if text.startswith(b"{") else FileFormat.DELIMITED


_EXPORT_REMEDY = "请另存为 .xlsx、.csv（UTF-8 或 GBK）或 .jsonl 后导入"


def _refuse_encrypted(path: Path, content: bytes) -> None:
    if ENCRYPTED_STREAM in content:
        raise SourceError(path.name, "工作簿设有打开密码", "请在 Excel 中取消密码、另存后导入")


def _require_workbook(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise SourceError(path.name, "工作簿已损坏，无法打开", "请重新导出或另存后导入") from error
    if "word/document.xml" in names:
        raise SourceError(path.name, "这是 Word 文档，不是表格", _EXPORT_REMEDY)
    if not any(name.startswith("xl/") or name == "content.xml" for name in names):
        raise SourceError(path.name, "这是压缩包，不是表格", "请解压后导入其中的表格")
