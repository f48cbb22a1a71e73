"""Whoever has the database's password takes the triggers off, changes something, and puts them back."""

from datetime import timedelta

import pytest
from django.db import connection

from clinic import append_only, audit
from clinic.audit import chain
from clinic.audit.seals import seal_hash
from clinic.configuration.audit_keys import Key
from clinic.models import AuditEvent, AuditSeal
from tests.clinic.audit.trail import (
    EVENTS,
    NOON,
    SEALS,
    problems,
    sealed,
    tamper,
    told,
    without_triggers,
    write,
)

pytestmark = pytest.mark.django_db
COLUMNS = [field.column for field in AuditEvent._meta.concrete_fields]
SEAL_COLUMNS = [field.column for field in AuditSeal._meta.concrete_fields]
OTHERWISE = {
    "actor_role": "lead",
    "action": "create",
    "target": "visit 4",
    "outcome": "deny",
    "user_agent": "B",
    "request_id": "b" * 32,
    "nonce": "0" * 16,
    "key_id": "00000000",
    "content_hash": "0" * 64,
    "ip_address": "192.0.2.8",
    "patient_id": "3f2a91c0000040008000000000000000",
    "fields": '["phone", "emaik"]',
    "id": 1_000_000,
}
SEAL_OTHERWISE = {
    "number": 77,
    "events": "1-3",
    "count": 3,
    "total": 9,
    "up_to": 999,
    "batch_digest": "0" * 64,
    "previous_hash": "0" * 64,
    "key_id": "00000000",
    "hash": "0" * 64,
}


@pytest.fixture
def trail(front_desk, nurse) -> AuditEvent:
    """Three seals; the event in the middle of the second one."""
    sealed(by=front_desk)
    return list(AuditEvent.objects.order_by("id"))[5]


def otherwise(row, column, values, nurse=None):
    if column == "at":
        return row.at + timedelta(microseconds=1)
    return nurse.pk if column == "actor_id" else values[column]


@pytest.mark.parametrize("column", COLUMNS)
def test_another_value_in_any_column_of_an_event_is_named(trail, nurse, column):
    value = otherwise(trail, column, OTHERWISE, nurse)
    tamper(f'UPDATE {EVENTS} SET "{column}" = %s WHERE id = %s', value, trail.pk)
    assert append_only.missing_triggers() == []
    assert f"event {trail.pk}: " in told()


@pytest.mark.parametrize("column", SEAL_COLUMNS)
@pytest.mark.parametrize("number", [2, 3])
def test_another_value_in_any_column_of_a_seal_is_named(trail, column, number):
    value = otherwise(AuditSeal.objects.get(number=number), column, SEAL_OTHERWISE)
    tamper(f'UPDATE {SEALS} SET "{column}" = %s WHERE number = %s', value, number)
    assert "seal" in told()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no value that is spelled wrong")
@pytest.mark.parametrize("table", [EVENTS, SEALS])
def test_no_single_byte_of_a_row_can_be_flipped_in_the_file(front_desk, table):
    sealed(2, 2, by=front_desk)
    key = "id" if table == EVENTS else "number"
    row, unnoticed = (AuditEvent.objects.latest("id").pk if table == EVENTS else 2), []
    with without_triggers() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        for column in COLUMNS if table == EVENTS else SEAL_COLUMNS:
            cursor.execute(f'SELECT +"{column}", typeof("{column}") FROM {table} WHERE {key} = %s', [row])
            kept, kind = cursor.fetchone()
            for place, changed in flipped(kept, kind):
                where = changed if column == key else row
                cursor.execute(
                    f'UPDATE {table} SET "{column}" = CAST(%s AS {kind}) WHERE {key} = %s', [changed, row]
                )
                if not problems():
                    unnoticed.append((column, place, changed))
                cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE {key} = %s', [kept, where])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert unnoticed == []
    assert problems() == []


def flipped(kept, kind):
    """Each byte of the value with one bit changed, the one between large and small letters among them."""
    if kind == "null":
        return
    if kind == "integer":
        yield from ((bit, kept ^ 1 << bit) for bit in range(7, 60, 5))
        return
    letters = kept.encode()
    for place in range(len(letters)):
        for bit in (1, 0x20, 0x80):
            yield place, bytes([*letters[:place], letters[place] ^ bit, *letters[place + 1 :]])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no spelling")
@pytest.mark.parametrize(
    ("column", "spelled"),
    [
        ("at", "replace(at, ' ', 'T')"),
        ("patient_id", "upper(patient_id)"),
        ("fields", "replace(fields, ', ', ',')"),
    ],
)
def test_the_same_value_spelled_otherwise_is_noticed(trail, column, spelled):
    tamper(f"UPDATE {EVENTS} SET {column} = {spelled} WHERE id = %s", trail.pk)
    assert told() == f"event {trail.pk}: is not as it was written"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL refuses such values")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("fields", "{["),
        ("fields", "[" * 100_000),
        ("at", "yesterday"),
        ("at", "2026-99-99 10:00:00"),
        ("patient_id", "x"),
    ],
)
def test_a_value_that_cannot_be_read_is_named_and_the_rest_is_read(trail, column, value):
    with without_triggers() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE {EVENTS} SET {column} = %s WHERE id = %s", [value, trail.pk])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    look = chain.Verification(at=NOON)
    assert f"event {trail.pk}: " in "\n".join(map(str, look.problems()))
    assert look.events == 12


