"""After the last edition of a treatment was retired: nobody is sent to questions that are not there."""

import pytest
from django.test import Client
from django.urls import reverse

from intake.actions.invitations import copy_link, reissue, send_link
from intake.models import Message, Purpose
from intake.questions.parts import NoProtocol
from tests.intake.conftest import NOW
from tests.intake.patient.steps import come_in
from tests.intake.steps import send
from treatments import editions, publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def retire(protocol, dermatologist):
    """From its call on no edition is in force."""
    return lambda: publishing.retire(protocol, by=dermatologist, at=NOW)


@pytest.fixture
def patient(at, visit, front_desk) -> Client:
    """María's browser, in which she came in while there was an edition."""
    at(NOW)
    _, token = copy_link(visit=visit, by=front_desk, at=NOW)
    browser = Client()
    come_in(browser, f"/i/{token}/?lang=en")
    return browser


@pytest.mark.parametrize("page", ["/questions/", "/questions/diabetes/", "/check/", "/sign/"])
def test_a_patient_is_asked_to_call_instead_of_being_led_in_a_circle(patient, retire, page):
    retire()
    answer = patient.get(page)
    assert answer.status_code == 503 and "Please call us" in answer.content.decode()


def test_an_answer_sent_meanwhile_is_not_lost_without_a_word(patient, retire):
    retire()
    answer = patient.post("/questions/diabetes/", {"answer": "yes", "version": 1})
    assert answer.status_code == 503 and "Please call us" in answer.content.decode()


def test_what_was_answered_is_there_again_with_the_next_edition(
    patient, retire, visit, protocol, dermatologist
):
    patient.get("/questions/")
    assert patient.post("/questions/diabetes/", {"answer": "yes", "version": 1}).status_code == 302
    retire()
    assert patient.get("/questions/diabetes/").status_code == 503
    next_edition = dict(editions.document_of(protocol), edition="next")
    publishing.publish(publishing.store(next_edition), by=dermatologist, at=NOW)
    assert 'value="yes" checked' in patient.get("/questions/diabetes/").content.decode()


@pytest.mark.parametrize("make", [send_link, reissue, copy_link])
@pytest.mark.parametrize("had_one", [False, True])
def test_no_link_is_made_that_would_lead_to_nothing(retire, visit, front_desk, make, had_one):
    if had_one:
        copy_link(visit=visit, by=front_desk, at=NOW)
    links, messages = visit.invitations.count(), Message.objects.count()
    retire()
    with pytest.raises(
        NoProtocol, match=r"No protocol is published for “micro-needling”\. Ask the clinic lead."
    ):
        make(visit=visit, by=front_desk, at=NOW)
    assert (visit.invitations.count(), Message.objects.count()) == (links, messages)
    assert visit.invitations.filter(ended_at=None, purpose=Purpose.QUESTIONNAIRE).count() == links


def test_the_desk_reads_why(desk, retire, visit, said):
    retire()
    for page in ("send-link", "ask"):
        answer = desk.post(reverse(page, args=[visit.pk])) if page == "send-link" else None
        answer = answer or desk.get(reverse(page, args=[visit.pk]))
        assert answer.status_code == 302
        assert any("No protocol is published" in line for line in said(desk)), page


def test_today_still_says_in_words_what_a_visit_is_for(desk, retire, visit):
    send(visit)
    retire()
    page = desk.get("/today/").content.decode()
    assert "<td>Wrinkles" in page and "<td>wrinkles" not in page
