"""The triggers behind `clinic.append_only`, written for SQLite and for PostgreSQL."""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db.models import UniqueConstraint

PREFIX = "append_only_"

# Bits of pg_trigger.tgtype: row level 1, before 2, then the event.
_EVENT_BITS = {"insert": 4, "delete": 8, "update": 16, "truncate": 32}

_FOUND_POSTGRESQL = """
    SELECT t.tgname, c.relname, t.tgtype, p.prosrc, t.tgenabled = 'A' AND t.tgqual IS NULL
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE c.relnamespace = current_schema()::regnamespace AND starts_with(t.tgname, %s)
"""


@dataclass(frozen=True, order=True)
class Trigger:
    """One trigger as it stands in the catalogue: `body` is its whole text on SQLite, the function on
    PostgreSQL."""

    table: str
    name: str
    event: str
    body: str


def refuse_unguardable(model) -> None:
    """A unique key over an expression cannot be guarded against REPLACE. Raises ImproperlyConfigured."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.expressions:
            raise ImproperlyConfigured(
                f"{constraint.name}: use fields, an append-only model cannot guard this."
            )


def triggers_for(connection, guard) -> list[Trigger]:
    """Every trigger the guard needs on this database."""
    if connection.vendor == "sqlite":
        return [_sqlite_trigger(connection, guard, event) for event in ("insert", "update", "delete")]
    events = ["update", "delete", "truncate"] + (["insert"] if guard.closed_when != "FALSE" else [])
    return [_postgresql_trigger(connection, guard, event) for event in events]


def found_triggers(connection, cursor) -> set[Trigger]:
    """The triggers of ours that stand in the database and are switched on."""
    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
            [PREFIX + "%"],
        )
        return {Trigger(table, name, _event_of(name), text) for table, name, text in cursor.fetchall()}
    cursor.execute(_FOUND_POSTGRESQL, [PREFIX])
    return {
        Trigger(table, name, _event_of(name), body if active and bits == _bits(name) else "")
        for name, table, bits, body, active in cursor.fetchall()
    }


def settings_lost(connection, cursor) -> list[str]:
    """On SQLite a REPLACE fires no delete trigger unless the connection asks for it."""
    if connection.vendor != "sqlite":
        return []
    cursor.execute("PRAGMA recursive_triggers")
    return [] if cursor.fetchone()[0] else ["recursive_triggers"]


def create(connection, cursor, trigger: Trigger) -> None:
    """Create the trigger. On PostgreSQL it also fires for replicated writes (ENABLE ALWAYS)."""
    if connection.vendor == "sqlite":
        cursor.execute(trigger.body)
        return
    quote = connection.ops.quote_name
    name, table = quote(trigger.name), quote(trigger.table)
    level = "STATEMENT" if trigger.event == "truncate" else "ROW"
    # A fixed search path: otherwise a temporary table of the same name would be asked instead.
    cursor.execute("SELECT current_schema()")
    schema = quote(cursor.fetchone()[0])
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = {schema}, pg_temp AS $append_only${trigger.body}$append_only$"
    )
    cursor.execute(
        f"CREATE TRIGGER {name} BEFORE {trigger.event.upper()} ON {table}"
        f" FOR EACH {level} EXECUTE FUNCTION {name}()"
    )
    cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def drop(connection, cursor, trigger: Trigger) -> None:
    """Drop the trigger, with its function on PostgreSQL."""
    name = connection.ops.quote_name(trigger.name)
    if connection.vendor == "sqlite":
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {connection.ops.quote_name(trigger.table)}")
    cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def _name(guard, event: str) -> str:
    name = f"{PREFIX}{event}_{guard.table}"
    if len(name) > 63:
        raise ImproperlyConfigured(f"{guard.table}: the name is too long for a trigger; shorten db_table.")
    return name


def _event_of(name: str) -> str:
    return name.removeprefix(PREFIX).split("_", 1)[0]


def _bits(name: str) -> int:
    event = _event_of(name)
    return 2 + _EVENT_BITS.get(event, 0) + (0 if event == "truncate" else 1)


def _at(condition: str, row: str) -> str:
    return condition.replace("{row}", row)


def _refused(connection, guard, event: str) -> str:
    """The condition under which the event is refused, the same on both databases."""
    frozen, closed = _at(guard.when, "OLD"), _at(guard.closed_when, "NEW")
    if event == "insert":
        return f"({closed})"
    if event == "delete":
        return f"({frozen})" if guard.let_go_when == "FALSE" else _kept(guard, frozen)
    quote = connection.ops.quote_name
    differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    changes = [f"NEW.{quote(c)} {differs} OLD.{quote(c)}" for c in guard.fixed_columns]
    return f"({' OR '.join(changes) or 'TRUE'}) AND (({frozen}) OR ({closed}))"


def _kept(guard, frozen: str) -> str:
    return f"({frozen}) AND NOT ({_at(guard.let_go_when, 'OLD')})"


def _message(guard, event: str) -> str:
    return f"{guard.table} keeps its rows as they are: {event} refused"


def _postgresql_trigger(connection, guard, event: str) -> Trigger:
    refused = "TRUE" if event == "truncate" else _refused(connection, guard, event)
    result = {"delete": "OLD", "truncate": "NULL"}.get(event, "NEW")
    body = (
        f"BEGIN IF {refused} THEN RAISE EXCEPTION '{_message(guard, event)}'"
        f" USING ERRCODE = 'restrict_violation'; END IF; RETURN {result}; END"
    )
    return Trigger(guard.table, _name(guard, event), event, body)


def _sqlite_trigger(connection, guard, event: str) -> Trigger:
    quote = connection.ops.quote_name
    conditions = [_refused(connection, guard, event)]
    if event != "delete":
        conditions += _replaced_rows(connection, guard, event)
    body = (
        f"CREATE TRIGGER {quote(_name(guard, event))} BEFORE {event.upper()} ON {quote(guard.table)}"
        f" WHEN {' OR '.join(f'({c})' for c in conditions)}"
        f" BEGIN SELECT RAISE(ABORT, '{_message(guard, event)}'); END"
    )
    return Trigger(guard.table, _name(guard, event), event, body)


def _replaced_rows(connection, guard, event: str) -> list[str]:
    """One condition a unique key: a frozen row that INSERT OR REPLACE or UPDATE OR REPLACE would push out.

    The delete trigger sees such a row only with recursive_triggers on, which any connection can switch off.
    """
    quote = connection.ops.quote_name
    pk = quote(guard.model._meta.pk.column)
    other = f" AND kept.{pk} IS NOT OLD.{pk}" if event == "update" else ""
    conditions = []
    for columns, partial in _unique_keys(connection, guard.model):
        same = " AND ".join(f"kept.{quote(c)} = NEW.{quote(c)}" for c in columns)
        row = (
            f"SELECT 1 FROM {quote(guard.table)} AS kept WHERE {same}{other} AND ({_at(guard.when, 'kept')})"
        )
        if partial:
            new = _new_row(connection, guard.model)
            row += f" AND ({partial}) AND EXISTS (SELECT 1 FROM ({new}) WHERE {partial})"
        conditions.append(f"EXISTS ({row})")
    return conditions


def _new_row(connection, model) -> str:
    """NEW as a one-row table, so that a constraint's condition can be asked of it."""
    quote = connection.ops.quote_name
    columns = [quote(field.column) for field in model._meta.concrete_fields]
    return "SELECT " + ", ".join(f"NEW.{column} AS {column}" for column in columns)


def _unique_keys(connection, model) -> list[tuple[list[str], str]]:
    """Columns and condition (empty: none) of every unique key of the table."""
    meta = model._meta
    column = {field.name: field.column for field in meta.concrete_fields}
    keys = [([field.column], "") for field in meta.concrete_fields if field.unique]
    keys += [([column[name] for name in names], "") for names in meta.unique_together]
    for constraint in meta.constraints:
        if not isinstance(constraint, UniqueConstraint):
            continue
        keys.append(([column[n] for n in constraint.fields], _condition(connection, model, constraint)))
    return keys


def _condition(connection, model, constraint: UniqueConstraint) -> str:
    if constraint.condition is None:
        return ""
    # Not entered as a context: SQLite's editor refuses that inside a transaction, and nothing is executed.
    editor = connection.SchemaEditorClass(connection, collect_sql=True)
    return constraint._get_condition_sql(model, editor)
