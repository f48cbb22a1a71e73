"""`manage.py screen` where its results cannot be written: a sentence about that, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.treatments.eligibility.test_screen_command import GOOD, OURS, ROOT

pytestmark = pytest.mark.slow
NOT_WRITTEN = "The results could not be written: "


@pytest.fixture
def screen(tmp_path) -> str:
    """The command on a file of many cases, for a shell."""
    cases = tmp_path / "cases.jsonl"
    cases.write_text(f"{GOOD}\n" * 400)
    return f"{sys.executable} {ROOT / 'manage.py'} screen {cases}"


def run(line: str, tmp_path: Path) -> subprocess.CompletedProcess:
    env = {name: value for name, value in os.environ.items() if name not in (*OURS, "DJANGO_SETTINGS_MODULE")}
    env["DATA_DIR"] = str(tmp_path / "data")
    return subprocess.run(["bash", "-c", line], env=env, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(("after", "why"), [(">/dev/full", "No space left"), ("| head -c 9", "Broken pipe")])
def test_results_that_find_no_place_are_not_blamed_on_the_file(screen, tmp_path, after, why):
    done = run(f"set -o pipefail; {screen} {after}", tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(NOT_WRITTEN + why)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_traceback_and_no_file_takes_its_number(screen, tmp_path, closed):
    done = run(f"{screen} {closed}", tmp_path)
    assert done.returncode == 0 and "Traceback" not in done.stderr
