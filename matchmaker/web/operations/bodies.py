"""The bodies of errors, as programs get them and as the OpenAPI document describes them."""

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field


class ErrorBody(BaseModel):
    """An error; error: its name, which stays the same; detail: what is wrong and what to do."""

    error: str
    detail: str


class FieldProblem(BaseModel):
    """A field that was refused; field: its path, parts joined by dots; kind: pydantic's name."""

    field: str
    kind: str
    detail: str


class InvalidRequestBody(ErrorBody):
    """A request with fields that were refused; empty fields: the request as a whole was."""

    fields: list[FieldProblem] = Field(default_factory=list)


# What stands in the OpenAPI document beside a status.
MEANINGS = {
    400: "请求有误",
    401: "需要登录",
    403: "没有权限",
    404: "没有所请求的内容",
    405: "这个地址不支持此方法",
    409: "与已有数据冲突",
    412: "内容已被他人修改",
    413: "请求体过大",
    415: "内容类型不支持",
    422: "请求中有不能接受的值",
    429: "请求过于频繁",
    500: "系统内部错误",
    503: "服务暂时不可用",
    504: "处理超时",
}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what ``responses=`` of a route or router says of these statuses.

    Raises ValueError for a status that has no meaning here.
    """
    unknown = [status for status in statuses if status not in MEANINGS]
    if unknown:
        raise ValueError(f"no meaning for {unknown}")
    return {
        status: {
            "model": InvalidRequestBody if status == 422 else ErrorBody,
            "description": MEANINGS[status],
        }
        for status in statuses
    }


def status_name(status: int) -> str:
    """Return the name of an error that has none but its status, NotFound for 404."""
    # Its phrase differs between versions of Python.
    if status == 413:
        return "ContentTooLarge"
    return "".join(part.capitalize() for part in HTTPStatus(status).phrase.split())
