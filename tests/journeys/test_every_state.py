"""Every page in every state, held against everything that is to hold everywhere (tests/journeys/held.py).

One walk for each person who sees pages: patients at a phone's width, staff at a desk's, and both at 320 px.
The long tests walk every address of staff, with and without script, and everything at every width.
What is wrong is told page by page, all of it at once.
"""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from clinic.models import User
from intake.actions.invitations import copy_link
from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.dates import clinic_day
from intake.models import Visit
from tests.journeys.conftest import Person
from tests.journeys.held import A_DESK, wrong_on
from tests.journeys.nu_checker import problems_of
from tests.journeys.states import EVERY_WIDTH, WAYS, State, at
from tests.journeys.states_patient import of_patient
from tests.journeys.states_public import of_anybody
from tests.journeys.states_staff import VISITS, of_staff

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCRIPT = ["with script", "without script"]


@pytest.fixture
def booked(clinic, maria, place, front_desk) -> Visit:
    now = timezone.now()
    return book(
        patient=maria,
        place=place,
        starts_at=now + timedelta(days=14),
        wanted=[Wanted("micro-needling", "acne_scars", ("forehead", "cheeks"))],
        by=front_desk,
        at=now,
        on=clinic_day(now),
    )


@pytest.fixture
def link(booked, front_desk) -> str:
    return f"/i/{copy_link(visit=booked, by=front_desk, at=timezone.now())[1]}/"


def walk(person: Person, states: list[State], folder: Path, widths: Iterable[int] = A_DESK) -> list[str]:
    """Go to each state in turn; everything wrong on the way."""
    wrong, pages = [], {}
    for state in states:
        state.reach(person)
        forgive(person)
        pages[state.name] = person.document.text()
        wrong += wrong_on(person, state, widths)
    return wrong + problems_of(pages, folder)


def forgive(person: Person) -> None:
    """A page for what went wrong is answered with 4xx or 5xx, which the browser's console calls an error."""
    if person.document.status >= 400:
        person.wrong = [line for line in person.wrong if not line.endswith(f"{person.document.status}")]
        person.wrong = [line for line in person.wrong if "server responded with a status of" not in line]


@pytest.mark.parametrize(("language", "script", "widths"), WAYS)
def test_a_patients_pages(visitor, booked, link, tmp_path, language, script, widths):
    person = visitor(script=script)
    wrong = walk(person, of_patient(link, booked, language), tmp_path, widths)
    assert not wrong, "\n".join(wrong)


def test_pages_anybody_opens(visitor, clinic, settings, dermatologist, tmp_path):
    settings.ROOT_URLCONF = "tests.journeys.failing"
    person = visitor()
    wrong = walk(person, of_anybody(dermatologist), tmp_path)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", VISITS)
def test_a_staff_members_pages(example_day, inside, tmp_path, who):
    wrong = walk(inside(member(who)), of_staff(who, all_of_them=False), tmp_path)
    assert not wrong, "\n".join(wrong)


@pytest.mark.long
@pytest.mark.parametrize("script", [True, False], ids=SCRIPT)
@pytest.mark.parametrize("who", VISITS)
def test_every_address_of_a_staff_member(example_day, inside, tmp_path, who, script):
    person = inside(member(who), script=script)
    wrong = walk(person, of_staff(who, all_of_them=True), tmp_path, EVERY_WIDTH)
    assert not wrong, "\n".join(wrong)


def member(who: str) -> User:
    return User.objects.get(email=f"{who}@clinic.example")


@pytest.mark.parametrize("who", ["front_desk", "dermatologist", "lead"])
def test_a_clinic_that_has_seen_nobody(inside, tmp_path, request, who):
    person = inside(request.getfixturevalue(who))
    first = {"front_desk": ["/today/", "/patients/"], "dermatologist": ["/queue/"], "lead": ["/audit/"]}
    wrong = walk(person, [State(f"{who}: {path}", at(path)) for path in first[who]], tmp_path)
    assert not wrong, "\n".join(wrong)
