"""The list of parts names every pinned release, the product, and nothing of the machine it was made on."""

import json
import subprocess
import sys

import pytest

from .conftest import ROOT, environment
from .test_audit import NOT_HERE
from .test_requirements import pins


@pytest.fixture(scope="module")
def written() -> str:
    command = [sys.executable, "script/sbom.py"]
    result = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_every_pinned_release_is_a_part_and_nothing_else(written):
    parts = json.loads(written)
    found = {one["name"].lower().replace("_", "-"): one["version"] for one in parts["components"]}
    assert found == {name: version for name, version in pins("requirements").items() if name not in NOT_HERE}
    assert parts["bomFormat"] == "CycloneDX"
    assert parts["metadata"]["component"]["name"] == "consultready"
    assert all(one["purl"].startswith("pkg:pypi/") for one in parts["components"])


def test_it_says_nothing_of_this_machine(written):
    assert str(ROOT) not in written
    assert "file://" not in written


def test_a_release_that_is_not_installed_as_pinned_is_refused():
    code = (
        "import sys; sys.path.insert(0, 'script'); import sbom;"
        "sbom.only_what_is_pinned({'components': [{'name': 'Django', 'version': '1.0'}]}, {'django': '5.2'})"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 1
    assert "Not installed as pinned: django==5.2" in result.stderr
