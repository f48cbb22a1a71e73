"""Any one change to the trail, drawn at random: with the anchor at hand each is noticed."""

from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from clinic.audit import chain
from clinic.models import AuditEvent, AuditSeal
from tests.clinic.audit.trail import EVENTS, SEALS, problems, sealed, without_triggers, write

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LETTERS = st.text(st.characters(min_codepoint=32, max_codepoint=0x24F), max_size=12)
VALUES = {
    "at": st.integers(-(10**12), 10**12).map(lambda n: timedelta(microseconds=n)),
    "actor_id": st.none(),
    "patient_id": st.none() | st.uuids(version=4).map(lambda u: u.hex),
    "fields": st.sampled_from(["[]", '["email", "phone"]', '["phone"]', "{}", "null", '"phone"']),
    "ip_address": st.sampled_from(["192.0.2.1", "2001:db8::1"]),
    "id": st.integers(1, 10**9),
    "number": st.integers(1, 10**9),
    "count": st.integers(1, 10**6),
    "total": st.integers(1, 10**6),
    "up_to": st.integers(0, 10**6),
}
TABLES = {EVENTS: AuditEvent, SEALS: AuditSeal}


@st.composite
def changes(draw):
    """What is done to which row: the table, the row by its place, the column and the value."""
    table = draw(st.sampled_from([EVENTS, SEALS]))
    columns = [field.column for field in TABLES[table]._meta.concrete_fields]
    act = draw(st.sampled_from(["change"] * 4 + ["delete", "copy", "swap"]))
    column = draw(st.sampled_from(columns))
    return act, table, draw(st.integers(0, 11)), column, draw(VALUES.get(column, LETTERS))


@given(change=changes())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_one_change_is_noticed(front_desk, change):
    with transaction.atomic():
        sealed(by=front_desk)
        anchor = chain.anchor()
        assert problems(anchor=anchor) == []
        with without_triggers() as cursor:
            did(cursor, *change)
        assert problems(anchor=anchor) != []
        transaction.set_rollback(True)


@given(
    column=st.sampled_from([f.column for f in AuditEvent._meta.concrete_fields if f.name != "id"]),
    data=st.data(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_an_event_not_sealed_yet_shows_any_other_value_by_its_own_hash(front_desk, column, data):
    with transaction.atomic():
        write(3, by=front_desk)
        with without_triggers() as cursor:
            did(cursor, "change", EVENTS, 1, column, data.draw(VALUES.get(column, LETTERS)))
        assert problems() != []
        transaction.set_rollback(True)


def did(cursor, act, table, place, column, value) -> None:
    """Do it, or leave the example out: the database may refuse the value, or it stood there already."""
    model = TABLES[table]
    rows = list(model.objects.order_by("pk"))
    row, key = rows[place % len(rows)], model._meta.pk.column
    if act == "delete":
        return cursor.execute(f"DELETE FROM {table} WHERE {key} = %s", [row.pk])
    if act == "copy":
        row.pk = rows[-1].pk + 1 + place
        return copied(row)
    if act == "swap":
        return swapped(cursor, table, key, column, row, rows[(place + 1) % len(rows)])
    before = stored(cursor, table, key, row.pk, column)
    changed(cursor, table, key, row.pk, column, row.at + value if column == "at" else value)
    assume(stored(cursor, table, key, value if column == key else row.pk, column) != before)


def copied(row) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        assume(False)


def swapped(cursor, table, key, column, one, other) -> None:
    """Two rows change the value of one column; of the key, their places."""
    first = stored(cursor, table, key, one.pk, column)
    second = stored(cursor, table, key, other.pk, column)
    assume(first != second)
    if column == key:
        for old, new in ((one.pk, 10**6), (other.pk, one.pk), (10**6, other.pk)):
            changed(cursor, table, key, old, key, new)
        return
    changed(cursor, table, key, one.pk, column, second)
    changed(cursor, table, key, other.pk, column, first)


def changed(cursor, table, key, row, column, value) -> None:
    try:
        with transaction.atomic():
            cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE {key} = %s', [value, row])
    except (IntegrityError, DataError):
        assume(False)


def stored(cursor, table, key, row, column):
    """As text, the value that stands there."""
    kind = "text" if connection.vendor == "sqlite" else "varchar"
    cursor.execute(f'SELECT CAST("{column}" AS {kind}) FROM {table} WHERE {key} = %s', [row])
    return (cursor.fetchone() or [None])[0]
