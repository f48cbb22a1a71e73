"""A connection lost since it was last used is opened anew where something is read, and only there."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import BigIntegerField, Func, TextField, Value
from django.test.utils import CaptureQueriesContext

from clinic.models import User
from clinic.prepared import Prepared

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose"),
]
PERSON = Prepared(lambda key: User.objects.filter(pk=key), key=BigIntegerField())


def own_connection(work):
    """Run it on a connection of its own, which is closed afterwards."""

    def run():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(run).result()


def lose() -> int:
    """End this thread's connection from the server's side; which it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    own_connection(lambda: connection.cursor().execute("SELECT pg_terminate_backend(%s, 5000)", [number]))
    return number


def test_a_read_opens_it_anew(nurse):
    def read() -> tuple[User, bool]:
        PERSON.first(key=nurse.pk)
        lost = lose()
        found = PERSON.first(key=nurse.pk)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return found, cursor.fetchone() != (lost,)

    assert own_connection(read) == (nurse, True)


def test_within_a_transaction_it_fails(nurse):
    """What was written before went with the connection: nothing may go on as if it had not."""

    def read() -> None:
        with transaction.atomic():
            User.objects.filter(pk=nurse.pk).update(full_name="Somebody else")
            lose()
            PERSON.first(key=nurse.pk)

    with pytest.raises((OperationalError, InterfaceError)):
        own_connection(read)
    nurse.refresh_from_db()
    assert nurse.full_name != "Somebody else"


def test_a_query_that_fails_for_another_reason_is_asked_once(nurse):
    sleeps = Func(Value(1.0), function="pg_sleep", output_field=TextField())
    slow = Prepared(lambda key: User.objects.filter(pk=key).annotate(slept=sleeps), key=BigIntegerField())

    def read() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 20")
        with CaptureQueriesContext(connection) as asked, pytest.raises(OperationalError):
            slow.all(key=nurse.pk)
        return len(asked)

    assert own_connection(read) == 1
