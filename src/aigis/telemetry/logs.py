"""Lines of the log: a JSON object each, with the instant as RFC 3339 has it, the process and the request.

A line holds what our own code says and where an exception was raised. It never holds an exception's own words, which
may repeat what a person typed or a row of the database, nor the path of a request, which may hold a one-time link.
"""

import json
import logging
import logging.config
import os
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from aigis.telemetry import request_id, traces

LEVELS = ("debug", "info", "warning", "error")
FORMS = ("json", "text")
_FRAMES = 20  # the last ones: where it was raised
# What these say is about a server or a file, never about a row.
_SPEAKS_OF_SERVERS = ("OperationalError", "InterfaceError", "ConnectionRefusedError", "FileNotFoundError")
# Of `extra`: figures and closed words only.
_FIELDS = ("door", "method", "status", "duration_ms")

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line."""
        return json.dumps(describe(record), ensure_ascii=False)


class TextFormatter(logging.Formatter):
    """Formats a record for a person who reads along; the same fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line, and lines of an exception's frames."""
        fields = describe(record)
        request = f" [{fields['request']}]" if "request" in fields else ""
        line = f"{fields['time']} {record.levelname} {record.name}{request} {fields['message']}"
        raised = fields.get("exception")
        return "\n  ".join([line, *raised["frames"], raised["type"]]) if raised else line


def describe(record: logging.LogRecord) -> dict[str, Any]:
    """Returns the fields of a record."""
    instant = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    fields: dict[str, Any] = {"time": instant, "level": record.levelname.lower(), "logger": record.name}
    fields |= {"message": _message(record), "pid": record.process}
    context = {"request": request_id.current(), "trace": traces.current_trace()}
    fields |= {name: value for name, value in context.items() if value}
    fields |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
    if record.exc_info:
        fields["exception"] = _exception(record.exc_info)
    return fields


def _message(record: logging.LogRecord) -> str:
    """The sentence; of Django's about a request without the path, of which only the pattern is named."""
    request = getattr(record, "request", None)
    if request is None:
        return record.getMessage()
    route = getattr(getattr(request, "resolver_match", None), "route", "")
    return f"{record.msg.partition(':')[0]}: {getattr(request, 'method', '')} {route or 'unknown address'}"


def _exception(raised: _Raised) -> dict[str, Any]:
    kind, error, trace = raised
    if kind is None or error is None:
        return {"type": "", "frames": []}
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    fields: dict[str, Any] = {"type": kind.__qualname__, "frames": [_place(frame) for frame in frames]}
    if kind.__name__ in _SPEAKS_OF_SERVERS:
        fields["words"] = str(error).partition("\n")[0]
    if code := getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None):
        fields["sqlstate"] = code
    return fields


def _place(frame: traceback.FrameSummary) -> str:
    folder, file = os.path.split(frame.filename)
    return f"{os.path.basename(folder)}/{file}:{frame.lineno} {frame.name}"


def configuration(level: str, form: str) -> dict[str, Any]:
    """Returns the configuration for `logging.config.dictConfig`."""
    formatter = "aigis.telemetry.logs.JsonFormatter" if form == "json" else "aigis.telemetry.logs.TextFormatter"
    ours = level.upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": max(level.upper(), "WARNING", key=logging.getLevelName)},
        "loggers": {"aigis": {"level": ours}, "django.request": {"level": "ERROR"}},
    }


def read_settings(environ: Mapping[str, str]) -> tuple[str, str]:
    """Reads level and form.

    Raises:
        ValueError: one is unknown; the sentence says what to give.
    """
    production = environ.get("AIGIS_MODE", "production") == "production"
    level = environ.get("AIGIS_LOG_LEVEL", "info")
    form = environ.get("AIGIS_LOG_FORMAT", "json" if production else "text")
    for name, value, values in (("AIGIS_LOG_LEVEL", level, LEVELS), ("AIGIS_LOG_FORMAT", form, FORMS)):
        if value not in values:
            raise ValueError(f"{name} is '{value}': give {', '.join(values[:-1])} or {values[-1]}.")
    return level, form


def configure(environ: Mapping[str, str] = os.environ) -> None:
    """Configures the log of a process that does without Django."""
    logging.config.dictConfig(configuration(*read_settings(environ)))
