"""script/serve.py from an empty folder to pages, and again."""

import os
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from .first_start import AGAIN_SECONDS, FirstStart, running

pytestmark = pytest.mark.slow


def test_from_an_empty_folder_to_pages(first_start: FirstStart):
    assert first_start.address in first_start.said
    assert "@" in first_start.said  # the logins are e-mail addresses
    assert first_start.statuses == {"/": 200, "/livez": 200, "/readyz": 200}
    assert len(first_start.children) == 2
    assert first_start.status_at_the_end == 0
    assert not first_start.left_alive


def patients_in(data: Path) -> list[tuple]:
    with closing(sqlite3.connect(data / "db.sqlite3")) as database:
        return database.execute("SELECT * FROM intake_patient ORDER BY id").fetchall()


def test_again_the_data_is_kept_and_a_worker_that_dies_is_started_again(first_start, tmp_path, free_port):
    data = shutil.copytree(first_start.data, tmp_path / "var")
    with running(data, free_port) as server:
        server.wait_for("The site is at", AGAIN_SECONDS)
        assert server.status_of("/readyz") == 200
        assert patients_in(data) == patients_in(first_start.data) != []
        (worker,) = (pid for pid, line in server.children() if "manage.py worker" in line)
        os.kill(worker, signal.SIGKILL)
        server.wait_for("The worker stopped; starting it again.", 10)
        assert server.status_of("/livez") == 200
        deadline = time.monotonic() + 15
        while not [pid for pid, line in server.children() if "manage.py worker" in line]:
            assert time.monotonic() < deadline
            time.sleep(0.2)
