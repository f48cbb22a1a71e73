"""A copy of the scripts on a machine of one's own choosing, and script/serve.py as a module."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What the scripts may use of a system besides Python.
TOOLS = ("sh", "bash", "env", "dirname", "df", "awk", "cmp", "cp", "rm", "mktemp", "grep", "tail", "id")
OURS = (
    *("PRODUCTION", "EXAMPLE_DATA", "BASE_URL", "DATABASE_URL", "SECRET_KEY", "DATA_DIR", "EMAIL_URL"),
    *("AUDIT_KEY", "SMS_URL", "LOG_FORMAT", "LOG_LEVEL", "SENTRY_DSN", "DEBUG", "TRUSTED_PROXIES"),
)


def environment(**changes: str) -> dict[str, str]:
    """The caller's environment without our own settings, which the test run has set."""
    kept = {
        name: value for name, value in os.environ.items() if name not in (*OURS, "DJANGO_SETTINGS_MODULE")
    }
    return {**kept, **changes}


@pytest.fixture
def fresh_clone(tmp_path: Path) -> Path:
    """The scripts and pins, without .venv and var."""
    clone = tmp_path / "clone"
    shutil.copytree(ROOT / "script", clone / "script")
    for pins in ROOT.glob("requirements*.txt"):
        shutil.copy(pins, clone)
    return clone


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A PATH with the system's basic tools and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (folder / tool).symlink_to(found)
    return folder


@pytest.fixture
def serve() -> Callable[..., subprocess.CompletedProcess]:
    """Runs script/serve.py to its end; for starts that are refused."""

    def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess:
        command = [sys.executable, ROOT / "script" / "serve.py", *arguments]
        return subprocess.run(command, env=environment(**changes), capture_output=True, text=True, timeout=60)

    return run


@pytest.fixture
def serve_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("serve", ROOT / "script" / "serve.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def free_port() -> int:
    return unused_port()


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def first_start(tmp_path_factory):
    """One for all tests of a run (tests/script/first_start.py: FirstStart)."""
    from .first_start import first_start

    return first_start(tmp_path_factory.mktemp("first-start"), unused_port())


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB, where the system lets us make one."""
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", tmp_path], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("this account may not mount a disk")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)
