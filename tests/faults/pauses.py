"""Stops a request where a test asks for it, so that a kill lands at that very moment and not about there.

`X-Pause: answer` stops when everything is written and nothing answered; any other text stops behind the first
statement that begins with it, inside its transaction. That a request stands there is told by a file in
DATA_DIR; it then waits for its end.
"""

import os
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

LONG = 60  # seconds; a test kills far sooner


class PauseMiddleware:
    """The outermost: what the product does is done when it sees the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        where = request.headers.get("X-Pause", "")
        if where in ("", "answer"):
            response = self.get_response(request)
        else:
            with connection.execute_wrapper(_pausing_behind(where)):
                response = self.get_response(request)
        if where == "answer":
            stand_here()
        return response


def _pausing_behind(start: str) -> Callable:
    def run(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith(start):
            stand_here()
        return done

    return run


def stand_here() -> None:
    (settings.DATA_DIR / f"paused-{os.getpid()}").touch()
    time.sleep(LONG)
