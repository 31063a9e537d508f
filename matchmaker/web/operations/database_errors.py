"""A database that is away is no fault of the request: it is told to come again."""

import logging

from fastapi import FastAPI, Request
from fastapi.responses import Response
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from matchmaker.web.operations.answers import answer_error
from matchmaker.web.operations.bodies import ErrorBody

UNAVAILABLE = "数据库暂时没有应答，请稍后再试；如持续出现请联系管理员"
TOO_LONG = "查询用时过长，已停止。请缩小范围或稍后再试"
# https://www.postgresql.org/docs/current/errcodes-appendix.html
STATEMENT_CANCELLED = "57014"
# Connection, resources, operator's intervention, idle in transaction, start-up.
_AWAY = ("08", "53", "57P", "25P03", "58")
# What SQLite says in words alone.
_SQLITE_AWAY = ("locked", "unable to open", "disk i/o")
AGAIN_SECONDS = "5"
logger = logging.getLogger(__name__)


def install_database_answers(app: FastAPI) -> None:
    """Answer requests that the database fails."""
    app.add_exception_handler(SQLAlchemyError, _answer)


def _answer(request: Request, error: Exception) -> Response:
    code = _sqlstate(error)
    if code == STATEMENT_CANCELLED:
        logger.warning("查询超时")
        return answer_error(request, 504, ErrorBody(error="StatementTimeout", detail=TOO_LONG))
    if not is_away(error):
        raise error
    logger.error("数据库没有应答：%s", type(error).__name__)
    body = ErrorBody(error="DatabaseUnavailable", detail=UNAVAILABLE)
    return answer_error(request, 503, body, {"Retry-After": AGAIN_SECONDS})


def is_away(error: Exception) -> bool:
    """Say whether an error means that the database cannot be reached or has no room."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    code = _sqlstate(error)
    if code is not None:
        return code.startswith(_AWAY)
    if not isinstance(error, OperationalError):
        return False
    text = str(error.orig).lower()
    on_sqlite = type(error.orig).__module__ == "sqlite3"
    return not on_sqlite or any(part in text for part in _SQLITE_AWAY)


def _sqlstate(error: Exception) -> str | None:
    return getattr(getattr(error, "orig", None), "sqlstate", None)
