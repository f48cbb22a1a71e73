"""The site as an installation serves it: gunicorn with its two workers, asked over one kept connection."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from django.db import connection

from tests.bench.requests_browser import Answer

ROOT = Path(__file__).parents[2]
SECONDS_TO_OPEN = 60
OWN_CLIENTS = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class Served:
    """A running site. `cpu` is what its workers and the database's processes for them have worked."""

    def __init__(self, port: int, master: int) -> None:
        self.master = master
        self.line = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        return answer.status, answer.getheaders(), answer.read()

    def cpu(self) -> tuple[float, float]:
        """Seconds of all threads, of the workers and of the database's processes for them."""
        workers, servers = _children(self.master), _servers_for_them()
        return sum(map(_worked, workers)), sum(map(_worked, servers))


@contextmanager
def served() -> Iterator[Served]:
    """gunicorn with the settings of this process; ended at the end."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
    gunicorn = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_open(gunicorn, port)
        yield Served(port, gunicorn.pid)
    finally:
        gunicorn.terminate()
        gunicorn.wait()


def _wait_until_open(gunicorn: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_OPEN
    while time.monotonic() < deadline and gunicorn.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("gunicorn did not open the site.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(child) for child in listed.stdout.split()]


def _servers_for_them() -> list[int]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(OWN_CLIENTS)
        return [pid for (pid,) in cursor.fetchall()]


def _worked(pid: int) -> float:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


if not Path("/proc/self/schedstat").exists():
    sys.exit(f"CPU of other processes is read from /proc/…/schedstat, which {os.uname().sysname} has not.")
