"""Logs of a server: one JSON object a line on standard error, or lines for people.

What must not be kept is taken out of every line, wherever it comes from: passwords, the codes of
check-in pages, query strings, values that a database or a validator quotes in its errors.
"""

import logging
import re
import sys
import threading
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from datetime import datetime
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import quote, quote_plus

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter
from sqlalchemy import make_url

from matchmaker.china_time import CHINA
from matchmaker.settings import Settings

# The request that is being answered; empty outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

GONE = "***"
# A shorter password is taken out of addresses alone: it would be part of ordinary words.
SHORTEST = 4
_PATTERNS: Sequence[tuple[re.Pattern[str], str]] = (
    # The password of an address, and of the libpq form of one.
    (re.compile(r"(\w://[^\s:/@]*:)[^\s@]+@"), rf"\1{GONE}@"),
    (re.compile(r"(?i)\b(password\s*=\s*)('[^']*'|\S+)"), rf"\1{GONE}"),
    # Whoever knows the code of a name card checks its bearer in.
    (re.compile(r"(/checkin/)(?!\{token\})[^\s/?#\"'<>]+"), rf"\1{GONE}"),
    (re.compile(r"(?<=[\w/*}])\?[^\s\"'<>=]+=[^\s\"'<>]*"), f"?{GONE}"),
    (
        re.compile(r"(?i)((?:authorization|cookie)\b['\"]?\s*[:=,]\s*(?:b?['\"])?)[^'\"\n]+"),
        rf"\1{GONE}",
    ),
    # PostgreSQL quotes the row that broke a rule, pydantic the input that it refused.
    (re.compile(r"(DETAIL:).*"), rf"\1 {GONE}"),
    (re.compile(r"(?s)(input_value=).*?(, input_type=)"), rf"\1{GONE}\2"),
)
# What uvicorn adds for coloured terminals says the same once more.
_RESERVED = (*RESERVED_ATTRS, "color_message")
# They tell of every look at the clock, every step of a migration.
_TALKATIVE = ("apscheduler", "alembic")
# They tell the whole address that is sent to, and with it whatever key stands in it.
_INDISCREET = ("httpx2", "httpcore2")
Redact = Callable[[str], str]


def configure_logging(settings: Settings) -> None:
    """Have everything that this process logs go to standard error as the settings say."""
    root = logging.getLogger()
    root.handlers = [make_handler(settings, sys.stderr)]
    root.setLevel(settings.log_level.upper())
    for name in _INDISCREET:
        logging.getLogger(name).setLevel(logging.WARNING)
    if settings.log_level != "debug":
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    # A record that cannot be written must not be printed in another form.
    logging.raiseExceptions = False
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_thread


def make_handler(settings: Settings, stream: TextIO) -> logging.Handler:
    """Return what writes records to a stream in the form that the settings ask for."""
    redact = make_redaction(make_url(settings.resolved_database_url).password or "")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(redact) if settings.log_format == "json" else TextLines(redact))
    return handler


def make_redaction(secret: str) -> Redact:
    """Return what takes secrets out of a text; secret: one that is known, empty for none."""
    known = {
        form
        for form in (secret, quote(secret, safe=""), quote_plus(secret))
        if len(form) >= SHORTEST
    }

    def redact(text: str) -> str:
        for form in sorted(known, key=len, reverse=True):
            text = text.replace(form, GONE)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text

    return redact


def moment_of(record: logging.LogRecord) -> str:
    """Return when a record was made, in China's time with its offset, to the millisecond."""
    return datetime.fromtimestamp(record.created, CHINA).isoformat(timespec="milliseconds")


class JsonLines(JsonFormatter):
    """A record as one JSON object, with what was given as extra beside the fixed members."""

    def __init__(self, redact: Redact) -> None:
        super().__init__(
            ["message"],
            rename_fields={"exc_info": "exception"},
            reserved_attrs=_RESERVED,
            json_ensure_ascii=False,
        )
        self._redact = redact

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Put the fixed members first."""
        log_data["time"] = moment_of(record)
        log_data["level"] = record.levelname.lower()
        log_data["logger"] = record.name
        super().add_fields(log_data, record, message_dict)
        log_data["request_id"] = request_id.get()

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Take secrets out of all texts."""
        return {
            name: self._redact(value) if isinstance(value, str) else value
            for name, value in log_data.items()
        }


class TextLines(logging.Formatter):
    """A record as people read it: time, level, logger, request, text, then what is extra."""

    def __init__(self, redact: Redact) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, followed by a trace where there is one."""
        head = f"{moment_of(record)} {record.levelname:<7} {record.name}"
        facts = "".join(
            f" {name}={value}" for name, value in vars(record).items() if name not in _RESERVED
        )
        asked = f" [{request_id.get()}]" if request_id.get() else ""
        first, _, trace = super().format(record).partition("\n")
        return self._redact(f"{head}{asked} {first}{facts}" + (f"\n{trace}" if trace else ""))


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    logging.getLogger("matchmaker").critical("程序异常结束", exc_info=(kind, error, trace))


def _log_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        logging.getLogger("matchmaker").error(
            "线程异常结束", exc_info=(args.exc_type, args.exc_value, args.exc_traceback)
        )
