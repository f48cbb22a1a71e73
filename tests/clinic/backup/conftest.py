"""A pair of keys, a database with committed rows, and empty installations to restore into."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as of_the_tests
from django.db import connection

from clinic import audit
from clinic.backup.keys import make_pair
from clinic.backup.making import make_backup
from clinic.models import Place

ROOT = Path(__file__).resolve().parents[3]
OURS = """PRODUCTION EXAMPLE_DATA BASE_URL DATABASE_URL EMAIL_URL BACKUP_KEY DATA_DIR SECRET_KEY AUDIT_KEY
          AUDIT_KEYS_OLD DJANGO_SETTINGS_MODULE"""


@dataclass(frozen=True)
class Installation:
    """An installation of its own, run as a person runs it: by commands."""

    environment: dict[str, str]

    @property
    def data(self) -> Path:
        return Path(self.environment["DATA_DIR"])

    def run(self, *command: str | Path, **changes) -> subprocess.CompletedProcess:
        return subprocess.run(
            self.command(*command), env=self.whole(), capture_output=True, text=True, timeout=300, **changes
        )

    def start(self, *command: str | Path) -> subprocess.Popen:
        pipe = subprocess.PIPE
        return subprocess.Popen(self.command(*command), env=self.whole(), stdout=pipe, stderr=pipe, text=True)

    def command(self, *command: str | Path) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *map(str, command)]

    def whole(self) -> dict[str, str]:
        return {k: v for k, v in os.environ.items() if k not in OURS.split()} | self.environment

    def ask(self, code: str) -> str:
        """What an expression gives there. The usual models are imported."""
        before = "from clinic.models import *; from clinic import append_only; "
        before += "from clinic.audit import chain; from clinic.web import health; "
        done = self.run("shell", "--no-imports", "--command", f"{before}print({code})")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="session")
def identity_file(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("keys") / "identity"


@pytest.fixture(scope="session")
def public_key(identity_file) -> str:
    return make_pair(identity_file)


@pytest.fixture
def locks(settings, public_key) -> str:
    """The installation that the test itself runs in has a key."""
    settings.BACKUP_KEY = public_key
    return public_key


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


@pytest.fixture
def rows(transactional_db) -> None:
    """Something committed in several tables."""
    Place.objects.create(name="Lakeside")
    for number in range(5):
        audit.record("view", role=audit.SYSTEM, target=f"row {number}")


@pytest.fixture
def backup(rows, locks, folder) -> Path:
    return make_backup(folder).path


@pytest.fixture
def new_place(tmp_path, public_key) -> Iterator[Callable[[], Installation]]:
    """Makes an installation with an empty database on the engine of this run."""
    made = []

    def make() -> Installation:
        made.append(installed(tmp_path / f"place-{len(made)}", public_key))
        return made[-1]

    yield make
    for place in made:
        remove(place)


def installed(folder: Path, public_key: str, like: str = "template0") -> Installation:
    """An installation in this folder; on PostgreSQL with a copy of the database `like`."""
    place = {"DATA_DIR": str(folder), "SECRET_KEY": of_the_tests.SECRET_KEY, "BACKUP_KEY": public_key}
    if connection.vendor == "postgresql":
        name = f"place_{secrets.token_hex(4)}"
        on_server(f"CREATE DATABASE {name} TEMPLATE {like}")
        of = connection.settings_dict
        place["DATABASE_URL"] = f"postgresql://{of['USER']}@{quote(of['HOST'], safe='')}/{name}"
    return Installation(place)


def name_of(place: Installation) -> str:
    """Of its database on PostgreSQL."""
    return place.environment["DATABASE_URL"].rpartition("/")[2]


def remove(place: Installation) -> None:
    if connection.vendor == "postgresql":
        on_server(f"DROP DATABASE {name_of(place)} WITH (FORCE)")


@pytest.fixture
def place(new_place) -> Installation:
    return new_place()


@pytest.fixture
def running(place, backup, identity_file) -> Installation:
    """An installation with data in it that commands of another process can use."""
    restored = place.run("restore", backup, "--identity", identity_file)
    assert restored.returncode == 0, restored.stderr
    return place


def on_server(sql: str) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(sql)
    other.close()
