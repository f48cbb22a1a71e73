"""A clinic's installation as it runs: gunicorn and the worker as programs, each of which may be killed."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from tests.faults.postgres import wait_for
from tests.script.conftest import ROOT, environment

KEYS = {"SECRET_KEY": "only-for-tests-" + "s" * 45, "AUDIT_KEY": "only-for-tests-" + "a" * 45}


@dataclass
class Site:
    """One installation. Its programs write to `log`; `told` is what its seed says is in it."""

    variables: dict[str, str]
    told: dict
    port: int
    web: subprocess.Popen | None = None
    workers: list[subprocess.Popen] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return Path(self.variables["DATA_DIR"])

    @property
    def on_sqlite(self) -> bool:
        return not self.variables["DATABASE_URL"].startswith("postgresql")

    def start_web(self, before: Callable[[], None] | None = None) -> None:
        self.web = self._start("-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", before=before)
        wait_for(self.answers, 120, "the site did not open")

    def start_worker(self, *arguments: str) -> subprocess.Popen:
        self.workers.append(self._start("manage.py", "worker", *arguments))
        return self.workers[-1]

    def _start(self, *arguments: str, before: Callable[[], None] | None = None) -> subprocess.Popen:
        log = open(self.data.parent / f"{self.data.name}.log", "ab")  # noqa: SIM115  the program keeps it
        return subprocess.Popen(
            [sys.executable, *arguments], env=environment(**self.variables), cwd=ROOT, stdout=log,
            stderr=log, preexec_fn=before,
        )  # fmt: skip

    def log(self) -> str:
        return (self.data.parent / f"{self.data.name}.log").read_text(errors="replace")

    def answers(self, path: str = "/livez") -> bool:
        with contextlib.suppress(OSError):
            wire = HTTPConnection("127.0.0.1", self.port, timeout=10)
            wire.request("GET", path)
            return wire.getresponse().status == 200
        assert self.web.poll() is None, self.log()
        return False

    def says(self, path: str) -> tuple[int, str]:
        wire = HTTPConnection("127.0.0.1", self.port, timeout=30)
        wire.request("GET", path)
        answer = wire.getresponse()
        return answer.status, answer.read().decode()

    def web_pids(self) -> list[int]:
        """gunicorn's own children, the ones that answer."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.web.pid)], capture_output=True, text=True
        )
        return [int(pid) for pid in listed.stdout.split()]

    def kill_web(self) -> None:
        """gunicorn and all its children at once, as when the machine's memory runs out."""
        pids = [self.web.pid, *self.web_pids()]
        for pid in pids:
            kill(pid)
        self.web.wait()
        wait_for(lambda: not is_taken(self.port), 20, "the port is still held")

    def run(self, *command: str, seconds: float = 300) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *command], env=environment(**self.variables), cwd=ROOT, capture_output=True,
            text=True, timeout=seconds,
        )  # fmt: skip

    def look(self) -> dict:
        """What the database holds, see tests/faults/look.py."""
        done = self.run("-m", "tests.faults.look")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def end(self) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait()
        if self.web is not None and self.web.poll() is None:
            self.kill_web()


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def is_taken(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def variables_of(folder: Path, database: str, port: int) -> dict[str, str]:
    return KEYS | {
        "DATA_DIR": str(folder),
        "DATABASE_URL": database,
        "BASE_URL": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": "tests.faults.site_settings",
    }


@contextlib.contextmanager
def opened(folder: Path, database: str, told: dict, **more: str) -> Iterator[Site]:
    """A site with this folder and database, not yet started; whatever runs of it is ended at the end."""
    port = free_port()
    site = Site(variables_of(folder, database, port) | more, told, port)
    try:
        yield site
    finally:
        site.end()


def seeding(variables: dict[str, str], visits: int, to_sign: int) -> subprocess.Popen:
    """Begin to fill an installation; `what_is_in` waits for it."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.seed", str(visits), str(to_sign)],
        env=environment(**variables), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def what_is_in(filling: subprocess.Popen) -> dict:
    told, wrong = filling.communicate(timeout=600)
    assert filling.returncode == 0, wrong
    return json.loads(told)


def copied(prepared: Path, folder: Path) -> Path:
    return Path(shutil.copytree(prepared, folder))
