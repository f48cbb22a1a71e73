"""The clinic's tablet: staff hand it over, are signed out of it, and the patient answers on it."""

import pytest
from django.utils import timezone

from clinic.models import AuditEvent
from intake.actions.visits import cancel
from intake.models import Draft, Response
from tests.intake.patient.steps import At, hand_over
from tests.intake.steps import fill_in


def test_staff_are_signed_out_and_the_patients_first_page_opens(signed_in, front_desk, visit):
    browser = signed_in(front_desk)
    first = hand_over(browser, visit).headers["Location"]
    assert first.startswith("/i/") and "on=tablet" in first
    assert browser.get(first).status_code == 200
    assert browser.get("/today/").headers["Location"].startswith("/account/sign-in/")
    assert AuditEvent.objects.filter(action="sign-out", actor=front_desk).exists()


def test_an_answer_given_there_says_so(tablet, visit):
    At(tablet, visit, "pregnant", {}).post(answer="no")
    assert Draft.objects.get(visit=visit).given["pregnant"]["by"] == "tablet"


def test_answers_sent_there_say_so(tablet, visit):
    draft = fill_in(visit, timezone.now())
    tablet.get("/sign/")
    draft.refresh_from_db()
    tablet.post("/sign/", {"attested": "on", "name": "María García", "version": draft.version})
    assert Response.objects.get(visit=visit).mode == "tablet"


def test_switching_the_language_before_coming_in_keeps_the_tablet(signed_in, front_desk, visit):
    browser = signed_in(front_desk)
    page = browser.get(hand_over(browser, visit).headers["Location"]).content.decode()
    assert "?lang=en&amp;on=tablet" in page


@pytest.mark.parametrize("who", ["lead", "nobody"])
def test_others_hand_nothing_over(request, signed_in, visit, who):
    assert hand_over(signed_in(request.getfixturevalue(who)), visit).status_code == 404


def test_a_visit_that_was_called_off_is_not_handed_over_and_nobody_is_signed_out(
    signed_in, front_desk, visit
):
    cancel(visit=visit, reason="patient", by=front_desk, at=timezone.now())
    browser = signed_in(front_desk)
    assert "/i/" not in hand_over(browser, visit).headers.get("Location", "")
    assert browser.get("/today/").status_code == 200
