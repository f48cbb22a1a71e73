"""The patient's own page in every state, held against what is to hold everywhere (tests/journeys/held.py)."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from intake.actions.care_links import copy_care_link
from intake.dates import clinic_day
from intake.models import Purpose, TreatmentConsent, Visit
from intake.views.patient_homes import HOMES
from tests.intake.care.steps import booked, in_days
from tests.intake.course.steps import held
from tests.intake.steps import agree, consent, send
from tests.journeys.conftest import Person
from tests.journeys.states import WAYS, State, Step, at, press_there, pressed
from tests.journeys.states_patient import come_in, sayer
from tests.journeys.test_every_state import walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CARE = "/care/"


@pytest.fixture
def course(clinic, maria, place, front_desk, dermatologist) -> Visit:
    """A session of María's yesterday, agreed to before, and the next one booked."""
    now = timezone.now()
    first = booked(maria, place, front_desk, in_days(1))
    send(first, now - timedelta(days=2))
    agree(first, dermatologist, now - timedelta(days=2))
    Visit.objects.filter(pk=first.pk).update(state="arrived", arrived_at=now, arrived_by=front_desk)
    first.refresh_from_db()
    consent(first, dermatologist, now)
    held(first, dermatologist, clinic_day(now) - timedelta(days=1))
    return booked(maria, place, front_desk, in_days(40))


@pytest.fixture
def link(course, maria, front_desk) -> str:
    return f"/i/{copy_care_link(patient=maria, by=front_desk, at=timezone.now())[1]}/"


def of_care(link: str, language: str) -> list[State]:
    say, agreed = sayer(language), f"{CARE}consent/{TreatmentConsent.objects.get().pk}/"
    rows: list[tuple[str, Step]] = [
        ("own page", lambda person: come_in(person, f"{link}?lang={language}", say)),
        ("calendar address", pressed(CARE, say("Make an address"), say("Your calendar address"))),
        ("own page, an address made", at(CARE)),
        ("consent", at(agreed)),
        ("consent taken back", lambda person: take_back(person, agreed, say)),
        ("own page, a consent taken back", at(CARE)),
        ("on paper", at(f"{CARE}print/")),
        ("everything held", at(f"{CARE}copy/")),
        ("who has looked", at(f"{CARE}looked/")),
        ("nothing put right yet", at(f"{CARE}correct/")),
        ("a correction, nothing written", pressed(f"{CARE}correct/", say("Send"), say("There is a problem"))),
        (
            "a correction asked for",
            pressed(
                f"{CARE}correct/",
                say("Send"),
                say("We have not answered yet."),
                {say("What is wrong, and what would be right?"): "I never smoked."},
            ),
        ),
    ]
    kinds = {"everything held": "record"}
    return [State(f"{language}: {name}", reach, kinds.get(name, "patient"), 390) for name, reach in rows]


def take_back(person: Person, agreed: str, say) -> None:
    person.page.goto(person.address + agreed)
    press_there(person, say("Take my consent back"))


@pytest.mark.parametrize(("language", "script", "widths"), WAYS)
def test_a_patients_own_pages(visitor, link, tmp_path, language, script, widths):
    assert HOMES[Purpose.CARE.value] == "care"
    person = visitor(script=script)
    wrong = walk(person, of_care(link, language), tmp_path, widths)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("paper", ["Letter", "A4"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_all_of_it_is_one_sheet_of_paper(visitor, link, language, paper):
    person = visitor()
    come_in(person, f"{link}?lang={language}", sayer(language))
    person.page.goto(person.address + f"{CARE}print/")
    assert len(PdfReader(io.BytesIO(person.page.pdf(format=paper))).pages) == 1


LINES_OF_NUMBERS = "links => links.map(link => link.getClientRects().length)"


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_phone_number_breaks_over_two_lines(visitor, link, language):
    person = visitor()
    come_in(person, f"{link}?lang={language}", sayer(language))
    for width in range(320, 440, 12):
        person.page.set_viewport_size({"width": width, "height": 844})
        lines = person.page.eval_on_selector_all('a[href^="tel:"]', LINES_OF_NUMBERS)
        assert lines and set(lines) == {1}, width
