"""Answers with a tag of their content (RFC 9110, 8.8.3): not sent twice nor overwritten unseen."""

from hashlib import sha256
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel

from matchmaker.errors import PreconditionFailed


def answer_tagged(request: Request, model: BaseModel) -> Response:
    """Return the model as JSON with its tag, or 304 to whoever has it already."""
    content = model.model_dump_json().encode()
    tag = _tag(content)
    if tag in _tags(request, "if-none-match"):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content, media_type="application/json", headers={"ETag": tag})


def require_match(request: Request, present: BaseModel) -> None:
    """Raise PreconditionFailed where If-Match names another state than the present one."""
    wanted = _tags(request, "if-match")
    if wanted and "*" not in wanted and _tag(present.model_dump_json().encode()) not in wanted:
        raise PreconditionFailed("内容已被他人修改。请重新读取，核对后再提交")


# What the OpenAPI document says of routes that answer with a tag.
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "内容未变"}}


def _tag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:32]}"'


def _tags(request: Request, header: str) -> set[str]:
    text = request.headers.get(header, "")
    return {one.strip().removeprefix("W/") for one in text.split(",") if one.strip()}
