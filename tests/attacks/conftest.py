"""A site under attack: one for the whole run, two processes of gunicorn, production's settings.

Its database is of the kind the tests run on: SQLite, or a new database in the PostgreSQL of DATABASE_URL.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg2
import pytest

from tests.attacks.attack import Attack, Attacked
from tests.attacks.database import Database
from tests.empty_tables import EmptyTables
from tests.script.conftest import ROOT, environment
from tests.web.conftest import prepare
from tests.web.server import PRODUCTION, running

SETTINGS = PRODUCTION | {"DJANGO_SETTINGS_MODULE": "clinic.settings"}


@contextmanager
def new_database(name: str, like: EmptyTables, folder: Path) -> Iterator[str]:
    """The DATABASE_URL of a database without a row; SQLite's lies in the folder."""
    told = os.environ.get("DATABASE_URL", "")
    if not told.startswith("postgres"):
        like.put_into(folder)
        yield "sqlite:"
        return
    server = psycopg2.connect(told)
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {name} TEMPLATE {like.database}")
    yield urlunsplit(urlsplit(told)._replace(path=f"/{name}"))
    server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")


def seeded(variables: dict[str, str]) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.seed"],
        env=environment(**variables), cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def attacked(tmp_path_factory, empty_tables: EmptyTables) -> Iterator[Attacked]:
    """The running site and everything that is known about it."""
    with under_attack(tmp_path_factory.mktemp("attacked"), empty_tables) as site:
        yield site


@contextmanager
def under_attack(folder: Path, empty_tables: EmptyTables) -> Iterator[Attacked]:
    """A site of its own, whose data lie in the folder."""
    with new_database(f"attacked_{uuid4().hex}", empty_tables, folder) as url:
        variables = SETTINGS | {"DATA_DIR": str(folder), "DATABASE_URL": url, "EMAIL_URL": "file:"}
        prepare(variables, "migrate -v 0", "createcachetable", "collectstatic --no-input -v 0")
        known = seeded(variables)
        with running(variables, folder / "log") as site:
            yield Attacked(site, Database(variables), known)


@pytest.fixture
def attack(attacked: Attacked, record_property) -> Attack:
    """`with attack("class", "what", expected="…") as seen: seen += visitor.get(…)`."""
    return Attack(attacked, record_property)
