"""A database of each kind with every table and no row, and the collected static files."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.empty_tables import EmptyTables
from tests.script.conftest import ROOT
from tests.web.server import PRODUCTION, manage


def prepare(variables: dict[str, str], *commands: str) -> None:
    for command in commands:
        done = manage(variables, *command.split())
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def private_postgres() -> ModuleType:
    spec = importlib.util.spec_from_file_location("private_postgres", ROOT / "script" / "private_postgres.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory, empty_tables: EmptyTables) -> dict[str, str]:
    """The environment of a prepared installation with the embedded database."""
    folder = tmp_path_factory.mktemp("site")
    empty_tables.put_into(folder)
    variables = PRODUCTION | {"DATA_DIR": str(folder), "DATABASE_URL": "sqlite:"}
    prepare(variables, "migrate -v 0", "createcachetable", "collectstatic --no-input -v 0")
    return variables


@pytest.fixture(scope="session")
def on_postgres(private_postgres, on_sqlite: dict[str, str]) -> Iterator[dict[str, str]]:
    """The same with a PostgreSQL."""
    with private_postgres.private_postgres() as url:
        variables = on_sqlite | {"DATABASE_URL": url}
        prepare(variables, "migrate -v 0", "createcachetable")
        yield variables


@pytest.fixture
def on_empty_postgres(private_postgres, on_sqlite: dict[str, str]) -> Iterator[dict[str, str]]:
    """With one that has no table, and that the test may stop."""
    with private_postgres.private_postgres() as url:
        yield on_sqlite | {"DATABASE_URL": url}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"
