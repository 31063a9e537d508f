"""A form with a file, read as it comes in and no further than files may be large."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import BinaryIO

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from ingest.errors import SourceError
from ingest.types import MIB
from matchmaker.errors import BadQuery

MULTIPART = "multipart/form-data"
MOST_FIELDS = 10
MOST_FIELD_BYTES = 64 * 1024
# What stands round the file.
FORM_BYTES = MIB
CHUNK_BYTES = 1 << 20


@asynccontextmanager
async def read_parts(request: Request, max_file_mb: int) -> AsyncIterator[FormData]:
    """Read the form of a request; its file lies on disk until the end.

    Raises BadQuery for a form that is none, SourceError for a body that is larger than a file may
    be, which is not read on.
    """
    if not request.headers.get("content-type", "").startswith(MULTIPART):
        raise BadQuery(f"请以 {MULTIPART} 上传，文件放在 file 字段")
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
        yield form
    finally:
        await form.close()


def file_of(form: FormData) -> UploadFile:
    """Return the file of a form; raise BadQuery where it has none."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise BadQuery("表单里没有文件。请选择文件后再上传（程序请放在 file 字段）")
    return file


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the content of a file piece by piece."""
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


async def _bounded(request: Request, max_file_mb: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > max_file_mb * MIB + FORM_BYTES:
            raise SourceError(
                "上传的文件", f"文件超过上限 {max_file_mb} MB", "请按单位或年份拆成几个文件分别上传"
            )
        yield chunk
