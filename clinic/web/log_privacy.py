"""Keeps links and patients' words out of the log, whoever writes the line.

A link's token is as good as the link, so every long path segment is masked. An exception's message can
quote a row ("Failing row contains (…)") or an answer, so the log keeps its kind and place, not its words.
A line about a request names its route, never its address: somebody may have typed a name into that.
"""

import logging
import re
import sys
import time
import traceback
from types import TracebackType
from typing import Any

from django.http import HttpRequest

from clinic.web.request_names import method, request_id, route

# Longer than any name of ours in a path, shorter than any token (43 characters for 256 bits). A file of the
# site has a dot behind its name; of all files only a calendar's is named by a token.
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_\-]{20,}(?![A-Za-z0-9_\-]|\.(?!ics\b))")
QUERY = re.compile(r"(?<=[/\w>])\?\S+")
MAIL = re.compile(r"[^\s@<>()\"',;:]+@[^\s@<>()\"',;:]+")


class TokenMask(logging.Filter):
    """Writes <token> for what stands where a link's token would, and nothing of what was searched for.

    Gives each line the number of the request it was written in.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        masked = MAIL.sub("<address>", QUERY.sub("?<query>", TOKEN.sub("<token>", _message(record))))
        record.msg, record.args = masked, ()
        return True


class PrivateFormatter(logging.Formatter):
    """UTC time, level, logger, message; of an exception its kind and where it was raised."""

    converter = time.gmtime

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")

    def formatException(self, exc_info) -> str:
        return kinds_and_places(exc_info[1])


FORMATTERS = {"text": "clinic.web.log_privacy.PrivateFormatter", "json": "clinic.web.log_lines.JsonLines"}


def private_logging(level: str, form: str = "text", tracker: str = "") -> dict[str, Any]:
    """Django's LOGGING: every line through the filter and a formatter of ours, to the console.

    `form` is "text" or "json", `tracker` the address errors are told to as well (clinic.web.error_tracking).
    """
    quiet = {"handlers": [], "level": level, "propagate": True}
    handlers = {
        "console": {"class": "logging.StreamHandler", "filters": ["private"], "formatter": "private"},
    }
    if tracker:
        handlers["tracker"] = {
            "class": "clinic.web.error_tracking.Tracker",
            "filters": ["private"],
            "formatter": "private",
            "level": "ERROR",
            "address": tracker,
        }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"private": {"()": "clinic.web.log_privacy.TokenMask"}},
        "formatters": {"private": {"()": FORMATTERS[form]}},
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": level},
        "loggers": {
            # Django's own handlers would mail whole requests to ADMINS and print the start line twice.
            "django": {**quiet},
            # clinic.access has a line for each request, by route; these two would add one by address.
            "django.request": {"level": "ERROR", "propagate": True},
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
            # At DEBUG it writes every statement with its values.
            "django.db.backends": {"level": "WARNING", "propagate": True},
        },
    }


def crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A sys.excepthook for a process whose output is kept as a log."""
    sys.stderr.write(kinds_and_places(error) + "\n")


def kinds_and_places(error: BaseException | None) -> str:
    """The error and those behind it, each by its kind and the lines it went through."""
    return "".join(_kinds_and_places(error)).rstrip()


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        return f"{_what_happened(record)}: {method(request)} {route(request)}"
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    if isinstance(record.args, tuple):
        record.args = tuple(type(a).__name__ if isinstance(a, BaseException) else a for a in record.args)
    return record.getMessage()


def _what_happened(record: logging.LogRecord) -> str:
    """Django's words for it quote the request; of a form's refusal they begin with the reason."""
    if record.name == "django.security.csrf" and isinstance(record.args, tuple) and record.args:
        return f"Forbidden, {str(record.args[0]).partition(' - ')[0]}"
    return f"Answered {getattr(record, 'status_code', 500)}"


def _kinds_and_places(error: BaseException | None):
    if error is None:
        return
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    yield from _kinds_and_places(before)
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__} (its message is not logged)\n"
