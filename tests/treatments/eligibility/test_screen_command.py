"""`manage.py screen` as other programs run it: in a process of its own, with no set-up beyond install."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.treatments.eligibility.shipped import raw

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
OURS = ("PRODUCTION", "EXAMPLE_DATA", "BASE_URL", "DATABASE_URL", "SECRET_KEY", "DATA_DIR")
NOTICE = "No published edition of micro-needling: using the shipped protocol, edition 2026.2."
UNREACHABLE = "postgresql://nobody@127.0.0.1:1/nothing"
GOOD, BAD = json.dumps(raw(case="good")), json.dumps(raw(case="bad", areas=[]))


@pytest.fixture
def screen(tmp_path):
    """Runs the command on this text as a file (None: no such file), with the data folder beside it."""

    def run(text: str | None, *options: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess:
        file = tmp_path / "cases.jsonl"
        if text is not None:
            file.write_text(text)
        name = "-" if stdin else str(file)
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        env.pop("DJANGO_SETTINGS_MODULE", None)
        env |= {"DATA_DIR": str(tmp_path / "data"), **settings}
        command = [sys.executable, str(ROOT / "manage.py"), "screen", name, *options]
        return subprocess.run(command, env=env, input=stdin, capture_output=True, text=True, timeout=120)

    return run


def decisions(done: subprocess.CompletedProcess) -> list[tuple]:
    results = [json.loads(line) for line in done.stdout.splitlines()]
    return [(result["case"], result.get("decision")) for result in results]


def test_without_any_database_the_shipped_protocol_serves_and_says_so(screen, tmp_path):
    done = screen(f"{GOOD}\n{GOOD}\n")
    assert (done.returncode, decisions(done)) == (0, [("good", "ready")] * 2)
    assert done.stderr == f"{NOTICE}\n"
    assert not list(tmp_path.glob("data/*sqlite*")), "looking makes no database"


def test_one_line_that_is_wrong_makes_the_status_1(screen):
    done = screen("", stdin=f"{BAD}\n{GOOD}\n")
    assert (done.returncode, decisions(done)) == (1, [("bad", None), ("good", "ready")])


def test_with_an_empty_database_the_shipped_protocol_serves(screen, tmp_path):
    (tmp_path / "data").mkdir()
    sqlite3.connect(tmp_path / "data" / "db.sqlite3").close()
    done = screen(GOOD)
    assert (done.returncode, decisions(done)) == (0, [("good", "ready")])


def test_the_protocol_asked_for_wins_over_the_line(screen):
    done = screen(json.dumps(raw(case=1, protocol="nothing")), "--protocol", "micro-needling@2026.2")
    assert (done.returncode, decisions(done)) == (0, [(1, "ready")])


@pytest.mark.parametrize("name", ["nothing", "micro-needling@1999.9", "", "@"])
def test_a_protocol_asked_for_that_is_not_there_makes_the_status_2(screen, name):
    done = screen(GOOD, "--protocol", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert_one_plain_line(done.stderr)


def test_a_file_that_is_not_there_or_a_folder_makes_the_status_2(screen, tmp_path):
    done = screen(None)
    assert (done.returncode, done.stdout) == (2, "")
    assert_one_plain_line(done.stderr)
    (tmp_path / "cases.jsonl").mkdir()
    assert screen(None).returncode == 2


@pytest.mark.parametrize("settings", [{"SECRET_KEY": "x" * 50}, {}])
def test_a_database_that_cannot_be_reached_makes_the_status_2(screen, settings):
    done = screen(GOOD, DATABASE_URL=UNREACHABLE, **settings)
    assert (done.returncode, done.stdout) == (2, "")
    assert_one_plain_line(done.stderr)


def test_a_database_that_is_none_makes_the_status_2(screen, tmp_path):
    assert screen(GOOD, DATABASE_URL="nonsense", SECRET_KEY="x" * 50).returncode == 2
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "db.sqlite3").write_text("no database at all " * 100)
    done = screen(GOOD)
    assert (done.returncode, done.stdout) == (2, "")
    assert_one_plain_line(done.stderr)


def assert_one_plain_line(text: str) -> None:
    """A message for a person, no traceback."""
    assert len(text.splitlines()) == 1 and "Traceback" not in text
