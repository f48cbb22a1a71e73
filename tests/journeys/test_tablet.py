"""The clinic's tablet: handed over, left alone, given back, with nothing of the patient on it."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.dates import clinic_day
from intake.models import Draft, Language, Visit
from tests.journeys.conftest import Person

pytestmark = pytest.mark.browser
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
PASSWORD = "a long enough password"
WORDS = {
    "en": {
        "start": "Start",
        "me": "Yes, this is me",
        "on": "Continue",
        "asks": "Are you still there?",
        "here": "I’m still here",
        "back": "I am done: give the tablet back",
        "left": "Please give the tablet back",
    },
    "es": {
        "start": "Empezar",
        "me": "Sí, soy yo",
        "on": "Continuar",
        "asks": "¿Sigue ahí?",
        "here": "Sigo aquí",
        "back": "He terminado: devolver la tableta",
        "left": "Por favor, devuelva la tableta",
    },
}


@pytest.fixture
def booked(clinic, maria, place, front_desk) -> Visit:
    now = timezone.now()
    return book(
        patient=maria,
        place=place,
        starts_at=now + timedelta(days=1),
        wanted=[Wanted("micro-needling", "acne_scars", ("forehead",))],
        by=front_desk,
        at=now,
        on=clinic_day(now),
    )


def take_over(person: Person, visit: Visit, front_desk, language: str) -> dict[str, str]:
    """The front desk hands the tablet over and the patient gives the birth date. Gives the words."""
    visit.patient.language = Language(language)
    visit.patient.save()
    front_desk.set_password(PASSWORD)
    front_desk.save()
    person.sign_in(front_desk.email, PASSWORD)
    person.go(f"/visits/{visit.pk}/")
    person.press("Hand over this tablet")
    for box, text in enumerate(("14", "3", "1991")):
        person.page.locator(f"#id_birth_date_{box}").fill(text)
    words = WORDS[language]
    person.press(words["start"])
    assert person.path == "/tablet/you/"
    person.press(words["me"])
    return words


def nothing_is_left(person: Person, words: dict[str, str]) -> None:
    """On the page, in the pages behind Back, and in the address of a question."""
    assert person.path == "/tablet/"
    person.see(words["left"])
    for _ in range(3):
        person.page.go_back()
        assert "/questions/" not in person.path, person.path
        assert "GARCÍA" not in person.page.locator("body").inner_text().upper()
    person.page.goto(f"{person.address}/questions/diabetes/")
    assert person.path == "/link/"
    assert not Session.objects.filter(expire_date__gt=timezone.now()).exists(), "no session is left to resume"


@pytest.mark.parametrize("language", ["en", "es"])
def test_left_alone_it_asks_then_forgets_the_patient_and_keeps_the_answers(
    visitor, booked, front_desk, settings, language
):
    settings.TABLET_IDLE_SECONDS, settings.TABLET_GRACE_SECONDS = 4, 4
    person = visitor(**TABLET)
    words = take_over(person, booked, front_desk, language)
    person.page.locator("input[name=answer][value=no]").check()
    person.press(words["on"])
    page = person.page
    here = page.get_by_role("button", name=words["here"])
    here.wait_for(timeout=8000)
    person.checked.clear()
    person.look()
    person.see(words["asks"])
    here.click()
    assert page.locator(".idle").is_hidden()
    here.wait_for(timeout=8000)
    page.wait_for_url("**/tablet/*", timeout=8000)
    person.look()
    assert Draft.objects.get(visit=booked).answers == {"pregnant": "no"}
    nothing_is_left(person, words)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_it_is_given_back_by_its_button(visitor, booked, front_desk, script):
    person = visitor(script=script, **TABLET)
    words = take_over(person, booked, front_desk, "es")
    person.press(words["back"])
    nothing_is_left(person, words)


def test_without_script_a_page_left_alone_leads_nowhere(visitor, booked, front_desk, settings):
    settings.TABLET_IDLE_SECONDS, settings.TABLET_GRACE_SECONDS = 2, 2
    person = visitor(script=False, **TABLET)
    words = take_over(person, booked, front_desk, "en")
    person.page.wait_for_timeout(4500)
    person.press(words["on"])
    nothing_is_left(person, words)


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_what_it_asks_fits_every_screen(visitor, booked, front_desk, settings, width):
    settings.TABLET_IDLE_SECONDS, settings.TABLET_GRACE_SECONDS = 3, 60
    person = visitor(viewport={"width": width, "height": 700})
    words = take_over(person, booked, front_desk, "es")
    person.page.get_by_role("button", name=words["here"]).wait_for(timeout=8000)
    assert person.page.evaluate("document.documentElement.scrollWidth") <= width
    box = person.page.get_by_role("button", name=words["here"]).bounding_box()
    assert box["height"] >= 48 and box["x"] >= 0 and box["x"] + box["width"] <= width
