"""Errors as answers: a body for programs, a page for browsers."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from matchmaker.web.operations.bodies import (
    MEANINGS,
    ErrorBody,
    InvalidRequestBody,
    status_name,
)
from matchmaker.web.operations.field_problems import field_problems, summary
from matchmaker.web.templating import render

# What is wrong may be over in a moment, and may quote what was asked.
_HEADERS = {"Cache-Control": "no-store"}
_REMEDIES = {
    400: "请求有误，请检查后重试",
    401: "请先登录",
    403: "您没有权限查看或做这件事。如有需要请联系管理员",
    404: "没有这个地址。请检查网址，或从首页重新进入",
    405: "这个地址不支持此方法。请对照接口文档",
    413: "内容过大，超出服务器允许的大小。请减小后重试，或请管理员调大上限",
    415: "不支持这种内容类型。请对照接口文档设置 Content-Type",
    429: "请求过于频繁，请稍后再试",
    503: "服务暂时不可用，请稍后再试",
}
# What FastAPI and Starlette say of themselves in English.
_ENGLISH = {"There was an error parsing the body": "请求体无法读取，请检查格式和 Content-Type"}


def answer_error(
    request: Request, status: int, body: ErrorBody, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer to a request that failed: a page if a browser asked for one."""
    all_headers = {**_HEADERS, **(headers or {})}
    if _wants_page(request):
        title = MEANINGS.get(status, "出错了")
        context = {"title": title, "status": status, "detail": body.detail}
        return render(request, "error.html", context, status=status, headers=all_headers)
    return JSONResponse(body.model_dump(), status_code=status, headers=all_headers)


def too_large() -> ErrorBody:
    """Return what is said of a body that is larger than allowed."""
    return ErrorBody(error=status_name(413), detail=_REMEDIES[413])


def install_answers(app: FastAPI) -> None:
    """Answer what the framework refuses, and what nobody foresaw."""
    app.add_exception_handler(HTTPException, _answer_refusal)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(Exception, _answer_unforeseen)


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(
        "/api/"
    )


def _answer_refusal(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    if status < 400:
        return Response(status_code=status, headers=error.headers)
    said = error.detail
    if said == HTTPStatus(status).phrase or status == 413:
        said = _REMEDIES.get(status, MEANINGS.get(status, said))
    body = ErrorBody(error=status_name(status), detail=_ENGLISH.get(said, said))
    return answer_error(request, status, body, error.headers)


def _answer_invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    problems = field_problems(error.errors())
    body = InvalidRequestBody(error="InvalidRequest", detail=summary(problems), fields=problems)
    return answer_error(request, 422, body)


def _answer_unforeseen(request: Request, _error: Exception) -> Response:
    # Who runs the server raises it again and logs it with its trace.
    number = request.state.request_id
    detail = (
        f"系统出现意外错误，刚才的操作没有完成。请稍后再试；如仍出错，请把编号 {number} 告诉管理员"
    )
    return answer_error(request, 500, ErrorBody(error="InternalError", detail=detail))
