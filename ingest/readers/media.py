"""What an uploaded file is by its content, and which files are turned away at the door."""

from pathlib import Path

from ingest.errors import SourceError
from ingest.readers import check_file
from ingest.readers.sniff import CONTENT_PART, OLE_MAGIC, FileFormat, part_names, sniff_format
from ingest.types import Limits
from models.upload import MediaType

# Where Excel keeps macros: in a part of an archive, or in a storage of an old workbook.
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "macrosheets/")
_MACRO_STORAGE = "_VBA_PROJECT_CUR".encode("utf-16-le")
_TEXT = {FileFormat.DELIMITED: MediaType.CSV, FileFormat.JSON_LINES: MediaType.JSON_LINES}


def sniff_media(path: Path, limits: Limits) -> MediaType:
    """Return the kind of a file that can be loaded, told from its content.

    Raises SourceError for anything else and for a workbook with macros: the file of a stranger is
    kept and may be opened by whoever looks after it.
    """
    check_file(path, limits)
    form = sniff_format(path)
    if form in _TEXT:
        return _TEXT[form]
    with path.open("rb") as file:
        is_old = file.read(len(OLE_MAGIC)) == OLE_MAGIC
    if is_old:
        if _MACRO_STORAGE in path.read_bytes():
            raise _macros(path)
        return MediaType.XLS
    names = part_names(path)
    if any(mark in name.lower() for name in names for mark in _MACRO_PARTS):
        raise _macros(path)
    if form is FileFormat.DOCUMENT:
        return MediaType.DOCX
    return MediaType.ODS if CONTENT_PART in names else MediaType.XLSX


def _macros(path: Path) -> SourceError:
    return SourceError(path.name, "文件含有宏，不予接收", "请另存为不含宏的 .xlsx 后再上传")
