"""gunicorn's threaded worker with an end to waiting: a request that trickles in must not hold a thread.

gunicorn's `timeout` watches the worker, not its threads, and eight slow clients would be the whole site.
"""

import contextlib
import socket
import time
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

REQUEST_SECONDS = 30
"""From the first byte of a request to its last. A phone on a slow network needs 5 for our longest form."""


class BoundedWorker(ThreadWorker):
    """Named in gunicorn.conf.py."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._begun: dict[TConn, float] = {}  # what its threads are busy with, and since when

    def handle(self, conn: TConn):
        self._begun[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            self._begun.pop(conn, None)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """The main thread's turn, at least one a second: it also ends what has come in for too long.

        A timer for each request would do the same, with a thread of its own each time.
        """
        super().wait_for_and_dispatch_events(timeout)
        latest = time.monotonic() - REQUEST_SECONDS
        for conn, begun in self._begun.copy().items():  # its threads go on meanwhile
            if begun < latest:
                _stop_listening(conn)


def _stop_listening(conn: TConn) -> None:
    """What has arrived counts as cut off (clinic.web.request_body); the answer still goes out."""
    with contextlib.suppress(OSError):  # gone already
        conn.sock.shutdown(socket.SHUT_RD)
