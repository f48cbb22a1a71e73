"""On PostgreSQL a prepared query is planned once a connection, and answers as before."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import BigIntegerField, CharField
from django.test.utils import CaptureQueriesContext

from clinic.models import RoleGrant, User
from clinic.prepared import Prepared, PreparedUpdate
from clinic.roles import DERMATOLOGIST

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps its statements by itself"),
]


@pytest.fixture
def grants() -> Prepared:
    return Prepared(
        lambda person: RoleGrant.objects.filter(user=person, role=DERMATOLOGIST), person=BigIntegerField()
    )


def planned() -> list[str]:
    """The statements this connection has prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
        return [statement for (statement,) in cursor.fetchall()]


def test_it_is_prepared_once_and_keeps_its_constants(grants, dermatologist, nurse):
    before = planned()
    assert grants.first(person=dermatologist.pk).user_id == dermatologist.pk
    assert grants.first(person=nurse.pk) is None
    (added,) = [statement for statement in planned() if statement not in before]
    assert "$1" in added and "$2" not in added and "'dermatologist'" in added


def test_a_new_connection_prepares_anew(grants, dermatologist):
    grants.all(person=dermatologist.pk)
    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(told_on_two_connections, grants).result() == [
            (0, []),
            (1, []),
            (0, []),
            (1, []),
        ]


def told_on_two_connections(grants: Prepared) -> list[tuple[int, list]]:
    """For each, before and after asking: how many are prepared, and the rows (a test's own are its alone)."""
    seen = []
    for _ in range(2):
        try:
            seen.append((len(planned()), []))
            rows = grants.all(person=1)
            seen.append((len(planned()), rows))
        finally:
            connection.close()
    return seen


def test_a_rollback_takes_no_statement_back(dermatologist):
    renamed = PreparedUpdate(
        lambda person, name: (User.objects.filter(pk=person), {"full_name": name}),
        person=BigIntegerField(),
        name=CharField(),
    )
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        renamed.run(person=dermatologist.pk, name="Nobody")
        raise ZeroDivisionError
    assert User.objects.get(pk=dermatologist.pk).full_name == "Ada Okafor"
    assert renamed.run(person=dermatologist.pk, name="Ada") == 1


def test_one_that_could_not_be_prepared_is_tried_again(grants, dermatologist):
    with pytest.raises(DatabaseError), transaction.atomic():
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        grants.all(person=dermatologist.pk)
    assert len(grants.all(person=dermatologist.pk)) == 1


def test_what_is_captured_is_the_statement_and_not_its_number(grants, dermatologist):
    with CaptureQueriesContext(connection) as seen:
        grants.all(person=dermatologist.pk)
    (query,) = seen.captured_queries
    assert 'FROM "clinic_rolegrant"' in query["sql"] and f'"user_id" = {dermatologist.pk}' in query["sql"]


def longest_role(length: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE clinic_rolegrant ALTER COLUMN role TYPE varchar({length})")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_column_of_another_type_fails_nothing_outside_a_transaction_and_one_inside(grants):
    length = RoleGrant._meta.get_field("role").max_length
    grants.all(person=1)
    try:
        longest_role(length + 1)
        assert grants.all(person=1) == []
        longest_role(length + 2)
        with pytest.raises(DatabaseError, match="cached plan"), transaction.atomic():
            grants.all(person=1)
        assert grants.all(person=1) == []
    finally:
        longest_role(length)
