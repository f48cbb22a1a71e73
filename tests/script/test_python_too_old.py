"""script/server and script/test on a machine whose Python is too old, or that has none."""

import subprocess
from pathlib import Path

import pytest

from .conftest import environment

OLD_PYTHON = """#!/bin/sh
[ "$1" = --version ] && echo "Python 3.8.10" && exit
exit 1
"""


def run(clone: Path, script: str, path: Path) -> subprocess.CompletedProcess:
    command = [clone / "script" / script]
    return subprocess.run(
        command, env=environment(PATH=str(path)), capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("script", ["server", "test"])
def test_an_old_python_is_named_and_the_way_out_is_said(fresh_clone, bare_path, script):
    (bare_path / "python3").write_text(OLD_PYTHON)
    (bare_path / "python3").chmod(0o755)
    result = run(fresh_clone, script, bare_path)
    assert result.returncode != 0
    assert "This needs Python 3.11 or newer; here is Python 3.8.10." in result.stderr
    assert "apt install" in result.stderr
    assert not (fresh_clone / ".venv").exists()


def test_no_python_at_all_is_said(fresh_clone, bare_path):
    result = run(fresh_clone, "server", bare_path)
    assert result.returncode != 0
    assert "here is no Python at all" in result.stderr
