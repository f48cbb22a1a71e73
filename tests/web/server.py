"""A running web server as a clinic runs it, on a database of its own, and what it wrote."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.script.conftest import ROOT, environment

PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "only-for-tests-" + "s" * 45,
    "AUDIT_KEY": "only-for-tests-" + "a" * 45,
    "BASE_URL": "https://intake.example.org",
    "CLINIC_NAME": "A Clinic",
    "CLINIC_PHONE": "555-0199",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "TRUSTED_PROXIES": "1",
    "DJANGO_SETTINGS_MODULE": "tests.web.failing_settings",
}
BY_THE_PROXY = {"Host": "intake.example.org", "X-Forwarded-Proto": "https"}


@dataclass
class Answer:
    status: int
    head: str
    body: bytes


@dataclass
class Site:
    """One running gunicorn with two processes."""

    port: int
    process: subprocess.Popen
    log: Path

    def ask(self, line: str = "GET /livez", body: bytes = b"", seconds: float = 60, **headers: str) -> Answer:
        """One request as a browser behind the proxy sends it; header names with _ for -."""
        told = BY_THE_PROXY | {name.replace("_", "-"): value for name, value in headers.items()}
        if body and "Transfer-Encoding" not in told:
            told.setdefault("Content-Length", str(len(body)))
            told.setdefault("Content-Type", "application/x-www-form-urlencoded")
        lines = [
            f"{line} HTTP/1.1",
            *(f"{name}: {value}" for name, value in told.items()),
            "Connection: close",
        ]
        return self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body, seconds)

    def send(self, raw: bytes, seconds: float = 60, half_close: bool = False) -> Answer:
        """These bytes, and what came back until the server closed the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as wire:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                wire.sendall(raw)
            if half_close:
                wire.shutdown(socket.SHUT_WR)
            return answer_of(wire)

    def lines(self) -> list[dict]:
        """What was logged, line by line; each has to be JSON."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


def answer_of(wire: socket.socket) -> Answer:
    came = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := wire.recv(65536):
            came += piece
    head, _, body = came.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1]) if head else 0
    return Answer(status, head.decode("latin-1"), body)


@contextlib.contextmanager
def running(variables: dict[str, str], log: Path, *arguments: str) -> Iterator[Site]:
    """gunicorn by gunicorn.conf.py; ended at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("wb") as written:
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *arguments]
        process = subprocess.Popen(
            command, env=environment(**variables), cwd=ROOT, stdout=written, stderr=subprocess.STDOUT
        )
    try:
        site = Site(port, process, log)
        wait_until_open(site)
        yield site
    finally:
        process.terminate()
        process.wait(30)


def wait_until_open(site: Site) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert site.process.poll() is None, site.log.read_text()
        with contextlib.suppress(OSError):
            if site.ask().status == 200:
                return
        time.sleep(0.2)
    raise AssertionError(site.log.read_text())


def manage(variables: dict[str, str], *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env=environment(**variables), cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip


def stop_postgres(url: str) -> None:
    """PostgreSQL's immediate stop: no goodbye to anybody."""
    home = Path(unquote(urlsplit(url).hostname or urlsplit(url).netloc.partition("@")[2]))
    pid = int((home / "data" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGQUIT)
    deadline = time.monotonic() + 20
    while (home / "data" / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.1)


def break_sqlite(folder: Path) -> None:
    """Nothing can be opened where the database was."""
    for file in folder.glob("db.sqlite3*"):
        file.unlink()
    (folder / "db.sqlite3").mkdir()


def copy_of(prepared: Path, folder: Path) -> Path:
    shutil.copytree(prepared, folder)
    return folder
