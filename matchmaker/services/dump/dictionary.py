"""The data dictionary (数据字典) of a dump, for programs and for people, as kinds are declared."""

import json
from collections.abc import Sequence
from typing import Any

from matchmaker.services.dump.declare import SCHEMA_VERSION, DumpField, DumpKind

_HEADERS = ("字段", "含义", "类型", "单位", "可为空", "取值", "来源", "个人信息")
_HEAD = f"| {' | '.join(_HEADERS)} |\n{'|---' * len(_HEADERS)}|"


def as_json(kinds: Sequence[DumpKind]) -> bytes:
    """Return the dictionary as a JSON document."""
    document = {"schema_version": SCHEMA_VERSION, "kinds": [_kind(kind) for kind in kinds]}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def as_markdown(kinds: Sequence[DumpKind]) -> bytes:
    """Return the dictionary as a text in Chinese."""
    parts = [
        "# 数据字典",
        f"版本 {SCHEMA_VERSION}。每个文件一行一条记录，每条是一个 JSON 对象，UTF-8 编码。"
        "没有写“可为空”的字段总有值，文字不掌握时为空字符串。",
    ]
    for kind in kinds:
        rows = "\n".join(_row(field) for field in kind.fields)
        parts.append(f"## {kind.label}（{kind.file}）\n\n{kind.meaning}。\n\n{_HEAD}\n{rows}")
    return "\n\n".join(parts).encode() + b"\n"


def _kind(kind: DumpKind) -> dict[str, Any]:
    return {
        "name": kind.name,
        "label": kind.label,
        "meaning": kind.meaning,
        "file": kind.file,
        "key": list(kind.key),
        "fields": [_field(field) for field in kind.fields],
    }


def _field(field: DumpField) -> dict[str, Any]:
    return {
        "name": field.name,
        "meaning": field.meaning,
        "type": field.type.value,
        "unit": field.unit,
        "may_be_null": field.may_be_null,
        "values": None if field.values is None else dict(field.values),
        "source": field.source,
        "personal_data": field.personal,
    }


def _row(field: DumpField) -> str:
    values = "；".join(f"{value} {label}" for value, label in (field.values or {}).items())
    cells = (
        field.name,
        field.meaning,
        field.type.label,
        field.unit,
        "是" if field.may_be_null else "",
        values,
        field.source,
        "是" if field.personal else "",
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
