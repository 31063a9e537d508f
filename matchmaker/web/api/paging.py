"""Pages of long answers: how many, after which, in which order."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from matchmaker.errors import BadQuery
from matchmaker.web.api.fields import MOST_ID, is_storable
from models.queries.keyset import Order

Item = TypeVar("Item")
MOST = 200

LimitParameter = Annotated[int, Query(ge=1, le=MOST, description="每页条数")]
CursorParameter = Annotated[
    str | None, Query(max_length=500, description="上一页的 next_cursor，不填则从头开始")
]


class Page(BaseModel, Generic[Item]):
    """Some of a long answer; next_cursor: what to ask for the rest with, null at the end."""

    items: list[Item]
    next_cursor: str | None = Field(description="下一页的游标，没有更多时为 null")


def write_cursor(sort: str, values: Sequence[Any]) -> str:
    """Return where a page ended, for programs to give back and not to look into."""
    text = json.dumps([sort, *values], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str | None, sort: str, kinds: Sequence[type[Any]]) -> Sequence[Any] | None:
    """Return the values that a cursor holds, None without one; raise BadQuery for another's.

    kinds: the types of the values.
    """
    if cursor is None:
        return None
    wrong = BadQuery("cursor 不是上一页给出的游标，或排序方式已改变。请去掉 cursor，从头开始")
    try:
        found = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (NotBase64, ValueError):
        raise wrong from None
    if not isinstance(found, list) or found[:1] != [sort] or len(found) != len(kinds) + 1:
        raise wrong
    values = found[1:]
    fits = (type(one) is kind for one, kind in zip(values, kinds, strict=True))
    if not all(fits) or not all(_can_be_asked_for(one) for one in values):
        raise wrong
    return values


def _can_be_asked_for(value: Any) -> bool:
    """Whether every database takes a value: no number beyond its ids, no sign it cannot keep."""
    if isinstance(value, int):
        return abs(value) <= MOST_ID
    return not isinstance(value, str) or is_storable(value)


def choose_order(sort: str, known: Mapping[str, Sequence[Order]]) -> Sequence[Order]:
    """Return the order of a name; raise BadQuery for one that is not known."""
    try:
        return known[sort]
    except KeyError:
        raise BadQuery(f"不能按“{sort}”排序。可用：{'、'.join(known)}") from None