def test_two_events_that_changed_places_are_noticed(trail):
    with without_triggers() as cursor:
        for old, new in ((trail.pk, 0), (trail.pk + 1, trail.pk), (0, trail.pk + 1)):
            cursor.execute(f"UPDATE {EVENTS} SET id = %s WHERE id = %s", [new, old])
    assert told() == "seal 2: its events (5-8) changed, or changed places".replace(
        "5-8", AuditSeal.objects.get(number=2).events
    )


def test_a_deleted_event_is_named(trail):
    tamper(f"DELETE FROM {EVENTS} WHERE id = %s", trail.pk)
    assert told() == f"event {trail.pk}: missing, though seal 2 holds it"


def test_several_deleted_events_are_one_line(trail):
    tamper(f"DELETE FROM {EVENTS} WHERE id BETWEEN %s AND %s", trail.pk, trail.pk + 1)
    assert told() == f"events {trail.pk} to {trail.pk + 1}: missing, though seal 2 holds it"


def cut_off(seal: int) -> None:
    """The last seals go, with all events they hold."""
    up_to = AuditSeal.objects.get(number=seal - 1).up_to
    tamper(f"DELETE FROM {SEALS} WHERE number >= %s", seal)
    tamper(f"DELETE FROM {EVENTS} WHERE id > %s", up_to)


def test_a_deleted_end_is_noticed_with_the_anchor_and_only_so(trail):
    anchor = chain.anchor()
    cut_off(3)
    assert problems() == []
    assert "seal 3: missing" in told(anchor=anchor)


def test_an_end_deleted_and_written_anew_by_the_running_product_is_noticed(trail):
    anchor = chain.anchor()
    cut_off(3)
    write(4, 200)
    chain.seal(at=NOON)
    assert problems() == []
    assert "another seal 3 stood there" in told(anchor=anchor)


def test_an_anchor_of_before_more_was_sealed_holds(trail):
    anchor = chain.anchor()
    write(3, 200)
    chain.seal(at=NOON)
    assert problems(anchor=anchor) == []


@pytest.mark.parametrize(("number", "line"), [(1, "seal 1: missing"), (2, "seal 2: missing")])
def test_a_deleted_seal_is_named(trail, number, line):
    tamper(f"DELETE FROM {SEALS} WHERE number = %s", number)
    assert line in told()


def test_a_seal_replaced_without_the_key_is_named(trail):
    tamper(f"DELETE FROM {EVENTS} WHERE id = %s", trail.pk)
    seal = AuditSeal.objects.get(number=2)
    seal.events = seal.events.replace(f"{seal.up_to}", f"{seal.up_to - 1}")
    guess = seal_hash(seal, Key("x", b"", b"guessed"))
    tamper(f"UPDATE {SEALS} SET events = %s, hash = %s WHERE number = 2", seal.events, guess)
    assert "seal 2: is not as it was written" in told()


def test_an_invented_event_is_named(trail):
    event = AuditEvent.objects.get(pk=trail.pk)
    event.pk, event.target, event.nonce = None, "visit 999", "f" * 16
    with without_triggers():
        event.save(force_insert=True)
    assert told() == f"event {event.pk}: is not as it was written"


def test_a_genuine_event_copied_is_named(trail):
    event = AuditEvent.objects.get(pk=trail.pk)
    event.pk = None
    event.save(force_insert=True)  # the triggers let it pass: it is an insert
    chain.seal(at=NOON)
    assert told() == f"event {event.pk}: is a copy of an event that stands under an earlier number"


def test_a_copied_seal_is_noticed(trail):
    seal = AuditSeal.objects.get(number=3)
    seal.number = 4
    seal.save(force_insert=True)
    assert "seal 4: is not as it was written" in told()


def test_an_event_that_waits_for_its_seal_is_looked_at_too(trail):
    (event,) = write(1, 99)
    tamper(f"UPDATE {EVENTS} SET target = 'visit 7' WHERE id = %s", event.pk)
    assert told() == f"event {event.pk}: is not as it was written"


def test_the_sealer_goes_on_past_a_damaged_seal(trail):
    tamper(f"UPDATE {SEALS} SET events = 'all of them' WHERE number = 3")
    write(2, 99)
    assert chain.seal(at=NOON) == 6  # the four it held, and the new ones
    assert "seal 3: its list of events cannot be read" in told()
    assert audit.record("view").pk not in AuditSeal.objects.values_list("up_to", flat=True)
