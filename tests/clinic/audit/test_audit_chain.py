"""The sealer closes every event into exactly one seal, late ones too, and what nobody touched verifies."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from clinic import append_only
from clinic.audit import chain, runs
from clinic.models import AuditEvent, AuditSeal
from tests.clinic.audit.trail import EVENTS, NOON, problems, sealed, told, without_triggers, write

pytestmark = pytest.mark.django_db


def held(seal: AuditSeal) -> list[int]:
    return [n for low, high in runs.read(seal.events) for n in range(low, high + 1)]


def late_event(number: int) -> None:
    """An event that drew its number early and shows only now."""
    (event,) = write(1, 50)
    with without_triggers() as cursor:
        cursor.execute(f"UPDATE {EVENTS} SET id = %s WHERE id = %s", [number, event.pk])


def test_a_trail_nobody_touched_is_whole(front_desk):
    sealed(by=front_desk)
    write(2, 100)
    assert problems(anchor=chain.anchor()) == []


def test_an_empty_trail_is_whole(db):
    assert problems(anchor=chain.anchor()) == []
    assert chain.seal(at=NOON) == 0 and not AuditSeal.objects.exists()


def test_a_seal_names_its_events_and_the_seal_before():
    first = write(3)
    assert chain.seal(at=NOON) == 3
    write(2, 3)
    assert chain.seal(at=NOON + timedelta(minutes=1)) == 2
    one, two = AuditSeal.objects.all()
    assert held(one) == [event.pk for event in first]
    assert (one.number, one.previous_hash, one.count, one.total) == (1, "", 3, 3)
    assert (two.number, two.previous_hash, two.count, two.total) == (2, one.hash, 2, 5)
    assert two.up_to == AuditEvent.objects.latest("id").pk


def test_what_was_sealed_is_not_sealed_again():
    sealed(1)
    assert chain.seal(at=NOON) == 0 and AuditSeal.objects.count() == 1


def test_many_events_make_several_seals(monkeypatch):
    monkeypatch.setattr(chain, "EVENTS_A_SEAL", 4)
    write(10)
    assert chain.seal(at=NOON) == 10
    assert list(AuditSeal.objects.values_list("count", flat=True)) == [4, 4, 2]
    assert problems() == []


@pytest.fixture
def gap() -> int:
    """A number among sealed events that is not there, as after a rollback on PostgreSQL."""
    write(3)
    lost = write(1, 3)[0]
    with without_triggers() as cursor:
        cursor.execute(f"DELETE FROM {EVENTS} WHERE id = %s", [lost.pk])
    write(3, 4)
    chain.seal(at=NOON)
    return lost.pk


def test_a_number_never_used_is_in_no_seal(gap):
    assert gap not in held(AuditSeal.objects.get()) and problems() == []


def test_an_event_that_shows_late_comes_into_a_later_seal(gap):
    late_event(gap)
    assert chain.seal(at=NOON + timedelta(minutes=1)) == 1
    assert held(AuditSeal.objects.last()) == [gap]
    assert AuditSeal.objects.last().up_to == AuditSeal.objects.first().up_to
    assert problems() == []


def test_an_event_later_than_the_look_back_is_told_and_sealed_when_asked(gap):
    for n in range(3):
        write(1, 10 + n)
        chain.seal(at=NOON + timedelta(minutes=n), look_back=2)
    late_event(gap)
    assert chain.seal(at=NOON, look_back=2) == 0
    (problem,) = chain.verify(at=NOON + timedelta(days=1))
    assert problem.where == "sealer" and not problem.is_damage
    assert chain.seal(at=NOON, look_back=None) == 1
    assert problems() == []


def test_a_short_look_back_seals_nothing_twice():
    for n in range(6):
        write(2, 2 * n)
        assert chain.seal(at=NOON, look_back=2) == 2
    assert problems() == []


def test_events_wait_ten_minutes_before_the_sealer_is_told_of():
    write(2)
    assert chain.verify(at=NOON + timedelta(minutes=10)) == []
    (problem,) = chain.verify(at=NOON + timedelta(minutes=11))
    assert problem.where == "sealer" and "2 events wait" in problem.what and "audit seal" in problem.what


def test_what_waits_is_counted():
    sealed(1)
    write(2, 40)
    look = chain.Verification(at=NOON)
    assert list(look.problems()) == []
    assert (look.seals, look.events, look.waiting) == (1, 6, 2)
    assert chain.count_waiting(AuditSeal.objects.last()) == 2
    assert look.sealed_up_to == NOON + timedelta(minutes=1)


def test_the_database_refuses_to_change_a_seal():
    sealed(2)
    assert AuditSeal in append_only.registered() and append_only.missing_triggers() == []
    for sql in ("UPDATE clinic_auditseal SET count = 1", "DELETE FROM clinic_auditseal"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditSeal.objects.first().delete()
    assert AuditSeal.objects.count() == 2


def test_a_key_that_was_changed_still_proves_what_it_wrote(settings):
    sealed(1)
    settings.AUDIT_KEYS_OLD, settings.AUDIT_KEY = [settings.AUDIT_KEY], "the key of next year"
    write(2, 10)
    chain.seal(at=NOON)
    assert problems() == []
    assert len(set(AuditSeal.objects.values_list("key_id", flat=True))) == 2


def test_a_key_that_is_gone_is_named(settings):
    sealed(1)
    settings.AUDIT_KEY = "the key of next year"
    lines = told().splitlines()
    assert lines[0].startswith("seal 1: names a key") and len(lines) == 5
    assert all("AUDIT_KEYS_OLD" in line for line in lines)


def test_an_event_of_before_there_were_lots_still_holds(monkeypatch):
    monkeypatch.setattr("clinic.audit.secrets.token_hex", lambda length: "")
    write(2)
    monkeypatch.undo()
    sealed(1)
    assert problems() == []


def test_sealing_costs_the_same_however_many_seals_there_are():
    def cost() -> int:
        write(2, 50)
        with CaptureQueriesContext(connection) as queries:
            chain.seal(at=NOON)
        return len(queries)

    sealed(2)
    few = cost()
    sealed(20, 1)
    assert cost() == few <= 12  # each look: end, lists, gaps, events; and a savepoint around the insert


def test_writing_an_event_costs_no_more_for_being_sealed(django_assert_num_queries):
    sealed(1)
    with django_assert_num_queries(1):
        write(1, 50)
