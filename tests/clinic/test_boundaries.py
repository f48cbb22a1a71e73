"""What each room may import, read from the code itself: the house stands by this test, not by good will."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The settings name the apps and the addresses include the rooms, as text.
BY_NAME = {"clinic/settings.py", "clinic/urls.py"}


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(source: str, package: str) -> Iterator[str]:
    """Dotted names a module imports, wherever in it, relative ones resolved; strings of import_module too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: -(node.level - 1) or None] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "import_module":
            yield from (part.value for part in node.args[:1] if isinstance(part, ast.Constant))


def imported_by(path: Path) -> set[str]:
    return set(imports(path.read_text(), ".".join(path.relative_to(ROOT).parent.parts)))


def words(path: Path) -> set[str]:
    """Every text constant, to find a room that is named in a string instead of imported."""
    constants = (
        node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)
    )
    return {value for value in constants if isinstance(value, str)}


def called(path: Path) -> set[str]:
    """Last part of the name of everything a module calls."""
    calls = (node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return {getattr(func, "attr", getattr(func, "id", "")) for func in calls}


def within(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def test_the_walk_reads_the_code():
    assert len(modules("clinic")) > 20
    assert "clinic.models" in imported_by(ROOT / "clinic/audit/__init__.py")


@pytest.mark.parametrize(
    "source",
    [
        "import intake.models",
        "from intake import models",
        "def later():\n    from intake.models import Visit",
        "from ..intake import models",
        "import importlib\nimportlib.import_module('intake.models')",
    ],
)
def test_the_walk_sees_every_way_to_import(source):
    seen = imports(source, "house.treatments")
    assert "intake.models" in {name.removeprefix("house.") for name in seen}


@pytest.mark.parametrize("path", modules("treatments"), ids=named)
def test_the_clinics_knowledge_never_imports_what_one_person_said(path):
    assert [name for name in imported_by(path) if within(name, "intake", "tests")] == []


@pytest.mark.parametrize("path", modules("treatments/eligibility"), ids=named)
def test_the_engine_stands_on_the_standard_library_alone(path):
    allowed = (*sys.stdlib_module_names, "treatments.eligibility")
    assert [name for name in imported_by(path) if not within(name, *allowed)] == []


@pytest.mark.parametrize("path", modules("treatments/eligibility"), ids=named)
def test_the_engine_reads_no_clock_no_chance_no_file_and_no_network(path):
    banned = ("time", "random", "secrets", "uuid", "os", "io", "pathlib", "socket", "subprocess", "urllib")
    assert [name for name in imported_by(path) if within(name, *banned)] == []
    assert called(path).isdisjoint({"today", "now", "utcnow", "open", "input", "eval", "exec", "__import__"})


@pytest.mark.parametrize("path", modules("clinic"), ids=named)
def test_the_site_imports_no_other_room(path):
    assert [name for name in imported_by(path) if within(name, "treatments", "intake", "tests")] == []
    if named(path) not in BY_NAME:
        assert [text for text in words(path) if within(text, "treatments", "intake")] == []


@pytest.mark.parametrize(
    "path", [p for room in ("clinic", "treatments", "intake") for p in modules(room)], ids=named
)
def test_nothing_that_runs_imports_a_test(path):
    assert [
        name for name in imported_by(path) if within(name, "tests", "pytest", "factory", "hypothesis")
    ] == []
