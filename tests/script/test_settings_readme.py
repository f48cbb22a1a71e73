"""The README's table of settings and clinic/settings.py agree."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'\b(?:text|flag|number|listed|demanded)\(\s*"([A-Z_]+)"')
ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


def read_by_settings() -> set[str]:
    return set(READ.findall((ROOT / "clinic" / "settings.py").read_text()))


def told_by_readme() -> list[str]:
    return ROW.findall((ROOT / "README.md").read_text())


def test_every_variable_that_is_read_is_in_the_table_and_the_other_way_round():
    assert read_by_settings() == set(told_by_readme())


def test_no_variable_stands_in_the_table_twice():
    assert len(told_by_readme()) == len(set(told_by_readme()))


def test_settings_read_the_environment_only_through_the_named_readers():
    code = (ROOT / "clinic" / "settings.py").read_text()
    assert code.count("os.environ") == 1  # in text(), which the others use
    assert "getenv" not in code


def test_nothing_else_in_the_product_reads_the_environment():
    rooms = [path for room in ("clinic", "treatments", "intake") for path in (ROOT / room).rglob("*.py")]
    readers = [p for p in rooms if re.search(r"os\.environ\b|getenv", p.read_text())]
    assert {str(p.relative_to(ROOT)) for p in readers} <= {"clinic/settings.py", "clinic/wsgi.py"}
