"""What a sheet tells of a patent besides: effect, keywords, counts, worth, open licence."""

import re
from collections.abc import Callable
from typing import Any

from ingest.cells import RowCells
from models.errors import InvalidValue
from models.values.classification import parse_many
from models.values.ipc import Ipc
from models.values.text import clean, clean_block, fold

# A blank parts keywords only where it has Chinese on one side: machine vision is one word.
_KEYWORD_MARKS = re.compile(r"[;；|,，、\n]|(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")
# Spreadsheets make 12.0 of a 12, and people write 12项.
_COUNT = re.compile(r"([0-9]+)(?:\.0+)?[项个次件条]?")
_LARGEST_COUNT = 999_999
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")
_EMAIL_MARKS = re.compile(r"[;；,，、|/\s]+")
_NO_EMAIL = {"无", "暂无", "没有"}


def patent_facts(cells: RowCells) -> dict[str, Any]:
    """Return what the row says of these fields; a blank cell says nothing.

    A figure of worth comes with the header it stands under, since every database has its own scale.
    """
    facts: dict[str, Any] = {}
    for name, parse in _PARSERS.items():
        value = cells.parsed(name, parse) if cells.has(name) else None
        if value not in (None, "", ()):
            facts[name] = list(value) if isinstance(value, tuple) else value
    if "value_text" in facts:
        facts["value_source"] = clean(cells.column("value_text"))
    return facts


def parse_keywords(text: str) -> tuple[str, ...]:
    """Read a cell of keywords, in their order, each of them once."""
    words = (clean(word) for word in _KEYWORD_MARKS.split(text))
    return tuple(dict.fromkeys(word for word in words if word))


def parse_cpc(text: str) -> tuple[str, ...]:
    """Read a cell of CPC symbols, in their order, each of them once."""
    try:
        symbols = parse_many(text)
    except InvalidValue as error:
        raise _not_cpc(text) from error
    if not all(isinstance(symbol, Ipc) for symbol in symbols):
        raise _not_cpc(text)
    return tuple(symbol.display for symbol in symbols)


def parse_count(text: str) -> int:
    """Read how many there are of something: a whole number from 0 on."""
    match = _COUNT.fullmatch(fold(text))
    if not match:
        raise InvalidValue(clean(text), "不是非负整数", "请填写 0 或正整数，例如 12，不清楚时留空")
    if int(match[1]) > _LARGEST_COUNT:
        raise InvalidValue(
            clean(text), f"数量过大（超过 {_LARGEST_COUNT}）", "请核对数字，不清楚时留空"
        )
    return int(match[1])


def parse_email(text: str) -> str:
    """Read one address or several; the word for none is an empty text."""
    if fold(text) in _NO_EMAIL:
        return ""
    found = [part for part in _EMAIL_MARKS.split(clean(text)) if part]
    if not found or not all(_EMAIL.fullmatch(part) for part in found):
        raise InvalidValue(
            clean(text), "不是电子邮箱", "请填写形如 name@example.com 的邮箱，没有时留空"
        )
    return "; ".join(dict.fromkeys(found))


def _not_cpc(text: str) -> InvalidValue:
    return InvalidValue(
        clean(text),
        "不是 CPC 分类号",
        "请填写形如 H01M10/0525、Y02E60/10 的分类号，多个用分号隔开，不清楚时留空",
    )


_PARSERS: dict[str, Callable[[str], Any]] = {
    "effect": clean_block,
    "keywords": parse_keywords,
    "cpc": parse_cpc,
    "claim_count": parse_count,
    "family_size": parse_count,
    "cited_by_count": parse_count,
    "value_text": clean,
    "implementation_text": clean,
    "open_licence_text": clean,
    "open_licence_fee": clean,
    "open_licence_term": clean,
    "open_licence_scope": clean,
    "contact_email": parse_email,
}
