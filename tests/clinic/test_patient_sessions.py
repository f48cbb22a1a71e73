"""A patient's session holds one invitation and nothing else, and opens only while that is open."""

from dataclasses import dataclass

import pytest

from clinic import patient_sessions
from clinic.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.clinic.pages")]


@dataclass
class Opened:
    """What the intake room finds: anything with a purpose."""

    words: str
    purpose: str = "questionnaire"

    def __str__(self) -> str:
        return self.words


@pytest.fixture
def invitations(monkeypatch):
    """The open invitations by id and version, in place of the intake room's look-up."""
    opened = {("invitation-1", 3): Opened("visit of Rosa")}
    monkeypatch.setattr(patient_sessions, "_find", lambda request, pk, version: opened.get((pk, version)))
    monkeypatch.setattr(patient_sessions, "_turned_away", None)
    return opened


@pytest.fixture
def patient(client, invitations):
    client.post("/redeem/")
    return client


def test_an_open_invitation_opens_the_page(patient):
    assert patient.get("/question/").content == b"visit of Rosa en"


def test_a_session_of_another_purpose_does_not_and_is_noted(patient, invitations):
    invitations[("invitation-1", 3)] = Opened("page of Rosa", purpose="care")
    assert patient.get("/question/").status_code == 404
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_role) == ("deny", "patient")


def test_without_a_session_the_page_is_not_there(client, invitations):
    assert client.get("/question/").status_code == 404


def test_staff_are_no_patients(signed_in, nurse, invitations):
    assert signed_in(nurse).get("/question/").status_code == 404


def test_a_patient_is_no_staff(patient):
    assert patient.get("/reasons/").status_code == 302


def test_a_reissued_invitation_closes_the_session_at_the_next_request(patient, invitations):
    invitations[("invitation-1", 4)] = invitations.pop(("invitation-1", 3))
    assert patient.get("/question/").status_code == 404
    assert AuditEvent.objects.get().target == "patient session"


def test_a_visitor_leaves_no_event(client, invitations):
    client.get("/question/")
    assert not AuditEvent.objects.exists()


def test_the_room_that_knows_invitations_says_what_a_stranger_sees(client, invitations, monkeypatch):
    from django.http import HttpResponse

    monkeypatch.setattr(
        patient_sessions, "_turned_away", lambda request: HttpResponse("ask for a link", status=410)
    )
    assert client.get("/question/").status_code == 410


def test_before_any_room_said_how_every_patient_page_is_closed(patient, monkeypatch):
    monkeypatch.setattr(patient_sessions, "_find", None)
    assert patient.get("/question/").status_code == 404


def test_the_session_holds_nothing_medical(patient):
    assert set(patient.session.keys()) == {"invitation", "access_version", "began_at", "seen_at"}


def test_the_key_changes_when_a_session_begins(client, invitations):
    """A key planted in somebody's browser must not become the patient's."""
    client.post("/redeem/")
    planted = client.session.session_key
    client.post("/redeem/")
    assert client.session.session_key != planted


def test_beginning_signs_out_whoever_used_the_tablet_before(signed_in, nurse, invitations):
    tablet = signed_in(nurse)
    tablet.post("/redeem/")
    assert tablet.get("/question/").status_code == 200
    assert tablet.get("/reasons/").status_code == 302


def test_signing_in_ends_the_patients_session(patient, nurse):
    patient.force_login(nurse)
    assert patient.get("/question/").status_code == 404


def test_ending_leaves_nothing_for_the_next_person(patient):
    key = patient.session.session_key
    patient.post("/finish/")
    assert patient.get("/question/").status_code == 404
    patient.cookies["session"] = key
    assert patient.get("/question/").status_code == 404


def test_the_session_keeps_its_language(client, invitations):
    client.post("/redeem/", {"language": "es"})
    assert client.get("/question/").content == b"visit of Rosa es"
    assert client.get("/question/?lang=en").content == b"visit of Rosa en"
    assert client.get("/question/").content == b"visit of Rosa en"
    assert client.get("/question/?lang=fr").content == b"visit of Rosa en"
