"""The form by which a file is sent, read as it comes in and no further than files may be large."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, BinaryIO

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from ingest.errors import SourceError
from ingest.types import MIB
from matchmaker.errors import BadQuery
from matchmaker.ledger.period import FIRST_YEAR, LAST_YEAR
from matchmaker.services.uploads import ReadingOptions
from matchmaker.web.api.fields import Id, Line
from matchmaker.web.protection.csrf import TOKEN_FIELD
from models.enums import ImportKind

MULTIPART = "multipart/form-data"
MOST_FIELDS = 10
MOST_FIELD_BYTES = 64 * 1024
# The file itself, and what shows that a page of ours has sent the form.
_NO_FIELDS = ("file", TOKEN_FIELD)
# What stands round the file.
FORM_BYTES = MIB


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
    if not request.headers.get("content-type", "").startswith(MULTIPART):
        raise BadQuery(f"请以 {MULTIPART} 上传，文件放在 file 字段，类别放在 kind 字段")
    parser = MultiPartParser(
        request.headers,
        _bounded(request, max_file_mb),
        max_files=1,
        max_fields=MOST_FIELDS,
        max_part_size=MOST_FIELD_BYTES,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise BadQuery("表单不完整或格式有误。请只上传一个文件，并核对各字段") from error
    try:
        yield _read(form)
    finally:
        await form.close()


async def _bounded(request: Request, max_file_mb: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > max_file_mb * MIB + FORM_BYTES:
            raise SourceError(
                "上传的文件", f"文件超过上限 {max_file_mb} MB", "请按单位或年份拆成几个文件分别上传"
            )
        yield chunk


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
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise BadQuery("表单里没有文件。请把文件放在 file 字段")
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
