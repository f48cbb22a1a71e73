"""script/serve.py from an empty folder to pages, and again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import ROOT, environment

pytestmark = pytest.mark.slow
FIRST_START_SECONDS, AGAIN_SECONDS = 90, 20


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


def test_from_an_empty_folder_to_pages_and_again_with_the_data_kept(tmp_path, free_port):
    data = tmp_path / "var"
    with running(data, free_port) as server:
        said = server.wait_for("The site is at", FIRST_START_SECONDS)
        assert f"http://localhost:{free_port}" in said
        assert "@" in said  # the logins are e-mail addresses
        assert server.status_of("/") == 200
        assert server.status_of("/livez") == 200
        assert server.status_of("/readyz") == 200
        children = server.children()
        assert len(children) == 2
        assert server.stop() == 0
        assert not [line for pid, line in children if is_alive(pid)]
    with running(data, free_port) as server:
        server.wait_for("The site is at", AGAIN_SECONDS)
        assert server.status_of("/readyz") == 200


def test_a_worker_that_dies_is_started_again_while_pages_are_served(tmp_path, free_port):
    with running(tmp_path / "var", free_port) as server:
        server.wait_for("The site is at", FIRST_START_SECONDS)
        (worker,) = (pid for pid, line in server.children() if "manage.py worker" in line)
        os.kill(worker, signal.SIGKILL)
        server.wait_for("The worker stopped; starting it again.", 10)
        assert server.status_of("/livez") == 200
        deadline = time.monotonic() + 15
        while not [pid for pid, line in server.children() if "manage.py worker" in line]:
            assert time.monotonic() < deadline
            time.sleep(0.2)
