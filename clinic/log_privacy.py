"""Keeps links and patients' words out of the log, whoever writes the line.

A link's token is as good as the link, so every long path segment is masked. An exception's message can
quote a row ("Failing row contains (…)") or an answer, so the log keeps its kind and place, not its words.
"""

import logging
import re
import sys
import time
import traceback
from types import TracebackType
from typing import Any

# Longer than any name of ours in a path, shorter than any token (43 characters for 256 bits). A file of the
# site has a dot behind its name; of all files only a calendar's is named by a token.
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_\-]{20,}(?![A-Za-z0-9_\-]|\.(?!ics\b))")
QUERY = re.compile(r"(?<=[/\w>])\?\S+")


class TokenMask(logging.Filter):
    """Writes <token> for what stands where a link's token would, and nothing of what was searched for."""

    def filter(self, record: logging.LogRecord) -> bool:
        masked = QUERY.sub("?<query>", TOKEN.sub("<token>", record.getMessage()))
        record.msg, record.args = masked, ()
        return True


class PrivateFormatter(logging.Formatter):
    """UTC time, level, logger, message; of an exception its kind and where it was raised."""

    converter = time.gmtime

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")

    def formatException(self, exc_info) -> str:
        return "".join(_kinds_and_places(exc_info[1])).rstrip()


def private_logging(level: str) -> dict[str, Any]:
    """Django's LOGGING: every line through the filter and the formatter above, to the console."""
    quiet = {"handlers": [], "level": level, "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"private": {"()": "clinic.log_privacy.TokenMask"}},
        "formatters": {"private": {"()": "clinic.log_privacy.PrivateFormatter"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "filters": ["private"], "formatter": "private"},
        },
        "root": {"handlers": ["console"], "level": level},
        # Django's own handlers would mail whole requests to ADMINS and print the start line twice.
        "loggers": {"django": {**quiet}, "django.server": {**quiet}},
    }


def crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A sys.excepthook for a process whose output is kept as a log."""
    sys.stderr.write("".join(_kinds_and_places(error)))


def _kinds_and_places(error: BaseException | None):
    if error is None:
        return
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    yield from _kinds_and_places(before)
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__} (its message is not logged)\n"
