"""What stands in a database, read without the product's code: tables, columns, rows, the whole schema."""

import hashlib
from dataclasses import dataclass

from tests.olddata.installation import VENDOR, Installation

OURS = ("clinic_", "intake_", "treatments_")
COLUMNS = """SELECT table_name, column_name,
                    is_nullable = 'YES' OR column_default IS NOT NULL OR is_identity = 'YES'
             FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position"""
SCHEMA = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master",
    "postgresql": """
        SELECT 'column', table_name || '.' || column_name,
               concat_ws(' ', ordinal_position, data_type, character_maximum_length, is_nullable,
                         column_default)
          FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
                   WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal""",
}


@dataclass(frozen=True)
class Column:
    """`may_be_left_out`: an INSERT that does not name it works (it may be null or has a default)."""

    name: str
    may_be_left_out: bool


def rows_of(there: Installation, sql: str) -> list[tuple]:
    database = there.connect()
    try:
        cursor = database.cursor()
        cursor.execute(sql)
        return cursor.fetchall()
    finally:
        database.close()


def columns(there: Installation) -> dict[str, list[Column]]:
    """The columns of each table of the product."""
    found: dict[str, list[Column]] = {}
    for table, name, may_be_left_out in _columns(there):
        if table.startswith(OURS):
            found.setdefault(table, []).append(Column(name, bool(may_be_left_out)))
    return found


def _columns(there: Installation) -> list[tuple]:
    if VENDOR == "postgresql":
        return rows_of(there, COLUMNS)
    tables = [name for (name,) in rows_of(there, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [
        (table, name, not notnull or default is not None or pk)
        for table in tables
        for _, name, _, notnull, default, pk in rows_of(there, f'PRAGMA table_info("{table}")')
    ]


def contents(there: Installation, of: dict[str, list[Column]]) -> dict[str, tuple[int, str]]:
    """How many rows each of these tables has, and one hash of these columns of them all."""
    return {table: _content(there, table, [column.name for column in named]) for table, named in of.items()}


def _content(there: Installation, table: str, names: list[str]) -> tuple[int, str]:
    listed = ", ".join(f'"{name}"' for name in names)
    rows = sorted(repr(row) for row in rows_of(there, f'SELECT {listed} FROM "{table}"'))
    return len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()


def whole(there: Installation) -> dict:
    """Schema, triggers, migrations and every row of the product: two databases with the same are the same."""
    return {
        "schema": sorted(map(repr, rows_of(there, SCHEMA[VENDOR]))),
        "migrations": sorted(rows_of(there, "SELECT app, name FROM django_migrations")),
        "types": sorted(rows_of(there, "SELECT app_label, model FROM django_content_type")),
        "rows": contents(there, columns(there)),
    }
