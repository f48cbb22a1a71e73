"""Every table and no row: a copy of this process's test database, kept before the first test wrote to it.

The installations that tests start begin with it, because a migrate from nothing takes longer than most tests;
each still runs its own `migrate`, which then finds nothing to do.
"""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.db import connection


@dataclass(frozen=True)
class EmptyTables:
    """Where the copy is: a file, or a database that PostgreSQL may copy. Neither: begin with nothing."""

    file: Path | None = None
    database: str = "template0"

    def put_into(self, folder: Path) -> None:
        """The SQLite file of an installation, which must have none yet."""
        if self.file:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "db.sqlite3").write_bytes(self.file.read_bytes())

    def drop(self) -> None:
        if self.database != "template0":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {self.database}")


def kept_in(folder: Path) -> EmptyTables:
    """Copy the test database, which was made just now; none was where no test of this run touches it."""
    made = str(connection.settings_dict["NAME"])
    if "test" not in Path(made).name:
        return EmptyTables()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(made)) as there, closing(sqlite3.connect(folder / "db.sqlite3")) as here:
            there.backup(here)
        return EmptyTables(file=folder / "db.sqlite3")
    kept = EmptyTables(database=f"empty_tables_{os.getpid()}")
    connection.close()  # a database that somebody uses cannot be copied
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE {kept.database} TEMPLATE "{made}"')
    return kept
