"""A list of industries as a TOML file, in the form of the bundled one."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matchmaker.errors import BadConfiguration
from matchmaker.industry.taxonomy import LISTS, IndustryDef, Taxonomy, make_industries

_TEXTS = ("slug", "name", "group", "status")
_KNOWN = {*_TEXTS, "retired", *LISTS}
_PER_LINE = 8


@dataclass(frozen=True)
class ListFile:
    """What a file says; version: its label, "" for none; valid_from: None where it names no day."""

    version: str
    valid_from: date | None
    industries: tuple[IndustryDef, ...]


def as_entries(industries: Sequence[IndustryDef]) -> list[dict[str, Any]]:
    """Return the industries as entries of a file or an edition; what is empty is left out."""
    entries = []
    for one in industries:
        entry: dict[str, Any] = {name: getattr(one, name) for name in _TEXTS}
        if one.retired:
            entry["retired"] = True
        entries.append(
            entry | {name: list(getattr(one, name)) for name in LISTS if getattr(one, name)}
        )
    return entries


def write_list(taxonomy: Taxonomy, valid_from: date) -> str:
    """Return the text of a file that says all that the list says."""
    lines = [f"version = {_quoted(taxonomy.version)}", f"valid_from = {valid_from.isoformat()}"]
    for entry in as_entries(taxonomy.industries):
        lines += ["", "[[industry]]"]
        for name, value in entry.items():
            if isinstance(value, list):
                lines += [f"{name} = [", *_rows(value), "]"]
            else:
                lines.append(f"{name} = {'true' if value is True else _quoted(value)}")
    return "\n".join(lines) + "\n"


def read_list(text: str) -> ListFile:
    """Return what the text of a file says, the list itself unchecked.

    Raises BadConfiguration where it is not TOML or not of the form of a list.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadConfiguration(f"不是有效的 TOML（{error}）。请核对该处的写法") from error
    entries = data.get("industry")
    if not isinstance(entries, list) or not entries:
        raise BadConfiguration("没有 [[industry]] 条目。请以导出的文件为样子逐个写明产业")
    valid_from = data.get("valid_from")
    if valid_from is not None and type(valid_from) is not date:
        raise BadConfiguration("valid_from 应为不加引号的日期，例如 valid_from = 2026-06-18")
    return ListFile(str(data.get("version", "")), valid_from, read_entries(entries))


def read_entries(entries: Sequence[object]) -> tuple[IndustryDef, ...]:
    """Return the industries of entries, their values unchecked.

    Raises BadConfiguration for an entry that lacks a field, has an unknown one or one of another
    kind.
    """
    checked = []
    for number, entry in enumerate(entries, start=1):
        trouble = "应为一组字段" if not isinstance(entry, dict) else _trouble(entry)
        if not isinstance(entry, dict) or trouble:
            raise BadConfiguration(f"第 {number} 个产业{trouble}。请以导出的文件为样子改正")
        checked.append(entry)
    return make_industries(checked)


def _trouble(entry: dict[str, Any]) -> str:
    unknown = sorted(map(str, set(entry) - _KNOWN))
    if unknown:
        return f"有不认得的字段 {'、'.join(unknown)}"
    missing = [name for name in _TEXTS if name not in entry]
    if missing:
        return f"缺少字段 {'、'.join(missing)}"
    wrong = [name for name in _TEXTS if not isinstance(entry[name], str)]
    if type(entry.get("retired", False)) is not bool:
        wrong.append("retired")
    for name in LISTS:
        values = entry.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            wrong.append(name)
    return f"的字段 {'、'.join(wrong)} 写法不对" if wrong else ""


def _rows(values: Sequence[str]) -> list[str]:
    parts = [values[n : n + _PER_LINE] for n in range(0, len(values), _PER_LINE)]
    return [f"  {', '.join(map(_quoted, part))}," for part in parts]


def _quoted(text: str) -> str:
    """Return a text as TOML writes it: as JSON does, but for one character that must be escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
