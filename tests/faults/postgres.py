"""A PostgreSQL as a clinic runs it, with its waits for the disk, that a test may stop and start again."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2

from tests.script.conftest import ROOT


def _script():
    spec = importlib.util.spec_from_file_location("private_postgres", ROOT / "script" / "private_postgres.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.FOR_TESTS = ("max_connections=60",)  # fsync, synchronous_commit and full pages as they come
    return module


class Postgres:
    """One cluster in a folder of its own; `home` may be a small disk, `like` another's stopped folder."""

    def __init__(self, home: Path | None = None, like: Path | None = None) -> None:
        self.script = _script()
        self.home = home or Path(tempfile.mkdtemp(prefix="clinic-faults-"))
        self.owner = self.script.account()
        self.folder = self.script.reachable_by(self.owner, self.script.binaries(), self.home)
        if self.owner:
            os.chown(self.home, self.owner.pw_uid, self.owner.pw_gid)
        if like:
            subprocess.run(["cp", "-a", like / "data", self.home], check=True)
        else:
            self.script.make_cluster(self.folder, self.home, self.owner)
        self.start()

    def start(self) -> None:
        self.server = self.script.start(self.folder, self.home, self.owner)
        self.script.wait_until_open(self.home, self.server)

    def stop_at_once(self) -> None:
        """PostgreSQL's immediate stop: no goodbye, nothing written out; the next start recovers."""
        if self.server.poll() is None:
            self.server.send_signal(signal.SIGQUIT)
            self.server.wait(30)

    def restart(self) -> None:
        """Its usual stop, and a new start."""
        self._stop_in_peace()
        self.start()

    def keep(self, folder: Path) -> None:
        """Stop, and leave a copy of what it holds there."""
        self._stop_in_peace()
        subprocess.run(["cp", "-a", self.home / "data", folder], check=True)

    def _stop_in_peace(self) -> None:
        """A last checkpoint may take long; the sessions of a killed server would hold its memory."""
        self.script.stop(self.server, seconds=120)

    def end(self) -> None:
        self.stop_at_once()
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://clinic@{quote(str(self.home), safe='')}/{name}"

    def make(self, name: str, like: str = "template1") -> str:
        """A database like another one that nobody uses now; its address."""
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return self.url(name)

    def run(self, sql: str, name: str = "postgres") -> None:
        connection = psycopg2.connect(host=str(self.home), user="clinic", dbname=name)
        connection.autocommit = True
        try:
            connection.cursor().execute(sql)
        finally:
            connection.close()


def wait_for(true, seconds: float = 30, why: str = "it did not happen") -> None:
    """Until `true()`; a fault is seen to have happened, never waited for blindly."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, why
        time.sleep(0.05)
