"""The front desk's morning: find, register, book, send, ask by phone, check in. With script and without."""

from datetime import timedelta

import pytest
from django.utils import timezone

from intake.actions.requests import Wanted
from intake.actions.visits import book, check_in
from intake.dates import bounds_of, clinic_day
from intake.models import Message, Patient, Response, Visit
from tests.factories import PASSWORD
from tests.journeys.conftest import DESKTOP, Person

pytestmark = pytest.mark.browser


@pytest.fixture
def visit_today(clinic, maria, place, front_desk) -> Visit:
    now = timezone.now()
    wanted = [Wanted("micro-needling", "wrinkles", ("forehead",))]
    last = bounds_of(clinic_day(now))[1] - timedelta(minutes=15)
    return book(
        patient=maria, place=place, starts_at=last, wanted=wanted, by=front_desk, at=now, on=clinic_day(now)
    )


def sign_in(person: Person, email: str) -> None:
    person.sign_in(email, PASSWORD)
    assert person.path == "/today/"


def find(person: Person, typed: str) -> None:
    person.page.get_by_label("Find patient by").fill(typed)
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.look()


def register_somebody_like(person: Person, name: str) -> None:
    """Marta, born on the same day as María: the page asks whether she is the same person."""
    person.press("Register a new patient")
    fields = {
        "Family name": name,
        "Given name": "Marta",
        "Date of birth": "14mar1991",
        "E-mail": "marta@mail.example",
    }
    for label, text in fields.items():
        person.page.get_by_role("textbox", name=label).fill(text)
    person.press("Save and book a visit")
    person.see("Choose the language.")
    person.page.get_by_label("English").check()
    person.press("Save and book a visit")
    person.see("Is this the same person?")
    person.see("born 14-Mar-1991")
    person.press("Register anyway")


def book_today(person: Person) -> None:
    person.press("Book")
    person.see("Choose what the treatment is for.")
    person.page.get_by_label("Concern").select_option(label="Acne scars")
    person.page.get_by_label("Cheeks").check()
    person.page.get_by_label("Day").fill("today")
    person.page.get_by_label("Time").fill("11:45 pm")
    person.press("Book")
    closed = person.page.get_by_label("Book it although the clinic is closed")
    if closed.count():  # today is a weekend: the desk is told, and may
        closed.check()
        person.press("Book")
    person.see("Booked.")


def ask_by_phone(person: Person) -> None:
    person.press("Ask by phone", exact=False)
    question = person.page.locator("#q-diabetes")
    question.get_by_label("Yes").check()
    if not person.has_script:
        person.press("Show follow-up questions")
    person.page.locator("#q-hba1c input").wait_for()
    person.page.locator("#q-hba1c input").fill("6.8")
    person.page.locator("#q-medicines textarea").fill("Lipitor 20 mg\nwarfrin")
    person.press("Save and stop here")
    person.see("Saved. The answers are not sent yet.")
    person.press("Ask by phone", exact=False)
    person.press("Check and send")
    person.see("did you mean warfarin?")
    person.press("Send with", exact=False)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_morning_at_the_desk(visitor, front_desk, maria, place, script):
    person = visitor(script=script, **DESKTOP)
    sign_in(person, front_desk.email)
    find(person, "garcia")
    person.see("GARCÍA LÓPEZ, María")
    register_somebody_like(person, "García")
    book_today(person)
    person.press("Send link by e-mail")
    person.see("The link is on its way to marta@mail.example.")
    person.press("Today")
    person.see("0 of")
    ask_by_phone(person)
    person.press("Check in")
    person.press("Today")
    person.see("Waiting 0 min")
    assert Patient.objects.count() == 2 and Message.objects.filter(to="marta@mail.example").exists()
    assert (Visit.objects.get().state, Response.objects.get().mode) == ("arrived", "phone")


def test_the_list_changes_by_itself_and_keeps_the_focus(visitor, front_desk, visit_today):
    person = visitor(**DESKTOP)
    sign_in(person, front_desk.email)
    person.page.locator(f"#visit-{visit_today.pk}").focus()
    now = timezone.now()
    check_in(visit=visit_today, by=front_desk, at=now, on=clinic_day(now))
    person.page.evaluate("document.querySelector('[data-poll]').dispatchEvent(new Event('seen'))")
    person.page.get_by_text("Waiting 0 min").wait_for()
    assert person.page.evaluate("document.activeElement.id") == f"visit-{visit_today.pk}"
    person.look()


def test_the_other_pages_of_a_visit_are_sound(visitor, front_desk, visit_today):
    person = visitor(**DESKTOP)
    sign_in(person, front_desk.email)
    person.go(f"/visits/{visit_today.pk}/")
    person.press("Show code and text")
    assert "Hola, María" in person.page.locator("#message").input_value()
    for path in ("move/", "ask/skin/", "ask/recent/", "blank/"):
        person.go(f"/visits/{visit_today.pk}/{path}")
    person.go(f"/patients/{visit_today.patient_id}/")
    person.press("Edit particulars")
