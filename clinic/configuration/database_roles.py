"""What the site's own PostgreSQL account may do, so that a stolen one cannot undo what the triggers guard.

Two accounts: the owner has the tables and runs migrations; the application has neither, and of each table
only the writes the site makes. Rows that are only ever added cannot even be asked to change.
"""

from collections.abc import Callable, Iterator

from django.db import DEFAULT_DB_ALIAS, connections

from clinic import append_only

READ_ONLY = ("django_migrations",)
FORBIDDEN = ("TRUNCATE", "TRIGGER", "REFERENCES")


def grants(role: str, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The statements that give `role` what the site needs and take the rest. Run by the owner."""
    quote = connections[using].ops.quote_name
    schema, to = quote(_schema(using)), quote(role)
    return [
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {to}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {to}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM {to}",
        f"GRANT USAGE ON SCHEMA {schema} TO {to}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {to}",
        *(
            f"GRANT {', '.join(rights)}{_of_columns(columns, quote)} ON {quote(table)} TO {to}"
            for table, rights, columns in _rights(using)
        ),
    ]


def needed(using: str = DEFAULT_DB_ALIAS) -> dict[str, tuple[str, ...]]:
    """The rights on whole tables that the site needs, by table."""
    return {table: rights for table, rights, _ in _rights(using)}


def faults(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """What the account of this connection may and should not, or may not and should."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolname FROM pg_roles WHERE rolname = current_user")
        is_super, name = cursor.fetchone()
        if is_super:
            return [f"{name} is a superuser: no trigger and no right holds it"]
        cursor.execute(
            "SELECT count(*) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
            " AND pg_has_role(current_user, c.relowner, 'MEMBER')"
        )
        if cursor.fetchone()[0]:
            return [f"{name} owns the tables, so it can drop the triggers that guard the records"]
        cursor.execute("SELECT has_schema_privilege(current_user, current_schema(), 'CREATE')")
        found = [f"{name} may create tables"] if cursor.fetchone()[0] else []
        return found + list(_faults_of_tables(cursor, using))


def _faults_of_tables(cursor, using: str) -> Iterator[str]:
    tables = needed(using)
    for table, rights in tables.items():
        wrong = [right for right in FORBIDDEN if _has(cursor, table, right)]
        wrong += [f"{right} (rows are only added)" for right in _too_much(table, rights, cursor)]
        lacking = [right for right in rights if not _has(cursor, table, right)]
        yield from (f"{table}: {right} is granted" for right in wrong)
        yield from (f"{table}: {right} is missing, run manage.py databaseroles" for right in lacking)


def _too_much(table: str, rights: tuple[str, ...], cursor) -> list[str]:
    return [r for r in ("UPDATE", "DELETE") if r not in rights and _has(cursor, table, r)]


def _has(cursor, table: str, right: str) -> bool:
    cursor.execute("SELECT has_table_privilege(current_user, %s::regclass, %s)", [f'"{table}"', right])
    return cursor.fetchone()[0]


def _rights(using: str) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """(table, rights, columns that may be updated where not all may) of every table there is."""
    with connections[using].cursor() as cursor:
        tables = connections[using].introspection.table_names(cursor)
    added_only = append_only.added_only()
    for table in tables:
        if table in READ_ONLY:
            yield table, ("SELECT",), ()
        elif table in added_only:
            yield table, ("SELECT", "INSERT"), added_only[table]
        else:
            yield table, ("SELECT", "INSERT", "UPDATE", "DELETE"), ()


def _of_columns(columns: tuple[str, ...], quote: Callable[[str], str]) -> str:
    return f", UPDATE ({', '.join(quote(column) for column in columns)})" if columns else ""


def _schema(using: str) -> str:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0]
