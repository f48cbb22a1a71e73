"""The audit trail keeps who did what, never what was typed, and cannot be rewritten."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from clinic import audit
from clinic.models import AuditEvent

PATIENT = uuid4()


def test_an_event_keeps_who_what_when_where(front_desk, rf: RequestFactory):
    request = rf.get("/", headers={"User-Agent": "Browser"}, REMOTE_ADDR="192.0.2.7")
    request.user, request.acting_role, request.request_id = front_desk, "front_desk", "a" * 32
    at = datetime(2026, 3, 2, 14, 5, 6, 789, tzinfo=UTC)
    audit.record("change", patient_id=PATIENT, target="visit 7", fields=["phone"], request=request, at=at)
    event = AuditEvent.objects.get()
    assert (event.actor, event.actor_role, event.action) == (front_desk, "front_desk", "change")
    assert (event.patient_id, event.target, event.fields, event.at) == (PATIENT, "visit 7", ["phone"], at)
    assert (event.user_agent, event.ip_address, event.request_id) == ("Browser", "192.0.2.7", "a" * 32)
    assert event.outcome == "success"


def test_an_event_without_a_request_is_the_machines(db):
    event = audit.record("create", role=audit.SYSTEM, target="draft 1")
    assert (event.actor, event.ip_address, event.actor_role) == (None, None, "system")


@pytest.mark.parametrize(
    ("word", "value"),
    [("action", "delete"), ("outcome", "maybe"), ("role", "doctor"), ("fields", [{"phone": "555-0100"}])],
)
def test_a_word_the_trail_does_not_know_is_refused(db, word, value):
    with pytest.raises(ValueError, match="audit trail"):
        audit.record(**{"action": "view", word: value})
    assert not AuditEvent.objects.exists()


def test_an_event_is_undone_with_the_change_it_tells_of(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("change", target="visit 1")
        raise RuntimeError
    assert not AuditEvent.objects.exists()


def test_a_long_target_is_cut_and_not_an_error(db):
    audit.record("view", target="x" * 5000)
    assert len(AuditEvent.objects.get().target) == 200


def test_the_hash_holds_after_a_round_through_the_database(front_desk):
    audit.record("sign", by=front_desk, role="front_desk", patient_id=PATIENT, fields=["é", "b"])
    assert audit.holds(AuditEvent.objects.get())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
        ("actor_id", None),
        ("actor_role", "lead"),
        ("patient_id", uuid4()),
        ("action", "view"),
        ("target", "visit 8"),
        ("outcome", "deny"),
        ("fields", []),
        ("user_agent", "another"),
        ("ip_address", "192.0.2.1"),
        ("request_id", "b" * 32),
        ("nonce", "0" * 16),
        ("nonce", ""),
        ("key_id", "00000000"),
    ],
)
def test_the_hash_notices_every_changed_column(front_desk, column, value):
    event = audit.record(
        "sign", by=front_desk, role="front_desk", patient_id=PATIENT, target="visit 7", fields=["a"]
    )
    setattr(event, column, value)
    assert not audit.holds(event)


def test_the_hash_cannot_be_made_without_the_key(db, settings):
    event = audit.record("view", target="visit 1")
    settings.AUDIT_KEY = "another key"
    assert not audit.holds(event)


def test_every_column_but_the_number_and_the_hash_is_hashed():
    covered = {"at", "actor", "actor_role", "patient_id", "action", "target", "outcome", "fields"}
    covered |= {"user_agent", "ip_address", "request_id", "nonce", "key_id"}
    assert {f.name for f in AuditEvent._meta.fields} - covered == {"id", "content_hash"}


@pytest.mark.parametrize(
    "sql", ["UPDATE clinic_auditevent SET target = 'x'", "DELETE FROM clinic_auditevent"]
)
def test_the_database_refuses_to_change_an_event(db, sql):
    audit.record("view", target="visit 1")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditEvent.objects.get().target == "visit 1"


def test_the_orm_cannot_change_an_event_either(db):
    event = audit.record("view", target="visit 1")
    event.target = "visit 2"
    with pytest.raises(DatabaseError), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.all().delete()
    assert AuditEvent.objects.get().target == "visit 1"


def test_writing_an_event_is_one_query(db, front_desk, django_assert_num_queries):
    with django_assert_num_queries(1):
        audit.record("view", by=front_desk, role="front_desk")
