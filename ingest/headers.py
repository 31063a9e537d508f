"""The header row of a sheet, or why there is none and which headers come near."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.by_hand import known_part
from ingest.errors import SourceError
from ingest.mapping import (
    HEADER_SEARCH_ROWS,
    IGNORED,
    Source,
    choose_source,
    find_header,
    header_texts,
    headers_digest,
    map_headers,
    nearest_headers,
)
from ingest.sources import SOURCES
from ingest.types import HeaderMap, RawRow, RawSheet
from models.enums import ImportKind
from models.values.indicator import INDICATORS

SHOWN_HEADERS = 12
SHOWN_HINTS = 5
_OWNER_FIELDS = {
    ImportKind.PATENTS: ("applicants", "current_owners"),
    ImportKind.DEMANDS: ("organisation",),
    ImportKind.KNOW_HOW: ("applicants", "current_owners"),
    ImportKind.PRODUCTS: ("organisation",),
    ImportKind.WHITE_LIST: ("firm",),
}
_FIGURES = tuple(one.slug for one in INDICATORS)
_YEAR_FIELDS = ("year", "month")


@dataclass(frozen=True)
class _Sheet:
    """A sheet as messages name it."""

    file: str
    name: str

    def place(self, row_number: int = 0) -> str:
        row = f"第 {row_number} 行" if row_number else ""
        return (f"表“{self.name}”" if self.name else "") + row


@dataclass(frozen=True)
class Expectation:
    """What is known of a file's headers beforehand.

    has_owner: whether the rows belong to someone without a column for it; has_year: whether their
    year is known without one; by_hand: normalised header → field; remembered: from the digest of a
    sheet's headers to the same.
    """

    kind: ImportKind
    has_owner: bool = False
    has_year: bool = False
    by_hand: Mapping[str, str] = field(default_factory=dict)
    remembered: Callable[[str], Mapping[str, str]] | None = None


def read_headers(
    file: str, raw: RawSheet, head: Sequence[RawRow], expected: Expectation
) -> HeaderMap | tuple[int, SourceError]:
    """Return how the sheet is understood, or how many headers were known and what is wrong.

    head: the first rows. Raises SourceError where only the owner or the year is missing.
    """
    sheet, sources, kind = _Sheet(file, raw.name), SOURCES[expected.kind], expected.kind
    row, by_hand = _header_row(head, sources, expected)
    if row is None:
        return 0, _no_header(sheet, head, sources[-1])
    source = choose_source(header_texts(row), sources)
    header = replace(map_headers(raw.name, row, source, by_hand), row_unit=raw.row_unit)
    found = set(header.columns.values())
    missing = [name for name in source.required if name not in found]
    if missing:
        return len(found), _missing_columns(sheet, header, source, missing)
    if kind is ImportKind.FIGURES:
        if found.isdisjoint(_FIGURES):
            return len(found), _no_figures(sheet, header, source)
        if not expected.has_year and found.isdisjoint(_YEAR_FIELDS):
            raise _no_year(sheet, header, source)
    elif not expected.has_owner and found.isdisjoint(_OWNER_FIELDS[kind]):
        raise _no_owner(sheet, header, source, _OWNER_FIELDS[kind])
    return header


def _header_row(
    head: Sequence[RawRow], sources: Sequence[Source], expected: Expectation
) -> tuple[RawRow | None, Mapping[str, str]]:
    """Return the header row and what is mapped by hand in it, what was remembered included."""
    for row in head if expected.remembered is not None else ():
        remembered = _recall(row, sources[-1], expected)
        if remembered:
            return row, {**remembered, **expected.by_hand}
    more = {header for header, name in expected.by_hand.items() if name != IGNORED}
    return find_header(head, sources, more), expected.by_hand


def _recall(row: RawRow, source: Source, expected: Expectation) -> Mapping[str, str]:
    texts = header_texts(row).values()
    if expected.remembered is None or not texts:
        return {}
    return known_part(expected.remembered(headers_digest(texts)), source)


def _no_header(sheet: _Sheet, head: Sequence[RawRow], source: Source) -> SourceError:
    texts = list(max(map(header_texts, head), key=len, default={}).values())
    if not texts:
        return SourceError(sheet.file, "表是空的", "请确认数据已保存在这个文件中", sheet.place())
    return SourceError(
        sheet.file,
        f"前 {HEADER_SEARCH_ROWS} 行里没有认得的表头，看到的是：{_listing(texts)}",
        _ask(source, source.required) + _hints(texts, source, tuple(source.aliases)),
        sheet.place(),
    )


def _missing_columns(
    sheet: _Sheet, header: HeaderMap, source: Source, missing: list[str]
) -> SourceError:
    wanted = "、".join(f"“{source.aliases[name][0]}”" for name in missing)
    return SourceError(
        sheet.file,
        f"缺少必需的列{wanted}，看到的表头是：{_listing(list(header.headers.values()))}",
        _ask(source, missing) + _hints(header.unknown, source, missing),
        sheet.place(header.row_number),
    )


def _no_owner(
    sheet: _Sheet, header: HeaderMap, source: Source, names: Sequence[str]
) -> SourceError:
    wanted = "或".join(f"“{source.aliases[name][0]}”" for name in names)
    return SourceError(
        sheet.file,
        f"没有写明单位的列{wanted}，看到的表头是：{_listing(list(header.headers.values()))}",
        f"请补上该列，或在导入时指定全部行的单位；"
        f"不需要导入的工作表请隐藏{_hints(header.unknown, source, names)}",
        sheet.place(header.row_number),
    )


def _no_figures(sheet: _Sheet, header: HeaderMap, source: Source) -> SourceError:
    names = "、".join(one.title for one in INDICATORS[:SHOWN_HINTS])
    return SourceError(
        sheet.file,
        f"没有认得的指标列，看到的表头是：{_listing(list(header.headers.values()))}",
        f"请用指标名作表头，如{names}{_hints(header.unknown, source, _FIGURES)}",
        sheet.place(header.row_number),
    )


def _no_year(sheet: _Sheet, header: HeaderMap, source: Source) -> SourceError:
    return SourceError(
        sheet.file,
        f"没有写明年份，看到的表头是：{_listing(list(header.headers.values()))}",
        "请补上“年份”列，或在导入时给出年份；"
        f"不需要导入的工作表请隐藏{_hints(header.unknown, source, _YEAR_FIELDS)}",
        sheet.place(header.row_number),
    )


def _ask(source: Source, names: Sequence[str]) -> str:
    return "请让表头所在行包含：" + "、".join(source.aliases[name][0] for name in names)


def _hints(texts: Sequence[str], source: Source, names: Sequence[str]) -> str:
    """Return which of the texts may have been meant as headers of the fields."""
    known = [header for name in names for header in source.aliases[name]]
    hints = [
        f"“{_short(text)}”是否应为“{'”或“'.join(nearest)}”"
        for text in texts[:SHOWN_HEADERS]
        if (nearest := nearest_headers(text, known))
    ]
    return f"。{'；'.join(hints[:SHOWN_HINTS])}" if hints else ""


def _listing(texts: Sequence[str]) -> str:
    shown = "、".join(f"“{_short(text)}”" for text in texts[:SHOWN_HEADERS])
    return shown + (f" 等 {len(texts)} 个" if len(texts) > SHOWN_HEADERS else "")


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"
