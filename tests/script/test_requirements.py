"""The pins: every file of every release by its hash, and nothing about where they come from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["requirements", "requirements-dev", "requirements-bench"]
PIN = re.compile(
    r"^([a-z0-9.-]+)==([\w.]+)(?: ; [^\\\n]+)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", re.M
)


def pins(name: str) -> dict[str, str]:
    return {match[1]: match[2] for match in PIN.finditer((ROOT / f"{name}.txt").read_text())}


def asked_for(name: str) -> set[str]:
    lines = (ROOT / f"{name}.in").read_text().splitlines()
    wanted = [re.match(r"[A-Za-z0-9-]+", line) for line in lines if line and line[0] not in "#-"]
    return {match[0].lower() for match in wanted}


@pytest.mark.parametrize("name", NAMES)
def test_every_pin_has_hashes_and_every_wish_a_pin(name):
    text = (ROOT / f"{name}.txt").read_text()
    assert len(pins(name)) == len(re.findall(r"^\S+==", text, re.MULTILINE))
    assert asked_for(name) <= set(pins(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_pins_name_no_index_and_no_folder(name):
    assert not re.search(r"index-url|find-links|https?://|file:", (ROOT / f"{name}.txt").read_text())


def test_what_is_in_both_files_has_one_version():
    runtime, dev = pins("requirements"), pins("requirements-dev")
    assert {n: v for n, v in dev.items() if n in runtime} == runtime


def test_the_product_runs_without_the_test_tools():
    assert not {"pytest", "playwright", "factory-boy", "hypothesis", "ruff"} & set(pins("requirements"))
    assert {"django", "django-crispy-forms", "psycopg2-binary"} <= set(pins("requirements"))


def test_the_checkers_of_the_browser_tests_are_pinned_by_hash_and_name_no_place_either():
    text = (ROOT / "tests/checkers/package-lock.json").read_text()
    asked = json.loads((ROOT / "tests/checkers/package.json").read_text())["dependencies"]
    packages = json.loads(text)["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert [name for name, one in packages.items() if name and not one.get("integrity")] == []
    assert not re.search(r"\"resolved\"|file:", text)
