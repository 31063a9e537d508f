"""What the XML of a part may not hold, counted while it is inflated.

Every bound is above what Excel itself can make, so that a reader never meets what would take it
minutes or gigabytes: 10 million empty rows, 20 million paragraphs, texts of 200 MB.
"""

from dataclasses import dataclass

from ingest.types import MIB

# Excel's own limit.
MOST_ROWS = 1_048_576
# calamine keeps them all, some 60 bytes each and their text.
MOST_STRINGS = 5_000_000
# Excel's longest is 32,767 characters.
LONGEST_TEXT = 4 * MIB
MOST_TAGS = 1_000_000
# Read whole when a file is opened, however little of it is wanted; Excel writes few elements.
READ_WHOLE = (".rels", "styles.xml", "workbook.xml", "document.xml", "[content_types].xml")
# A picture may have a document type; nobody reads it.
PICTURES = (".svg",)
_DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))


@dataclass
class Markup:
    """Counts what a part holds; name: of the part; is_text: whether it is XML."""

    name: str
    is_text: bool = False
    rows: int = 0
    strings: int = 0
    tags: int = 0
    text: int = 0
    begun: bool = False

    def take(self, fresh: bytes, is_sheet: bool, has_strings: bool) -> str:
        """Take in a newly inflated piece; return in words what is wrong with the part, or ''."""
        lowered = self.name.lower()
        if not self.begun:
            self.begun = True
            self.is_text = fresh.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
            if not lowered.endswith(PICTURES) and any(mark in fresh for mark in _DOCUMENT_TYPES):
                return "含有文档类型声明或自定义实体"
        if is_sheet:
            self.rows += fresh.count(b"<row") + fresh.count(b":row")
        if has_strings:
            self.strings += fresh.count(b"<si") + fresh.count(b":si")
        if lowered.endswith(READ_WHOLE):
            self.tags += fresh.count(b"<")
        if self.is_text and (is_sheet or has_strings):
            position = fresh.rfind(b"<")
            self.text = self.text + len(fresh) if position < 0 else len(fresh) - position
        return self._excess()

    def _excess(self) -> str:
        if self.rows > MOST_ROWS:
            return f"工作表超过 Excel 的上限 {MOST_ROWS} 行（含空行）"
        if self.strings > MOST_STRINGS:
            return f"不同的文字超过 {MOST_STRINGS} 处"
        if self.tags > MOST_TAGS:
            return f"部件 {self.name} 的内容过多"
        if self.text > LONGEST_TEXT:
            return "有单元格文字过长"
        return ""
