"""The site as an installation serves it: gunicorn with its two workers, asked over one kept connection.

Beside it a site of Django's own, for what the machine can do at the moment.
"""

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
    """gunicorn as gunicorn.conf.py says, with the settings of this process; ended at the end."""
    with _gunicorn([], cwd=ROOT) as site:
        yield site


@contextmanager
def stock() -> Iterator[Served]:
    """A new project of Django's behind gunicorn's own two workers."""
    changes = {"DJANGO_SETTINGS_MODULE": "tests.bench.requests_stock", "PYTHONPATH": str(ROOT)}
    application = ["--workers", "2", "django.core.wsgi:get_wsgi_application()"]
    with _gunicorn(application, cwd=Path(__file__).parent, **changes) as site:  # no gunicorn.conf.py there
        yield site


@contextmanager
def _gunicorn(arguments: list[str], cwd: Path, **changes: str) -> Iterator[Served]:
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *arguments]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    gunicorn = subprocess.Popen(command, cwd=cwd, env=os.environ | changes, **quiet)
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
