"""What a backup says about itself, and what a database says: the two are compared after every writing and
every restore."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from clinic import VERSION
from clinic.backup import BackupRefused
from clinic.configuration import audit_keys

FORMAT = 1
EVENTS = "clinic_auditevent"

_told: dict[str, Callable[[str], Any]] = {}


def also_tell(name: str, told: Callable[[str], Any]) -> None:
    """Let every manifest hold, under this name, what `told` finds in the database of an alias (JSON)."""
    _told[name] = told


def contents_of(using: str) -> dict[str, Any]:
    """What stands in a database: rows of each table, migrations, the last event, what rooms want told."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        rows = {table: _count(connection, cursor, table) for table in tables}
        last = _last_event(connection, cursor) if rows.get(EVENTS) else ""
    applied = sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())
    told = {name: tell(using) for name, tell in _told.items()}
    return {"rows": rows, "migrations": applied, "last_event": last, "told": told}


def manifest_of(contents: dict, vendor: str, server: int, made_at: str, anchor: Any) -> dict[str, Any]:
    """The manifest around the contents. `server` is PostgreSQL's major version, 0 with SQLite."""
    return {
        "format": FORMAT,
        "product": VERSION,
        "made_at": made_at,
        "engine": vendor,
        "server": server,
        "anchor": anchor,
        "audit_key": audit_keys.current().id,
        "clinic": settings.CLINIC_NAME,
        "contents": contents,
    }


def differences(said: dict, found: dict) -> list[str]:
    """Where two contents differ, one sentence each; empty when they are the same."""
    tables = sorted(said["rows"].keys() | found["rows"].keys())
    lines = [
        f"{table}: {said['rows'].get(table, 'no table')} rows were written,"
        f" {found['rows'].get(table, 'no table')} are there"
        for table in tables
        if said["rows"].get(table) != found["rows"].get(table)
    ]
    return lines + [
        f"{name} differs" for name in ("migrations", "last_event", "told") if said[name] != found[name]
    ]


def refuse_unfit(manifest: dict, vendor: str, server: int) -> None:
    """Raise BackupRefused where this installation cannot take the backup."""
    if manifest.get("format") != FORMAT:
        raise BackupRefused(f"The backup's form is {manifest.get('format')!r}, this code reads {FORMAT}.")
    if manifest["engine"] != vendor:
        raise BackupRefused(
            f"This is a backup of {NAMES[manifest['engine']]}, the installation runs on {NAMES[vendor]}. "
            "A backup goes back into the kind of database that it came from."
        )
    if manifest["server"] > server:
        raise BackupRefused(
            f"The backup comes from PostgreSQL {manifest['server']}, this server is {server}, which is older."
        )
    if unknown := unknown_migrations(manifest["contents"]["migrations"]):
        raise BackupRefused(
            f"The backup is of newer code (version {manifest['product']}): its database has "
            f"{', '.join(unknown)}, which this code does not know. Update the code first."
        )
    if manifest["audit_key"] not in audit_keys.known():
        raise BackupRefused(
            "The backup's audit trail was written with another key: put the secret_key file back into "
            "DATA_DIR, or give the SECRET_KEY (or AUDIT_KEY) of the installation that made the backup."
        )


NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def unknown_migrations(applied: list[str]) -> list[str]:
    """Those of these names (app.name) that the code does not have."""
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    replaced = {".".join(old) for migration in disk.values() for old in migration.replaces}
    return sorted(set(applied) - brought_migrations() - replaced)


def brought_migrations() -> set[str]:
    """The migrations of this code, as app.name."""
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return {".".join(key) for key in disk}


def _count(connection, cursor, table: str) -> int:
    cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
    return cursor.fetchone()[0]


def _last_event(connection, cursor) -> str:
    """When the last event was written, UTC. Plain SQL: the database may be older than the models."""
    cursor.execute(f"SELECT MAX(at) FROM {connection.ops.quote_name(EVENTS)}")
    at = cursor.fetchone()[0]
    return at if isinstance(at, str) else at.isoformat()
