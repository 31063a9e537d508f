"""What a platform's exchange sheets look like, read from a description and checked.

A description is TOML: the platform's name, a note, and for each kind of sheet its columns in order,
each with the header as the platform prints it, the field that fills it, and, where the platform has
its own words for a value, our word → theirs.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Bounded
from rapidfuzz import process

from matchmaker.errors import BadQuery
from matchmaker.exchange.fields import CONTACTS, FIELDS, SheetKind, field_of

MOST_BYTES = 256 * 1024
MOST_COLUMNS = 200
MOST_HEADER = 100
# Excel's own limit of a sheet's name, and the characters that it does not take in one.
MOST_SHEET_NAME = 31
NOT_IN_SHEET_NAMES = frozenset("[]:*?/\\")
NEAREST_CUTOFF = 50


@dataclass(frozen=True)
class PlatformColumn:
    """A column; field: of FIELDS; words: our word → the platform's."""

    header: str
    field: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class PlatformSheet:
    """A kind of sheet with the name of its worksheet and its columns in order."""

    kind: SheetKind
    name: str
    columns: tuple[PlatformColumn, ...]


@dataclass(frozen=True)
class Platform:
    """A platform; name: as the notice writes it; note: what an organiser should know of it."""

    name: str
    note: str
    sheets: tuple[PlatformSheet, ...]

    def sheet(self, kind: SheetKind) -> PlatformSheet:
        """Return the sheet of a kind; raise BadQuery where the platform takes none."""
        found = next((one for one in self.sheets if one.kind is kind), None)
        if found is None:
            raise BadQuery(f"“{self.name}”的栏目说明里没有“{kind.label}”表。请先在栏目说明中补上")
        return found


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Column(_Shape):
    header: str = Bounded(min_length=1, max_length=MOST_HEADER)
    field: str
    words: dict[str, str] = {}


class _Sheet(_Shape):
    kind: str
    name: str = Bounded(min_length=1, max_length=MOST_SHEET_NAME)
    column: list[_Column] = Bounded(min_length=1, max_length=MOST_COLUMNS)


class _Platform(_Shape):
    name: str = Bounded(min_length=1, max_length=MOST_HEADER)
    note: str = ""
    sheet: list[_Sheet] = Bounded(min_length=1, max_length=len(SheetKind))


def read_platform(file: str, content: bytes) -> Platform:
    """Return what a description says; file: its name, for messages.

    Raises BadQuery for what is no description, for a sheet, field or word that there is not, with
    the nearest one, and for a header or a sheet that stands twice.
    """
    described = _shaped(file, _parsed(file, content))
    sheets = tuple(_sheet(file, one) for one in described.sheet)
    _require_once(file, "工作表", [one.kind.label for one in sheets])
    _require_once(file, "工作表名", [one.name.casefold() for one in sheets])
    return Platform(described.name, described.note, sheets)


def _parsed(file: str, content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise BadQuery(f"“{file}”超过 {MOST_BYTES // 1024} KB，不像栏目说明。请核对文件")
    try:
        return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise BadQuery(f"“{file}”不是 UTF-8 文本。请另存为 UTF-8 编码后重新上传") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadQuery(
            f"“{file}”的写法有误：{error}。请对照下载的栏目说明改正后重新上传"
        ) from error


def _shaped(file: str, raw: dict[str, Any]) -> _Platform:
    try:
        return _Platform.model_validate(raw)
    except ValidationError as error:
        places = dict.fromkeys(_place(one["loc"]) for one in error.errors())
        raise BadQuery(
            f"“{file}”中这些地方缺项、多项或过长：{'；'.join(list(places)[:10])}。"
            "请对照下载的栏目说明改正后重新上传"
        ) from error


def _place(location: Sequence[int | str]) -> str:
    """Return a place in a description as people count: the first sheet is number 1."""
    names = {"sheet": "工作表", "column": "栏", "header": "表头 header", "field": "字段 field"}
    told = [f"第 {one + 1} 个" if isinstance(one, int) else names.get(one, one) for one in location]
    return " ".join(told)


def _sheet(file: str, given: _Sheet) -> PlatformSheet:
    kinds = {one.value: one for one in SheetKind}
    if given.kind not in kinds:
        known = "、".join(f"{one.value}（{one.label}）" for one in SheetKind)
        raise BadQuery(f"“{file}”中没有“{given.kind}”这种表。请用：{known}")
    kind = kinds[given.kind]
    if not NOT_IN_SHEET_NAMES.isdisjoint(given.name) or "'" in (given.name[0], given.name[-1]):
        raise BadQuery(
            f"“{file}”中工作表名“{given.name}”含有 Excel 不允许的字符 [ ] : * ? / \\ 或首尾单引号。"
            "请换一个名称"
        )
    columns = tuple(_column(file, kind, one) for one in given.column)
    _require_once(file, f"“{given.name}”表中的表头", [one.header for one in columns])
    return PlatformSheet(kind, given.name, columns)


def _column(file: str, kind: SheetKind, given: _Column) -> PlatformColumn:
    where = f"“{file}”“{kind.label}”表的“{given.header}”栏"
    found = field_of(kind, given.field)
    if found is None:
        if given.field in CONTACTS:
            raise BadQuery(f"{where}：联系方式不随交换表给出。请删去这一栏")
        names = [one.name for one in FIELDS[kind]]
        hint = _nearest(given.field, names)
        raise BadQuery(f"{where}：系统没有字段“{given.field}”{hint}。请改正后重新上传")
    unknown = [word for word in given.words if word not in found.words]
    if unknown:
        told = "、".join(f"“{word}”{_nearest(word, found.words)}" for word in unknown)
        known = f"可写：{'、'.join(found.words)}" if found.words else "这个字段不能换词"
        raise BadQuery(f"{where}：没有用词{told}。{known}。请改正后重新上传")
    return PlatformColumn(given.header, given.field, dict(given.words))


def _require_once(file: str, what: str, texts: Sequence[str]) -> None:
    twice = next((text for text in texts if texts.count(text) > 1), None)
    if twice is not None:
        raise BadQuery(f"“{file}”中{what}“{twice}”出现了不止一次。请只留一个")


def _nearest(text: str, known: Sequence[str]) -> str:
    nearest = process.extractOne(text, known, score_cutoff=NEAREST_CUTOFF)
    return f"（是否为“{nearest[0]}”？）" if nearest else ""
