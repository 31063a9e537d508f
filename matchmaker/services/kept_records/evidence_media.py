"""What a file that proves a record is by its content, and which files are turned away."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from ingest.errors import SourceError
from ingest.readers.sniff import ZIP_MAGIC, part_names

_REMEDY = "请上传照片（JPG、PNG、WebP）、PDF、Word（.docx）或 Excel（.xlsx）"
_SAVE_AS = "请用 Office 或 WPS 另存为 .docx、.xlsx 或 PDF 后再上传"
# PDF readers look for the mark near the start, not at it alone (ISO 32000-1, 7.5.2, note 1).
_LOOKED_THROUGH = 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


class EvidenceType(StrEnum):
    """What a file is (RFC 6838)."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]


_LABELS = {
    EvidenceType.JPEG: "照片",
    EvidenceType.PNG: "图片",
    EvidenceType.WEBP: "图片",
    EvidenceType.PDF: "PDF",
    EvidenceType.DOCX: "Word",
    EvidenceType.XLSX: "Excel",
}
_STARTS: Mapping[bytes, EvidenceType] = {
    b"\xff\xd8\xff": EvidenceType.JPEG,
    b"\x89PNG\r\n\x1a\n": EvidenceType.PNG,
}
_MAIN_PARTS = {
    "word/document.xml": EvidenceType.DOCX,
    "xl/workbook.xml": EvidenceType.XLSX,
}


def sniff_evidence(path: Path) -> EvidenceType:
    """Return what a file is; raise SourceError for any that is none of these or has macros."""
    with path.open("rb") as file:
        head = file.read(_LOOKED_THROUGH)
    if not head:
        raise SourceError(path.name, "文件是空的", "请确认文件能打开后再上传")
    for start, found in _STARTS.items():
        if head.startswith(start):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return EvidenceType.WEBP
    if b"%PDF-" in head:
        return EvidenceType.PDF
    if head.startswith(_OLE):
        raise SourceError(path.name, "这是旧格式的 Office 文件", _SAVE_AS)
    if head.startswith(ZIP_MAGIC):
        return _of_archive(path)
    raise SourceError(path.name, "不是可以作证明材料的文件", _REMEDY)


def _of_archive(path: Path) -> EvidenceType:
    names = part_names(path)
    if any("vbaproject" in name.lower() for name in names):
        raise SourceError(path.name, "文件含有宏，不予接收", _SAVE_AS)
    for part, found in _MAIN_PARTS.items():
        if part in names:
            return found
    raise SourceError(path.name, "压缩包不能作证明材料", _REMEDY)
