"""The table names tests of other rooms: they are there. And every class of the list is attacked somewhere."""

import ast
import re

import pytest

from tests.attacks.elsewhere import ELSEWHERE
from tests.script.conftest import ROOT

ROOMS = ("clinic", "intake", "treatments")
CLASSES = (
    "ids in the address",
    "ids in the body",
    "front desk on review, sign",
    "front desk on publish",
    "role change mid-session",
    "X-Forwarded-For",
    "password spraying",
    "link guessing, replay",
    "birth-date guessing",
    "session fixation",
    "stolen cookie after sign-out",
    "stored XSS",
    "SQL injection",
    "unlisted sort, filter",
    "mass assignment",
    "CSV formula cells",
    "path traversal",
    "host header",
    "open redirect",
    "huge and deep bodies",
    "slow bodies",
    "malformed bodies",
    "Unicode",
    "impossible dates",
    "double submit, two tabs",
    "replay of yesterday's request",
    "signing while amended",
    "two dermatologists",
    "skipped steps",
    "posted decision, edition",
    "enumeration",
    "MFA skip, code reuse",
    "cached pages",
    "secrets, debug pages",
)
"""What has to be attacked, here or in a test that the table names."""


def names_in(file: str) -> set[str]:
    found = ast.walk(ast.parse((ROOT / file).read_text()))
    return {node.name for node in found if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("kind", "what", "file", "name"), ELSEWHERE, ids=[row[3] for row in ELSEWHERE])
def test_a_test_that_the_table_names_is_there(kind, what, file, name, record_property):
    assert name in names_in(file)
    record_property("attack", (kind, what, "see the test", name, file.removeprefix("tests/"), []))


def test_every_class_is_attacked_here_or_by_a_test_that_is_named():
    texts = [file.read_text() for file in (ROOT / "tests" / "attacks").glob("test_*.py")]
    here = {kind for text in texts for kind in re.findall(r'attack\(\s*"([^"]+)"', text)}
    assert not set(CLASSES) - here - {kind for kind, *_ in ELSEWHERE}


def test_nothing_of_the_product_writes_csv():
    """So no cell can be a formula. Whoever adds such a file adds its attack here."""
    writes = re.compile(r"\bcsv\b|text/tab-separated|openpyxl|xlsx", re.IGNORECASE)
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    assert len(files) > 100
    assert not [str(file) for file in files if writes.search(file.read_text())]
