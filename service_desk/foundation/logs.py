"""Structured logs with the request's id, and without anything that names a person or opens a door."""

import logging
import re
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
_SECRET_KEYS = re.compile(
    r"token|password|secret|authorization|cookie|phone|email|address|(^|_)name$|words|body|serial_given", re.IGNORECASE
)
_GIVES_AWAY = (
    re.compile(r"(?<![\w+])(?:\+|00)\d[\d ()/.-]{6,18}\d(?!\w)"),  # a phone in international form, however it is spaced
    re.compile(r"(?<![\w.:-])0\d[\d ()/-]{7,12}\d(?![\w.:-])"),  # or as it is dialled at home
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    re.compile(r"\bact_[\w-]{20,}|(?<=Bearer )\S+", re.IGNORECASE),
    re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"),  # user:password in an address
)


def _with_request_id(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if (request_id := REQUEST_ID.get()) is not None:
        entry.setdefault("request_id", request_id)
    return entry


def masked(text: str) -> str:
    """A text for logs and error columns: without phones, mail addresses, tokens and passwords in addresses."""
    for pattern in _GIVES_AWAY:
        text = pattern.sub("***", text)
    return text


def _masked(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in entry.items():
        entry[key] = _safe(key, value)
    return entry


def _safe(key: str, value: Any) -> Any:
    if _SECRET_KEYS.search(key):
        return "***"
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, dict):
        return {str(inner): _safe(str(inner), one) for inner, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_safe(key, one) for one in value]
    return masked(str(value))


class _Others(logging.Handler):
    """What libraries say by `logging` goes the same way, so that it is masked and carries the request's id too."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            said = record.getMessage()
        except (TypeError, ValueError):  # their arguments do not fit their text
            said = str(record.msg)
        structlog.get_logger(record.name).log(
            record.levelno, said, logger=record.name, exc_info=record.exc_info or None
        )


def configure(level: str = "INFO", form: str = "json") -> None:
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_request_id,
            structlog.processors.format_exc_info,
            _masked,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(level.upper(), 20)),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # looked up anew: it may have been replaced
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Others()], force=True)
