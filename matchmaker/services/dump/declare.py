"""How a kind of record of a dump is declared; its rows and the data dictionary both follow that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import Session, SQLModel

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from models.queries.visible import Seer

# To be raised whenever a field is taken away or comes to mean something else.
SCHEMA_VERSION = 1


class DumpType(StrEnum):
    """What the values of a field are in JSON."""

    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    TEXTS = "texts"
    INTEGERS = "integers"
    COUNTS = "counts"

    @property
    def label(self) -> str:
        """The Chinese name, with the form that it has in JSON."""
        return {
            "integer": "整数",
            "number": "小数",
            "text": "文字",
            "boolean": "是否（true/false）",
            "date": "日期（YYYY-MM-DD）",
            "moment": "时刻（ISO 8601，UTC）",
            "texts": "文字列表",
            "integers": "整数列表",
            "counts": "名称与整数的对照表",
        }[self.value]


@dataclass(frozen=True)
class DumpField:
    """A field; meaning, source: in Chinese, where it comes from; values: allowed value → label.

    may_be_null: whether there may be nothing; personal: whether it tells of a natural person.
    """

    name: str
    type: DumpType
    meaning: str
    source: str = ""
    unit: str = ""
    values: Mapping[str, str] | None = None
    may_be_null: bool = False
    personal: bool = False


@dataclass(frozen=True)
class DumpScope:
    """Who asks, for what related values follow; seer: the same for queries of demands."""

    session: Session
    viewer: Viewer
    seer: Seer


# Further values of a page of rows, by their place on it; None for a row that is not to be told.
Further = Callable[[DumpScope, Sequence[Any]], Sequence[Mapping[str, Any] | None]]


@dataclass(frozen=True)
class DumpKind:
    """A kind of record: a file of the dump.

    key: the columns by which rows are ordered and told apart; permission: which whoever asks needs
    for all of the province; further: what columns alone do not tell, or what they must not.
    """

    name: str
    label: str
    meaning: str
    table: type[SQLModel]
    permission: Permission
    fields: tuple[DumpField, ...]
    key: tuple[str, ...] = ("id",)
    further: Further | None = None

    @property
    def file(self) -> str:
        """Its name in the archive."""
        return f"{self.name}.jsonl"


def labels(enum: type[StrEnum]) -> Mapping[str, str]:
    """Return the values of a vocabulary with their Chinese names."""
    return {one.value: str(getattr(one, "label", one.value)) for one in enum}


def key(meaning: str = "编号，本系统内不变") -> DumpField:
    """Return the field of a record's id."""
    return DumpField("id", DumpType.INTEGER, meaning, "系统编号")


def ref(name: str, of: str, what: str = "", *, may_be_null: bool = False) -> DumpField:
    """Return a field that names a record of another file; what: which one, in Chinese."""
    meaning = f"{what}，见 {of} 的 id" if what else f"见 {of} 的 id"
    return DumpField(name, DumpType.INTEGER, meaning, "系统编号", "", None, may_be_null)


def text(name: str, meaning: str, source: str = "", *, personal: bool = False) -> DumpField:
    """Return a field of text, empty where nothing is known."""
    return DumpField(name, DumpType.TEXT, meaning, source, personal=personal)


def maybe_text(name: str, meaning: str, source: str = "") -> DumpField:
    """Return a field of text that may be missing."""
    return DumpField(name, DumpType.TEXT, meaning, source, may_be_null=True)


def texts(name: str, meaning: str, source: str = "", *, personal: bool = False) -> DumpField:
    """Return a field of several texts."""
    return DumpField(name, DumpType.TEXTS, meaning, source, personal=personal)


def word(
    name: str, meaning: str, enum: type[StrEnum], source: str = "", *, may_be_null: bool = False
) -> DumpField:
    """Return a field of a closed vocabulary."""
    return DumpField(name, DumpType.TEXT, meaning, source, "", labels(enum), may_be_null)


def words(name: str, meaning: str, enum: type[StrEnum], source: str = "") -> DumpField:
    """Return a field of several members of a closed vocabulary."""
    return DumpField(name, DumpType.TEXTS, meaning, source, "", labels(enum))


def day(name: str, meaning: str, source: str = "", *, may_be_null: bool = True) -> DumpField:
    """Return a field of a day."""
    return DumpField(name, DumpType.DATE, meaning, source, "", None, may_be_null)


def moment(name: str, meaning: str, *, may_be_null: bool = False) -> DumpField:
    """Return a field of a moment."""
    return DumpField(name, DumpType.MOMENT, meaning, "系统记录", "", None, may_be_null)


def number(
    name: str,
    meaning: str,
    unit: str = "",
    source: str = "系统记录",
    *,
    may_be_null: bool = False,
) -> DumpField:
    """Return a field of a whole number."""
    return DumpField(name, DumpType.INTEGER, meaning, source, unit, None, may_be_null)


def yuan(name: str, meaning: str, source: str = "") -> DumpField:
    """Return a field of an amount."""
    return number(name, meaning, "元", source, may_be_null=True)


def yes_or_no(name: str, meaning: str, source: str = "", *, may_be_null: bool = False) -> DumpField:
    """Return a field of a truth value."""
    return DumpField(name, DumpType.BOOLEAN, meaning, source, "", None, may_be_null)


def city(name: str = "city_code", meaning: str = "市州") -> DumpField:
    """Return a field of a place."""
    return maybe_text(name, f"{meaning}，六位行政区划代码（GB/T 2260），没有为 null", "导入或填报")
