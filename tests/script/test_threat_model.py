"""docs/threat-model.md names tests; each of them is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")


def named() -> list[tuple[str, str]]:
    return NAMED.findall((ROOT / "docs" / "threat-model.md").read_text("utf-8"))


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("file", "test"), sorted(set(named())))
def test_a_test_that_is_named_is_there(file, test):
    path = ROOT / file if file.startswith("tests/") else ROOT / "tests" / file
    assert path.is_file()
    found = {name for name in names_in(path) if name.startswith("test_")}
    assert test in found if test else found


def test_every_promise_names_a_test_or_says_that_it_is_none():
    rows = (ROOT / "docs" / "threat-model.md").read_text("utf-8").splitlines()
    begins = rows.index("## Who gets in")
    promises = [row for row in rows[begins:] if row.startswith("| ") and not row.startswith("| promise")]
    without = [row for row in promises if not NAMED.search(row)]
    assert len(promises) > 30 and len(without) == 1 and "not called a second factor" in without[0]
