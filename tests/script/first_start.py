"""script/serve.py as a program: started, watched, ended."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .conftest import ROOT, environment

FIRST_START_SECONDS, AGAIN_SECONDS = 180, 60  # after which nothing will come; a busy machine needs half


class Running:
    """A started server and what it has said so far."""

    def __init__(self, data: Path, port: int) -> None:
        self.address, self.said = f"http://localhost:{port}", data.parent / "said.txt"
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "script" / "serve.py", "--port", str(port)],
            env=environment(DATA_DIR=str(data)),
            stdout=self.said.open("w"),
            stderr=subprocess.STDOUT,
        )

    def wait_for(self, words: str, seconds: float) -> str:
        deadline = time.monotonic() + seconds
        while words not in self.said.read_text():
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < deadline, self.said.read_text()
            time.sleep(0.1)
        return self.said.read_text()

    def status_of(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as response:
                return response.status
        except urllib.error.HTTPError as refusal:
            return refusal.code

    def children(self) -> list[tuple[int, str]]:
        """(process id, command line) of the web server and the worker."""
        listing = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True
        ).stdout
        rows = [line.split(None, 2) for line in listing.splitlines()]
        return [(int(pid), args) for pid, parent, args in rows if int(parent) == self.process.pid]

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(30)


@contextlib.contextmanager
def running(data: Path, port: int) -> Iterator[Running]:
    server = Running(data, port)
    try:
        yield server
    finally:
        server.stop()


def is_alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


@dataclass(frozen=True)
class FirstStart:
    """What was seen of a start in an empty folder, and that folder; only to be read and copied."""

    address: str
    data: Path
    said: str
    statuses: dict[str, int]
    children: list[tuple[int, str]]
    status_at_the_end: int
    left_alive: list[str]


def first_start(folder: Path, port: int) -> FirstStart:
    data = folder / "var"
    with running(data, port) as server:
        said = server.wait_for("The site is at", FIRST_START_SECONDS)
        statuses = {path: server.status_of(path) for path in ("/", "/livez", "/readyz")}
        children = server.children()
        ended = server.stop()
        left = [line for pid, line in children if is_alive(pid)]
    return FirstStart(server.address, data, said, statuses, children, ended, left)
