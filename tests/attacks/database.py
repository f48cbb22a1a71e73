"""The attacked site's database, read by SQL alone: what is in it, and what the trail got."""

import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg2

NOT_RECORDS = {"django_session", "clinic_auditevent", "clinic_cache", "django_migrations", "sqlite_sequence"}
"""Sessions, the trail and the cache may change under attack; nothing else."""
EVENTS = "SELECT id, action, outcome, actor_role, target FROM clinic_auditevent WHERE id > {} ORDER BY id"


class Database:
    def __init__(self, variables: dict[str, str]) -> None:
        url = variables["DATABASE_URL"]
        self.is_sqlite = url == "sqlite:"
        file = Path(variables["DATA_DIR"]) / "db.sqlite3"
        self.wire = sqlite3.connect(file) if self.is_sqlite else psycopg2.connect(url)
        if not self.is_sqlite:
            self.wire.autocommit = True

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        cursor = self.wire.cursor()
        cursor.execute(query)
        return cursor.fetchall()

    def tables(self) -> list[str]:
        told = "SELECT name FROM sqlite_master WHERE type = 'table'"
        if not self.is_sqlite:
            told = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        names = {name for (name,) in self.rows(told)}
        return sorted(name for name in names - NOT_RECORDS if not name.startswith("clinic_audit"))

    def digests(self) -> dict[str, str]:
        """Each table's rows in one number."""
        return {name: self.digest(name) for name in self.tables()}

    def digest(self, table: str) -> str:
        rows = sorted(map(repr, self.rows(f'SELECT * FROM "{table}"')))
        return sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()

    def events(self, after: int = 0) -> list[tuple[Any, ...]]:
        """(id, action, outcome, role, target) of the trail."""
        return self.rows(EVENTS.format(after))

    def count(self, table: str, where: str = "1 = 1") -> int:
        return self.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]
