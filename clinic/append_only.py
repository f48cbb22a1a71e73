"""Rows that the database itself refuses to change: no ORM call and no SQL write gets past.

Register a model where it is defined; everything else happens by itself:

    append_only(AuditEvent)                                          # rows are only ever added
    append_only(RoleGrant, allow_update_of=("ended_at", "ended_by")) # these columns may still change
    append_only(Question, when=FROZEN, closed_when=FROZEN)           # only some rows are frozen
    append_only(Response, let_go_when=DISPOSED)                      # rows that may be deleted, never changed

The three conditions are SQL in which `{row}` stands for the row (subqueries are fine, the same text serves
both databases): a row is frozen where `when` holds, no row may be added or moved to where `closed_when`
holds, and a frozen row may be deleted only where `let_go_when` holds.

Triggers are installed after every migrate, because SQLite rebuilds a table to alter it and drops them
silently, and removed before one that has something to apply on SQLite, because that rebuild fails while
another table's trigger names the table. A migrate that dies in between leaves them missing, which
`missing_triggers` tells the system check and the readiness page. A data migration that must touch such
rows on PostgreSQL calls `uninstall` itself. Upserts and `INSERT OR IGNORE` of a row that exists are
refused as well: insert, and catch the IntegrityError.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.checks import Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate, pre_migrate

from clinic import append_only_sql as sql

_registry: dict[str, "Guard"] = {}


@dataclass(frozen=True)
class Guard:
    """What is refused for one model. See the module's text for the three conditions."""

    model: type
    allow_update_of: tuple[str, ...]
    when: str
    closed_when: str
    let_go_when: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def fixed_columns(self) -> tuple[str, ...]:
        """Columns an update may not change; empty stands for all of them."""
        if not self.allow_update_of:
            return ()
        allowed = {self.model._meta.get_field(name).column for name in self.allow_update_of}
        return tuple(f.column for f in self.model._meta.concrete_fields if f.column not in allowed)


def append_only(
    model: type,
    allow_update_of: Sequence[str] = (),
    when: str | None = None,
    closed_when: str | None = None,
    let_go_when: str | None = None,
) -> type:
    """Let the database refuse UPDATE, DELETE, TRUNCATE and REPLACE of the model's rows. Returns the model."""
    sql.refuse_unguardable(model)
    conditions = (when or "TRUE", closed_when or "FALSE", let_go_when or "FALSE")
    guard = Guard(model, tuple(allow_update_of), *conditions)
    _registry[model._meta.label_lower] = guard
    return model


def registered() -> tuple[type, ...]:
    """The models under guard, for tests and documentation."""
    return tuple(guard.model for guard in _registry.values())


def added_only() -> dict[str, tuple[str, ...]]:
    """Tables none of whose rows is ever deleted, each with the columns that may still change."""
    return {
        guard.table: tuple(guard.model._meta.get_field(name).column for name in guard.allow_update_of)
        for guard in _registry.values()
        if guard.when == "TRUE"
    }


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Create what is missing or differs, drop what is no longer asked for. Running it twice is harmless."""
    connection = connections[using]
    with connection.cursor() as cursor:
        found = sql.found_triggers(connection, cursor)
        wanted = _wanted(connection, cursor)
        for trigger in found - wanted:
            sql.drop(connection, cursor, trigger)
        for trigger in sorted(wanted - found):
            sql.create(connection, cursor, trigger)


def uninstall(using: str = DEFAULT_DB_ALIAS) -> None:
    """Drop every trigger of this module, until the next migrate. For migrations and for emptying a test
    database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for trigger in sql.found_triggers(connection, cursor):
            sql.drop(connection, cursor, trigger)


def missing_triggers(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of triggers that are lost, switched off or altered; empty when every guard stands."""
    connection = connections[using]
    with connection.cursor() as cursor:
        lost = _wanted(connection, cursor) - sql.found_triggers(connection, cursor)
        switched_off = sql.settings_lost(connection, cursor)
    return sorted({trigger.name for trigger in lost}) + switched_off


def _wanted(connection, cursor) -> set[sql.Trigger]:
    """The triggers of every registered model whose table exists (a migrate may stop half-way)."""
    tables = set(connection.introspection.table_names(cursor))
    guards = [guard for guard in _registry.values() if guard.table in tables]
    return {trigger for guard in guards for trigger in sql.triggers_for(connection, guard)}


def _remove_before_migrate(sender, using, plan=(), **_) -> None:
    if sender.label == "clinic" and plan and connections[using].vendor == "sqlite":
        uninstall(using)


def _install_after_migrate(sender, using, **_) -> None:
    if sender.label == "clinic":
        install(using)


@register(Tags.database)
def check_triggers(databases=None, **_) -> list[Warning]:
    """A warning, not an error: an error would stop the very migrate that puts a lost trigger back."""
    return [
        Warning(
            f"The database no longer protects its records: {name} is lost or altered.",
            hint="Right after an upgrade run manage.py migrate. Else find out who changed the database.",
            id="clinic.W001",
        )
        for using in databases or ()
        for name in missing_triggers(using)
    ]


pre_migrate.connect(_remove_before_migrate, dispatch_uid="append_only_remove")
post_migrate.connect(_install_after_migrate, dispatch_uid="append_only_install")
