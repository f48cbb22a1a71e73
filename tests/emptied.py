"""Emptying a test database on PostgreSQL, where Django's flush takes a second: it truncates sixty tables,
of which a test wrote to ten, and every trigger, content type and permission is made again."""

from django.db import connection, transaction

from clinic import append_only
from clinic import append_only_sql as sql

THE_SAME_IN_EVERY_TEST = {"django_content_type", "auth_permission"}


def on_postgresql() -> None:
    """Delete every row of every model. Keys rest meanwhile; the guards of what was written to are taken off,
    and every guard that is missing then is put back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        written = _written_to(cursor)
        for trigger in sql.found_triggers(connection, cursor):
            if trigger.table in written:
                sql.drop(connection, cursor, trigger)
        for table in written:
            cursor.execute(f'DELETE FROM "{table}"')
    append_only.install()


def _written_to(cursor) -> list[str]:
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    asked = (
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names - THE_SAME_IN_EVERY_TEST
    )
    cursor.execute(" UNION ALL ".join(asked))
    return [name for (name,) in cursor.fetchall()]
