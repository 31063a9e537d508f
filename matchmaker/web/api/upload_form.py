"""The form by which a file is sent, read as it comes in and no further than files may be large."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, BinaryIO

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import FormData

from matchmaker.errors import BadQuery
from matchmaker.ledger.period import FIRST_YEAR, LAST_YEAR
from matchmaker.services.uploads import ReadingOptions
from matchmaker.web.api.fields import Id, Line
from matchmaker.web.api.file_form import MULTIPART, file_of, read_parts
from matchmaker.web.protection.csrf import TOKEN_FIELD
from models.enums import ImportKind

# The file itself, and what shows that a page of ours has sent the form.
_NO_FIELDS = ("file", TOKEN_FIELD)


@dataclass(frozen=True)
class UploadForm:
    """A file and how it is to be read; file: as it came, from its start."""

    kind: ImportKind
    file_name: str
    file: BinaryIO
    options: ReadingOptions
    organisation: Id | None


class _Fields(BaseModel):
    """The fields beside the file."""

    model_config = ConfigDict(extra="forbid")

    kind: ImportKind
    source_date: date | None = None
    owner: Line = ""
    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)] | None = None
    mapping: dict[Line, Line] = Field(default_factory=dict, max_length=500)
    organisation: Id | None = None


# FastAPI would take the whole body in before it asks who sends it; so it is described by hand.
UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            MULTIPART: {
                "schema": {
                    "type": "object",
                    "required": ["file", "kind"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "kind": {"type": "string", "enum": [kind.value for kind in ImportKind]},
                        "source_date": {"type": "string", "format": "date"},
                        "owner": {"type": "string", "maxLength": 200},
                        "year": {
                            "type": "integer",
                            "description": "往年数据的年份，表中没有年份列时填写",
                        },
                        "mapping": {"type": "string", "description": "JSON：列名 → 字段"},
                        "organisation": {"type": "integer", "description": "单位编号"},
                    },
                }
            }
        },
    }
}


@asynccontextmanager
async def read_form(request: Request, max_file_mb: int) -> AsyncIterator[UploadForm]:
    """Read the form of a request; its file lies on disk until the end.

    Raises BadQuery for a form that is none or lacks what is needed, SourceError for a body that is
    larger than a file may be, which is not read on.
    """
    async with read_parts(request, max_file_mb) as form:
        yield _read(form)


def _day(fields: _Fields) -> date | None:
    """Return the day whose state the file describes: of figures, the last one of their year."""
    if fields.kind is not ImportKind.FIGURES:
        if fields.year is not None:
            raise BadQuery("只有往年数据才填写年份。其他内容请填“资料截至”的日期")
        return fields.source_date
    if fields.source_date is not None:
        raise BadQuery("往年数据不用填“资料截至”。表中没有年份列时，请填年份")
    return None if fields.year is None else date(fields.year, 12, 31)


def _read(form: FormData) -> UploadForm:
    file = file_of(form)
    given: dict[str, Any] = {
        name: value for name, value in form.multi_items() if name not in _NO_FIELDS and value != ""
    }
    try:
        if "mapping" in given:
            given["mapping"] = json.loads(given["mapping"])
        fields = _Fields.model_validate(given)
    except ValidationError as error:
        names = "、".join(sorted({str(one["loc"][0]) for one in error.errors()}))
        raise BadQuery(f"字段 {names} 缺少或有误。请核对后重试") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise BadQuery("字段 mapping 不是 JSON。请写成 {列名: 字段}") from error
    return UploadForm(
        kind=fields.kind,
        file_name=file.filename or "",
        file=file.file,
        options=ReadingOptions(_day(fields), fields.owner, fields.mapping),
        organisation=fields.organisation,
    )
