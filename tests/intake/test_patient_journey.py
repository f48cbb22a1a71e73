"""From the booking to the signature, the straight way."""

from datetime import timedelta

import pytest

from clinic.models import AuditEvent
from intake.actions.invitations import copy_link
from intake.actions.redeeming import redeem
from intake.actions.sessions import end_session, start_session
from intake.actions.visits import check_in
from intake.models import Assessment, Finding, Invitation, Review, Visit
from intake.refusals import NotNow
from tests.intake.conftest import NOW, PLANNED
from tests.intake.steps import agree, make_ready, send

pytestmark = pytest.mark.django_db
ON = PLANNED.date()


def test_a_healthy_patient_is_ready_signed_and_treated(visit, front_desk, nurse, dermatologist):
    _, token = copy_link(visit=visit, by=front_desk, at=NOW)
    assert redeem(token=token, birth_date=visit.patient.birth_date, at=NOW).visit == visit
    response = send(visit)
    assessment = Assessment.objects.get(response=response)
    assert assessment.decision == "ready"
    assert assessment.facts["medicines"] == []
    agree(visit, dermatologist)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=ON)
    make_ready(visit, nurse, PLANNED)
    session = start_session(treatment_request=visit.requests.get(), by=nurse, at=PLANNED, on=ON)
    assert session.areas == ["forehead", "cheeks"]
    end_session(session=session, by=nurse, at=PLANNED + timedelta(minutes=30), on=ON)
    assert Visit.objects.get().state == "finished"


def test_a_finding_is_kept_with_its_grounds(visit):
    response = send(visit, blood_thinners="yes", medicines=["Eliquis 5mg"])
    assessment = Assessment.objects.get(response=response)
    finding = Finding.objects.get(assessment=assessment)
    assert assessment.decision == "needs_review"
    assert finding.code == "blood_thinners"
    assert finding.because[0] == {"question": "blood_thinners", "answer": "yes"}
    assert finding.staff and finding.patient and finding.source == ["S81"]
    assert assessment.facts["medicines"][0]["names"][0]["cls"] == "anticoagulant"


def test_no_session_starts_without_a_signature(visit, front_desk, nurse):
    send(visit)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=ON)
    with pytest.raises(NotNow):
        start_session(treatment_request=visit.requests.get(), by=nurse, at=PLANNED, on=ON)


def test_every_step_leaves_its_event(visit, front_desk, dermatologist):
    copy_link(visit=visit, by=front_desk, at=NOW)
    send(visit)
    agree(visit, dermatologist)
    told = list(AuditEvent.objects.filter(patient_id=visit.patient_id).values_list("action", "actor_role"))
    assert ("sign", "dermatologist") in told
    assert ("create", "patient") in told
    assert ("export", "front_desk") in told
    assert Review.objects.get().snapshot.startswith('{"action":"confirmed"')
    assert Invitation.objects.get().ended_reason == "submitted"
