"""A record goes after its years, whole, by a lead and with a reason; no earlier, and nothing else with it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from clinic import append_only
from clinic.models import AuditEvent, EmergencyAccess
from intake.actions.corrections import ask_for_correction
from intake.actions.disposals import children_first, due, last_active_at, let_go, models_of_a_patient, rows_of
from intake.models import Disposal, Patient, Response, Visit, way_to_patient
from intake.questions.wording import Refused
from intake.refusals import NotNow
from tests.intake.copy.test_nothing_is_forgotten import MODELS, leading_to_a_patient
from tests.intake.retention.conftest import age

pytestmark = pytest.mark.django_db


def go(patient, lead, at=None, reason="Eleven years"):
    return let_go(patient=patient, reason=reason, by=lead, at=at or timezone.now())


def write_approval(patient, lead):
    """The row alone, as somebody with SQL would write it."""
    now = timezone.now()
    words = {"record_number": patient.record_number, "reason": "x", "rows": {}}
    Disposal.objects.create(patient_id=patient.pk, last_active_at=now, at=now, by=lead, **words)


def test_a_record_goes_whole_and_the_approval_stays(aged, daniel, lead):
    theirs = {model: rows_of(model, daniel).count() for model in models_of_a_patient()}
    empty = [model.__name__ for model in models_of_a_patient() if not rows_of(model, aged).exists()]
    assert empty == ["InvitationToken"]  # no link of hers is out
    made = go(aged, lead)
    assert not any(rows_of(model, aged).exists() for model in models_of_a_patient())
    assert {model: rows_of(model, daniel).count() for model in models_of_a_patient()} == theirs
    assert made.by == lead and made.reason == "Eleven years" and sum(made.rows.values()) > 30
    event = AuditEvent.objects.get(target=f"disposal {made.pk}")
    assert event.patient_id == aged.pk and "intake.Response" in event.fields


def test_the_trail_and_emergency_accesses_stay(aged, lead):
    before = AuditEvent.objects.filter(patient_id=aged.pk).count()
    go(aged, lead)
    assert AuditEvent.objects.filter(patient_id=aged.pk).count() == before + 1
    assert EmergencyAccess.objects.filter(patient_id=aged.pk).exists()


def test_every_table_that_leads_to_a_patient_goes_with_the_patient():
    gone = {model._meta.label for model in models_of_a_patient()}
    stays = {"clinic.AuditEvent", "clinic.EmergencyAccess", "clinic.EmergencyReview", "intake.Disposal"}
    assert gone == leading_to_a_patient(MODELS) - stays
    assert len(children_first()) == len(gone)


def test_a_record_of_nine_years_stays(lived, lead):
    age(timedelta(days=9 * 366))
    with pytest.raises(NotNow, match="It is kept for 10 years after that"):
        go(Patient.objects.get(pk=lived.pk), lead)
    assert not Disposal.objects.exists() and not list(due(at=timezone.now()))


def test_any_young_row_keeps_the_whole_record(aged, lead):
    """A correction of a name last year, in a table of which the database's own guard knows nothing."""
    moment = timezone.now() - timedelta(days=300)
    Patient.objects.filter(pk=aged.pk).update(changed_at=moment, changed_by=lead)
    assert last_active_at(aged) == moment
    with pytest.raises(NotNow, match="It is kept for 10 years"):
        go(aged, lead)


def test_what_is_open_keeps_the_record(aged, lead):
    long_ago = timezone.now() - timedelta(days=4100)
    ask_for_correction(patient=aged, words="My name", language="en", at=long_ago)
    with pytest.raises(NotNow, match="a correction request"):
        go(aged, lead)


@pytest.mark.parametrize("who", ["front_desk", "nurse", "dermatologist"])
def test_only_the_lead_lets_a_record_go(aged, request, who):
    with pytest.raises(PermissionDenied):
        go(aged, request.getfixturevalue(who))
    assert Visit.objects.filter(patient=aged).exists()


@pytest.mark.parametrize("reason", ["", " \n "])
def test_without_a_reason_nothing_goes(aged, lead, reason):
    with pytest.raises(Refused):
        go(aged, lead, reason=reason)
    assert Visit.objects.filter(patient=aged).exists()


def test_what_is_due_is_listed_and_nobody_else(aged, daniel, dermatologist):
    assert {one.patient for one in due(at=timezone.now())} == {aged, daniel}
    Patient.objects.filter(pk=daniel.pk).update(changed_at=timezone.now(), changed_by=dermatologist)
    assert [one.patient for one in due(at=timezone.now())] == [aged]


def test_the_database_refuses_an_approval_while_the_patient_was_here_lately(lived, lead):
    """Whoever writes the approval's row by hand, to let frozen rows go, is refused by the database."""
    with pytest.raises(DatabaseError), transaction.atomic():
        write_approval(lived, lead)
    age()
    write_approval(lived, lead)
    assert Disposal.objects.get().patient_id == lived.pk


def test_without_an_approval_the_database_lets_no_frozen_row_go(aged, lead):
    frozen = [model for model in append_only.registered() if way_to_patient(model)]
    assert len(frozen) > 20
    for model in frozen:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows_of(model, aged)._raw_delete("default")
    write_approval(aged, lead)
    for model in children_first():
        rows_of(model, aged)._raw_delete("default")


def test_an_approval_frees_nothing_to_be_changed(aged, lead):
    write_approval(aged, lead)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows_of(Response, aged).update(content_hash="0" * 64)


def test_an_approval_cannot_be_changed_or_deleted(aged, lead):
    made = go(aged, lead)
    with pytest.raises(DatabaseError), transaction.atomic():
        Disposal.objects.filter(pk=made.pk).update(reason="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        Disposal.objects.filter(pk=made.pk).delete()
