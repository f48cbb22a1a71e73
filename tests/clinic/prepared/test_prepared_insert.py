"""A prepared insert writes what a model's own `save` writes, and the database refuses the same."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models.signals import post_save, pre_save
from django.utils import timezone

from clinic.models import AuditEvent
from clinic.prepared.insert import PreparedInsert
from intake.models import Assessment, Finding, Message, Response
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db


def event(number: int, **columns) -> AuditEvent:
    told = {"action": "view", "outcome": "success", "fields": ["ñ", "%s"], "nonce": f"{number:016}"}
    return AuditEvent(at=timezone.now(), content_hash="x" * 64, key_id="k", **told | columns)


def stored(row) -> dict:
    return {k: v for k, v in type(row).objects.get(pk=row.pk).__dict__.items() if k not in ("_state", "id")}


def test_a_row_is_stored_as_save_stores_it(dermatologist):
    columns = {
        "actor": dermatologist,
        "ip_address": "2001:db8::1",
        "target": "visit '; --",
        "at": timezone.now(),
    }
    told = {"action": "view", "fields": ["a"], "nonce": "n", "content_hash": "h", "key_id": "k"}
    added, saved = (
        PreparedInsert(AuditEvent).add(AuditEvent(**told, **columns)),
        AuditEvent(**told, **columns),
    )
    saved.save()
    assert added.pk and saved.pk and added.pk != saved.pk
    assert not added._state.adding and stored(added) == stored(saved)


def test_many_rows_are_one_statement_and_none_is_none(django_assert_num_queries):
    added = PreparedInsert(AuditEvent)
    with django_assert_num_queries(1):
        added.add_all([event(number) for number in range(3)])
    with django_assert_num_queries(0):
        added.add_all([])
    assert sorted(AuditEvent.objects.values_list("nonce", flat=True)) == [f"{n:016}" for n in range(3)]


def test_what_the_database_refuses_ends_the_transaction():
    with pytest.raises(IntegrityError), transaction.atomic():
        PreparedInsert(AuditEvent).add(event(1, outcome="maybe"))
    assert not AuditEvent.objects.exists()


def test_once_leaves_out_what_is_there(front_desk):
    patient = PatientFactory(created_by=front_desk)
    told = {"dedupe_key": "k", "kind": "recall", "language": "en", "next_try_at": timezone.now()}
    first, second = (
        Message(patient=patient, created_at=told["next_try_at"], to=to, **told)
        for to in ("a@b.example", "c@d.example")
    )
    queued = PreparedInsert(Message, once=True)
    queued.add_all([first])
    queued.add_all([second])
    assert list(Message.objects.values_list("to", flat=True)) == ["a@b.example"]
    with pytest.raises(IntegrityError), transaction.atomic():
        PreparedInsert(Message).add_all([second])


def test_a_number_is_the_next_among_the_rows_it_is_counted_within(front_desk):
    """Visits of a patient and their messages stand in for whatever is numbered: the same column twice."""
    first, other = (PatientFactory(created_by=front_desk) for _ in range(2))
    counted = PreparedInsert(Message, number="attempts", within="patient")

    def message(patient, key: str) -> Message:
        told = {"kind": "recall", "language": "en", "to": "a@b.example", "next_try_at": timezone.now()}
        return Message(patient=patient, created_at=told["next_try_at"], dedupe_key=key, **told)

    numbers = [
        counted.add(message(who, str(n))).attempts for n, who in enumerate([first, first, other, first])
    ]
    assert numbers == [1, 2, 1, 3]
    stored = Message.objects.filter(patient=first).order_by("attempts")
    assert list(stored.values_list("attempts", flat=True)) == [1, 2, 3]


def test_nobody_listens_to_what_is_written_so():
    for model in (AuditEvent, Response, Assessment, Finding, Message):
        assert not pre_save.has_listeners(model) and not post_save.has_listeners(model)
