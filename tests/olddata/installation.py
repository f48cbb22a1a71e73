"""The kept database of the version before, put into installations that run commands as a clinic does."""

import gzip
import io
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).resolve().parent
KEYS = {
    "SECRET_KEY": "only-for-tests-old-data-" + "x" * 40,
    "EXAMPLE_DATA": "1",
    "BASE_URL": "http://localhost:8000",
}
"""EXAMPLE_DATA: the example's people sign in by password alone, as they do on a localhost."""
SERVER = os.environ.get("DATABASE_URL", "")
VENDOR = "postgresql" if SERVER.startswith("postgres") else "sqlite"
OURS = "PRODUCTION DATABASE_URL EMAIL_URL BACKUP_KEY AUDIT_KEY AUDIT_KEYS_OLD DJANGO_SETTINGS_MODULE"


@dataclass(frozen=True)
class Installation:
    """A database and a folder of its own, run by commands; `code` may be another version's."""

    data: Path
    database: str
    code: Path = ROOT

    def run(self, *command: str | Path) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *map(str, command)],
            cwd=self.code, env=self._environment(), capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    def output(self, *command: str | Path) -> str:
        """What the command printed; a command that fails fails the test."""
        done = self.run(*command)
        assert done.returncode == 0, f"{command}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def connect(self) -> "sqlite3.Connection | psycopg2.extensions.connection":
        return psycopg2.connect(self.database) if self.database else sqlite3.connect(self.data / "db.sqlite3")

    def copy(self, folder: Path) -> "Installation":
        """The same rows in a database of their own."""
        folder.mkdir(parents=True)
        if self.database:
            return Installation(folder, new_database(like=name_of(self.database)))
        shutil.copy(self.data / "db.sqlite3", folder)
        return Installation(folder, "")

    def _environment(self) -> dict[str, str]:
        given = KEYS | {"DATA_DIR": str(self.data)} | ({"DATABASE_URL": self.database} if SERVER else {})
        return {name: value for name, value in os.environ.items() if name not in OURS.split()} | given


def kept() -> dict:
    """The commit of the version before, and how many rows each table had."""
    return json.loads((FOLDER / "kept.json").read_text())


def load(folder: Path) -> Installation:
    """The kept database, on the engine of this run, not migrated yet."""
    folder.mkdir(parents=True)
    there = Installation(folder, new_database() if VENDOR == "postgresql" else "")
    text = gzip.decompress((FOLDER / f"{VENDOR}.sql.gz").read_bytes()).decode()
    database = there.connect()
    database.cursor().execute(text) if VENDOR == "postgresql" else database.executescript(text)
    database.commit()
    database.close()
    if VENDOR == "sqlite":  # as the site itself sets it up
        sqlite3.connect(folder / "db.sqlite3").execute("PRAGMA journal_mode=WAL").connection.close()
    return there


def new_database(like: str = "template0") -> str:
    name = f"olddata_{secrets.token_hex(5)}"
    on_server(f"CREATE DATABASE {name} TEMPLATE {like}")
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def name_of(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def remove(there: Installation) -> None:
    if there.database:
        on_server(f"DROP DATABASE {name_of(there.database)} WITH (FORCE)")


def on_server(sql: str) -> None:
    server = psycopg2.connect(SERVER)
    server.autocommit = True
    server.cursor().execute(sql)
    server.close()


def check_out(commit: str, folder: Path) -> None:
    """That commit's files in a new folder; the working tree is not touched."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        files.extractall(folder, filter="data")
