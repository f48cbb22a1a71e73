"""docs/faults.md names a test for every fault the site is to survive, and each of them exists."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
TEXT = (TESTS.parent / "docs" / "faults.md").read_text()
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT)))
FAULTS = (
    *("mid-submit", "between write and answer", "immediate stop under load", "restart while idle"),
    *("disk full", "refused, hanging, 4xx, 5xx, accepted then dropped", "worker after the mail went out"),
    *("two workers at once", "a long lock", "audit insert refused", "network drop during save"),
    *("session expiry while typing", "clock jumps", "old code on the new schema"),
    *("a migration killed half-way", "backup during writes", "restore on an empty machine"),
    *("truncated or flipped backup", "PDF renderer hanging", "cache table missing", "memory limit"),
    "ten times the load for two minutes",
)


def file_of(name: str) -> Path:
    return TESTS / name if "/" in name else TESTS / "faults" / name


def rows() -> list[list[str]]:
    return [line.strip("|").split("|") for line in TEXT.splitlines() if line.startswith("| ")][1:]


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_every_test_it_names_is_there(file, test):
    tree = ast.parse(file_of(file).read_text())
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_a_row_with_a_test(fault):
    assert any(fault in row[0] and "::" in row[2] for row in rows())


def test_every_test_file_of_this_folder_is_named():
    here = {path.name for path in Path(__file__).parent.glob("test_*.py")} - {
        Path(__file__).name,
        "test_ledger.py",
    }
    assert here == {file for file, _ in NAMED if "/" not in file}
