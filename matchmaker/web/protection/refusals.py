"""What somebody sees whose request has not reached a route."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from matchmaker.errors import TooManyRequests
from matchmaker.web.templating import render
from models.errors import MatchmakerError

TITLES = {
    400: "无法识别的访问地址",
    403: "操作没有执行",
    405: "不支持的请求方式",
    429: "请求过于频繁",
}


def refuse(request: Request, error: MatchmakerError, status: int) -> Response:
    """Return the answer to a refused request: a page for a browser, else the error as JSON."""
    headers = {}
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.wait_seconds)
    if "text/html" in request.headers.get("accept", ""):
        context = {"title": TITLES[status], "status": status, "detail": str(error)}
        return render(request, "error.html", context, status=status, headers=headers)
    body = {"error": type(error).__name__, "detail": str(error)}
    return JSONResponse(body, status_code=status, headers=headers)
