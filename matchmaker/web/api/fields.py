"""Kinds of fields that requests have: bounded, and without signs that a database cannot keep."""

from datetime import date
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, Field, SecretStr

_KEPT = "\t\n\r"
MOST_ID = 2**31 - 1


def is_storable(text: str) -> bool:
    """Whether a text has no control character but tab and newline, and no half of a character.

    JSON can write the half of a pair of surrogates; no encoding can.
    """
    return not any(
        (sign < " " and sign not in _KEPT) or sign == "\x7f" or "\ud800" <= sign <= "\udfff"
        for sign in text
    )


def _visible(text: str) -> str:
    """Return the text; raise ValueError where it holds what no database keeps."""
    if not is_storable(text):
        raise ValueError("不能含有控制字符，请删除后再试")
    return text


def _visible_secret(secret: SecretStr) -> SecretStr:
    _visible(secret.get_secret_value())
    return secret


Text = Annotated[str, AfterValidator(_visible)]
Line = Annotated[Text, Field(max_length=200)]
Paragraph = Annotated[Text, Field(max_length=2_000)]
Id = Annotated[int, Field(ge=1, le=MOST_ID)]
PathId = Annotated[int, Path(ge=1, le=MOST_ID)]
PathText = Annotated[str, Path(min_length=1, max_length=100), AfterValidator(_visible)]
Password = Annotated[
    SecretStr,
    Field(min_length=1, max_length=128, examples=["……"]),
    AfterValidator(_visible_secret),
]
# Days that a campaign can be about; calendars can be counted forth and back from them.
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2099, 12, 31), examples=["2026-06-18"])]
# In a JSON body: there 1 and "yes" are no booleans, as they are in a query.
Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", examples=["p1-wuhan"])]
PathSlug = Annotated[PathText, Path(description="活动代号", examples=["p1-wuhan"])]
