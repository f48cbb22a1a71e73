"""The README's table of settings and clinic/settings.py agree."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'\b(?:text|flag|number|listed|demanded|sender|tracker)\(\s*"([A-Z_]+)"')
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
    settings, readers = (
        (ROOT / "clinic" / name).read_text() for name in ("settings.py", "configuration/environment.py")
    )
    assert "os.environ" not in settings
    assert readers.count("os.environ") == 1  # in text(), which the others use
    assert "getenv" not in settings + readers


def test_no_variable_is_read_past_the_settings():
    rooms = [path for room in ("clinic", "treatments", "intake") for path in (ROOT / room).rglob("*.py")]
    users = {str(p.relative_to(ROOT)) for p in rooms if "clinic.configuration.environment" in p.read_text()}
    assert users == {"clinic/settings.py"}


def test_nothing_else_in_the_product_reads_the_environment():
    rooms = [path for room in ("clinic", "treatments", "intake") for path in (ROOT / room).rglob("*.py")]
    readers = [p for p in rooms if re.search(r"os\.environ\b|getenv", p.read_text())]
    known = {"clinic/configuration/environment.py", "clinic/wsgi.py"}
    assert {str(p.relative_to(ROOT)) for p in readers} <= known
