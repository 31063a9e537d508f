"""In which encoding a text file is written, and where it is broken."""

import codecs

from ingest.errors import SourceError

# A line of GBK text is valid UTF-8 by chance only when very short; three such characters settle it.
MIXED_EVIDENCE_CHARACTERS = 3
_SAVE_AS_UTF8 = "请用 Excel 打开核对后另存为“CSV UTF-8”，或直接另存为 .xlsx"


def decode(content: bytes, file_name: str) -> str:
    """Return the text of a file: by the mark at its start, else UTF-8, else GB 18030.

    Raises SourceError, naming the line, where parts are in different encodings or in none.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _decode_utf16(content, file_name)
    else:
        text = _decode_bytes(content, file_name)
    position = text.find("\0")
    if position >= 0:
        raise SourceError(
            file_name,
            "含有空字符，不是文本表格",
            _SAVE_AS_UTF8,
            place=f"文本第 {text.count(chr(10), 0, position) + 1} 行",
        )
    return text


def _decode_utf16(content: bytes, file_name: str) -> str:
    try:
        return content.decode("utf-16")
    except UnicodeDecodeError as error:
        raise SourceError(
            file_name, "UTF-16 文本已损坏或不完整", "请重新导出，或另存为 .xlsx"
        ) from error


def _decode_bytes(content: bytes, file_name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse_mixed(content, file_name)
        return content.decode("gb18030")


def _refuse_mixed(content: bytes, file_name: str) -> None:
    """Raise SourceError unless every line is GB 18030 and none is plainly UTF-8."""
    first_gbk = first_utf8 = 0
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.isascii():
            continue
        is_gbk = _is_encoded(line, "gb18030")
        if not _is_encoded(line, "utf-8"):
            if not is_gbk:
                raise SourceError(
                    file_name,
                    "有既非 UTF-8 也非 GBK 的字节",
                    "该行可能被截断或损坏。" + _SAVE_AS_UTF8,
                    place=f"文本第 {number} 行",
                )
            first_gbk = first_gbk or number
        elif not is_gbk or _is_plainly_utf8(line):
            first_utf8 = first_utf8 or number
    if first_gbk and first_utf8:
        raise SourceError(
            file_name,
            f"混有两种编码：第 {first_utf8} 行是 UTF-8，第 {first_gbk} 行是 GBK",
            _SAVE_AS_UTF8,
            place=f"文本第 {max(first_utf8, first_gbk)} 行",
        )


def _is_encoded(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _is_plainly_utf8(line: bytes) -> bool:
    han = sum("\u4e00" <= character <= "\u9fff" for character in line.decode())
    return han >= MIXED_EVIDENCE_CHARACTERS or line.startswith(codecs.BOM_UTF8)
