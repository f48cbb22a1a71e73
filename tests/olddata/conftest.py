"""The database of the version before: as it was, and migrated; each made once a run."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.olddata.installation import Installation, load, remove


@pytest.fixture(scope="session")
def before(tmp_path_factory) -> Iterator[Installation]:
    """As that version left it. Only to be read and copied."""
    there = load(tmp_path_factory.mktemp("olddata") / "before")
    yield there
    remove(there)


@pytest.fixture(scope="session")
def migrated(before, tmp_path_factory) -> Iterator[Installation]:
    """Brought to this version by its own command. Only to be read and copied."""
    there = before.copy(tmp_path_factory.mktemp("olddata") / "migrated")
    there.output("manage.py", "migrate", "--verbosity=0")
    yield there
    remove(there)


@pytest.fixture
def copy_of(tmp_path) -> Iterator[Callable[[Installation], Installation]]:
    """`copy_of(migrated)`: the same in a database of its own, to be changed."""
    made: list[Installation] = []

    def copy(there: Installation) -> Installation:
        folder: Path = tmp_path / f"copy-{len(made)}"
        made.append(there.copy(folder))
        return made[-1]

    yield copy
    for there in made:
        remove(there)
