"""The first start without a way to the package index."""

import subprocess
from pathlib import Path

import pytest

from .conftest import environment


@pytest.mark.slow
def test_pip_without_network_gives_one_clear_message_and_a_second_try_is_possible(fresh_clone: Path):
    offline = environment(
        PIP_CONFIG_FILE="/dev/null",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",  # nothing listens on the discard port
        PIP_FIND_LINKS="",
        PIP_EXTRA_INDEX_URL="",
    )
    result = subprocess.run(
        [fresh_clone / "script" / "server"], env=offline, capture_output=True, text=True, timeout=300
    )
    assert result.returncode != 0
    assert "No network: pip could not reach its package index" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (fresh_clone / ".venv" / "installed-requirements.txt").exists()
