"""Fetch is authorise: who gets what, the same 404 for a miss and a refusal, and an event for both."""

import uuid
from datetime import timedelta

import pytest
from django.http import Http404
from django.test import RequestFactory

from clinic import audit
from clinic.models import AuditEvent
from intake import access, access_by_link
from intake.actions.invitations import copy_link, reissue
from intake.actions.sessions import start_session
from intake.actions.visits import cancel, check_in
from intake.models import Assessment, Invitation, Response
from tests.intake.conftest import NOW, PLANNED
from tests.intake.steps import agree, make_ready, send

pytestmark = pytest.mark.django_db

EVERYONE = ("front_desk", "nurse", "dermatologist", "lead", "nobody")
DESK = ("front_desk", "nurse", "dermatologist")
CLINICIANS = ("nurse", "dermatologist")

RIGHTS = {
    "patient_for_staff": (*DESK, "lead"),
    "visit_for_desk": DESK,
    "visit_for_clinician": CLINICIANS,
    "visit_to_sign": ("dermatologist",),
    "assessment_for_clinician": CLINICIANS,
    "response_for_clinician": CLINICIANS,
    "response_to_retract": DESK,
    "review_for_clinician": CLINICIANS,
    "session_for_clinician": CLINICIANS,
    "message_for_desk": DESK,
}


@pytest.fixture
def objects(visit, dermatologist, front_desk, nurse):
    """One of each kind, all of one patient."""
    send(visit)
    review = agree(visit, dermatologist)[0]
    check_in(visit=visit, by=front_desk, at=PLANNED, on=PLANNED.date())
    make_ready(visit, nurse, PLANNED)
    session = start_session(treatment_request=visit.requests.get(), by=nurse, at=PLANNED, on=PLANNED.date())
    return {
        "patient_for_staff": visit.patient,
        "visit_for_desk": visit,
        "visit_for_clinician": visit,
        "visit_to_sign": visit,
        "assessment_for_clinician": Assessment.objects.latest("number"),
        "response_for_clinician": Response.objects.latest("number"),
        "response_to_retract": Response.objects.latest("number"),
        "review_for_clinician": review,
        "session_for_clinician": session,
        "message_for_desk": visit.messages.first(),
    }


def asking(person, path="/"):
    request = RequestFactory().get(path)
    request.user = person
    return request


@pytest.mark.parametrize("fetch", RIGHTS)
def test_each_role_gets_what_it_may_and_nothing_else(objects, request, fetch):
    wanted = objects[fetch]
    for name in EVERYONE:
        page = asking(request.getfixturevalue(name))
        if name in RIGHTS[fetch]:
            assert getattr(access, fetch)(page, str(wanted.pk)) == wanted
        else:
            with pytest.raises(Http404):
                getattr(access, fetch)(page, str(wanted.pk))
            denied = page.denied
            assert denied == [
                {
                    "target": f"{wanted._meta.model_name} {wanted.pk}",
                    "patient_id": objects["patient_for_staff"].pk,
                    "role": "",
                }
            ]


def test_reading_leaves_an_event_that_names_the_patient(visit, nurse):
    access.visit_for_clinician(asking(nurse), visit.pk)
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.actor, event.patient_id) == ("view", nurse, visit.patient_id)


def test_fetching_to_change_leaves_the_event_to_the_change(visit, nurse):
    before = AuditEvent.objects.count()
    access.visit_for_desk(asking(nurse), visit.pk, viewing=False)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("pk", ["", "1", "x", str(uuid.UUID(int=7)), "' or 1=1 --", "\x00", None])
def test_a_key_that_is_none_is_not_found(visit, nurse, pk):
    with pytest.raises(Http404):
        access.visit_for_desk(asking(nurse), pk)


def test_a_page_whose_event_cannot_be_written_is_not_shown(visit, nurse, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("no room")

    monkeypatch.setattr(audit, "record", refuse)
    with pytest.raises(OSError, match="no room"):
        access.visit_for_desk(asking(nurse), visit.pk)


def found(invitation, version=None):
    return access_by_link.open_invitation(
        asking(None), str(invitation.pk), version or invitation.access_version
    )


@pytest.fixture
def invitation(visit, front_desk, monkeypatch):
    monkeypatch.setattr("intake.access_by_link.timezone.now", lambda: NOW + timedelta(hours=1))
    return copy_link(visit=visit, by=front_desk, at=NOW)[0]


def patient_page(invitation):
    page = asking(None)
    page.invitation = invitation
    return page


def test_a_patients_session_reaches_its_one_visit(visit, invitation):
    assert found(invitation) == invitation
    assert access_by_link.visit_of_invitation(patient_page(found(invitation))) == visit


def test_a_session_of_an_older_access_is_closed(visit, invitation, front_desk):
    reissue(visit=visit, by=front_desk, at=NOW)
    assert found(invitation, 1) is None and found(invitation, 2) is None


@pytest.mark.parametrize("pk", ["", "1", "x", str(uuid.UUID(int=7))])
def test_a_session_of_no_invitation_is_closed(invitation, pk):
    assert access_by_link.open_invitation(asking(None), pk, 1) is None


def test_a_session_ends_with_the_visit(visit, invitation, front_desk):
    cancel(visit=visit, reason="clinic", by=front_desk, at=NOW)
    assert found(Invitation.objects.get()) is None


def test_a_session_ends_with_the_life_of_the_link(invitation, monkeypatch):
    monkeypatch.setattr("intake.access_by_link.timezone.now", lambda: NOW + timedelta(days=15))
    assert found(invitation) is None


def test_after_sending_the_session_shows_that_and_answers_no_more(visit, invitation):
    send(visit)
    page = patient_page(found(Invitation.objects.get()))
    assert access_by_link.visit_after_sending(page) == visit
    with pytest.raises(Http404):
        access_by_link.visit_of_invitation(page)


def test_before_sending_there_is_nothing_sent_to_show(visit, invitation):
    with pytest.raises(Http404):
        access_by_link.visit_after_sending(patient_page(invitation))


def test_without_an_invitation_nothing_opens():
    for fetch in (access_by_link.visit_of_invitation, access_by_link.visit_after_sending):
        with pytest.raises(Http404):
            fetch(asking(None))
