"""Switching the language in a browser with something typed and not yet saved, with script and without."""

import pytest
from django.utils import timezone

from intake.actions.invitations import send_link
from intake.models import Draft
from tests.journeys.conftest import PHONE
from tests.journeys.test_patient_phone import ENGLISH, booked, go_in, link_in

__all__ = ["booked"]
pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["with script", "without"])
def person(request, visitor, booked, mails, front_desk):
    """María on her phone at the first question, reading English."""
    booked.patient.language = "en"
    booked.patient.save()
    send_link(visit=booked, by=front_desk, at=timezone.now())
    someone = visitor(script=request.param, **PHONE)
    go_in(someone, link_in(mails()[-1]), ENGLISH)
    return someone


def test_words_typed_stay_and_are_saved_by_continue_only(person, booked):
    person.go("/questions/goal/")
    person.page.locator("[name=answer]").fill("Smoother skin")
    person.press("Español")
    assert person.page.locator("html").get_attribute("lang") == "es"
    assert person.page.locator("[name=answer]").input_value() == "Smoother skin"
    assert Draft.objects.get(visit=booked).answers == {}
    person.press("Continuar")
    assert Draft.objects.get(visit=booked).answers == {"goal": "Smoother skin"}


def test_a_date_and_a_list_half_typed_stay(person):
    person.go("/questions/peel_on/")
    person.page.locator("#id_answer_1").fill("Mar")
    person.press("Español")
    assert person.page.locator("#id_answer_1").input_value() == "Mar"
    person.go("/questions/medicines/")
    person.page.locator("input[name=answer]").first.fill("warfrin 5mg")
    person.press("English")
    assert person.page.locator("input[name=answer]").first.input_value() == "warfrin 5mg"


def test_enter_goes_on_and_does_not_switch(person, booked):
    person.go("/questions/scar_age_months/")
    person.page.locator("[name=answer]").fill("18")
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    assert person.page.locator("html").get_attribute("lang") == "en"
    assert Draft.objects.get(visit=booked).answers == {"scar_age_months": 18}
