"""gunicorn's threaded worker with an end to waiting: a request that trickles in must not hold a thread.

gunicorn's `timeout` watches the worker, not its threads, and eight slow clients would be the whole site.
"""

import contextlib
import socket
import threading

from gunicorn.workers.gthread import TConn, ThreadWorker

REQUEST_SECONDS = 30
"""From the first byte of a request to its last. A phone on a slow network needs 5 for our longest form."""


class BoundedWorker(ThreadWorker):
    """Named in gunicorn.conf.py."""

    def handle(self, conn: TConn):
        # What has arrived by then counts as cut off (clinic.web.request_body); the answer still goes out.
        late = threading.Timer(REQUEST_SECONDS, _stop_listening, [conn])
        late.daemon = True
        late.start()
        try:
            return super().handle(conn)
        finally:
            late.cancel()


def _stop_listening(conn: TConn) -> None:
    with contextlib.suppress(OSError):  # gone already
        conn.sock.shutdown(socket.SHUT_RD)
