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
    r"token|password|secret|authorization|cookie|phone|email|address|(^|_)name$|words|body", re.IGNORECASE
)
_PHONE = re.compile(r"(?<!\w)\+\d{8,15}(?!\w)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def _with_request_id(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if (request_id := REQUEST_ID.get()) is not None:
        entry.setdefault("request_id", request_id)
    return entry


def _masked(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in entry.items():
        if _SECRET_KEYS.search(key):
            entry[key] = "***"
        elif isinstance(value, str):
            entry[key] = _MAIL.sub("***", _PHONE.sub("***", value))
    return entry


def configure(level: str = "INFO", form: str = "json") -> None:
    renderer: Any = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
