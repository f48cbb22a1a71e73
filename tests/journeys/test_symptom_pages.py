"""Symptoms and outcome in every state, held against what is to hold everywhere (tests/journeys/held.py)."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from intake.actions.care_links import copy_care_link
from intake.actions.outcomes import rate_change
from intake.actions.symptoms import report_symptoms
from intake.models import SymptomReport, TreatmentSession, Visit
from tests.intake.aftermath.steps import MILD, NOTHING_ELSE, report, session_on
from tests.intake.care.steps import booked, in_days
from tests.intake.course.steps import course_of
from tests.intake.steps import send
from tests.journeys.conftest import Person
from tests.journeys.states import WAYS, State, Step, at, press_there, pressed
from tests.journeys.states_patient import Say, come_in, sayer
from tests.journeys.test_every_state import walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES, CHANGE = "/care/symptoms/", "/care/change/"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def session(clinic, maria, place, front_desk, dermatologist, now) -> TreatmentSession:
    """A session of María's some weeks ago: she is asked about late signs, too."""
    first = booked(maria, place, front_desk, in_days(1))
    past = now - timedelta(days=35)
    Visit.objects.filter(pk=first.pk).update(starts_at=past)
    first.refresh_from_db()
    return session_on(first, dermatologist, at=now - timedelta(days=36))


@pytest.fixture
def second(session, maria, place, front_desk, dermatologist, now) -> Visit:
    """The next visit, answered; what was reported and rated before it."""
    visit = booked(maria, place, front_desk, in_days(3))
    send(visit, now)
    course = course_of(session.visit)
    rate_change(course=course, visit=visit, scale="gais", value=3, at=now)
    report(session, now - timedelta(days=34), **MILD)
    return visit


@pytest.fixture
def urgent(session, now) -> SymptomReport:
    told = {"urgent_now": "yes", "has_pus": "yes", "sight": "yes"}
    more = {"submit_key": "urgent", "mode": "patient", "language": "es", "at": now}
    return report_symptoms(session=session, answers=told, **more)


def told_of(session: TreatmentSession, when: datetime, **answers) -> Step:
    """The page about a report of these answers."""

    def reach(person: Person) -> None:
        kept = report(session, when, **answers)
        person.page.goto(f"{person.address}{PAGES}{kept.pk}/")

    return reach


def of_patient(link: str, session: TreatmentSession, language: str, now: datetime) -> list[State]:
    say = sayer(language)
    go_on, problem = say("Continue"), say("There is a problem")
    rows: list[tuple[str, Step]] = [
        ("own page", lambda person: come_in(person, f"{link}?lang={language}", say)),
        ("urgent signs", at(PAGES)),
        ("urgent signs, nothing chosen", pressed(PAGES, go_on, problem)),
        ("not sure", lambda person: tick(person, say, "not_sure")),
        ("any change", lambda person: tick(person, say, "none")),
        ("what there is", lambda person: choose(person, say, {"skin_change": "yes"})),
        ("what there is, nothing chosen", lambda person: press_there(person, go_on, problem)),
        ("more about it", lambda person: choose(person, say, NOTHING_ELSE | LATE | {"swelling": "yes"})),
        ("more about it, nothing chosen", lambda person: press_there(person, go_on, problem)),
        ("call", told_of(session, now - timedelta(days=30), pain="severe")),
        ("late", told_of(session, now, late_lumps="yes")),
        ("expected", told_of(session, now - timedelta(days=33))),
        ("urgent", lambda person: tick(person, say, "has_pus")),
        ("change", at(CHANGE)),
        ("change, nothing chosen", pressed(CHANGE, say("Send"), problem)),
        ("change, thanks", at(f"{CHANGE}thanks/")),
    ]
    return [State(f"{language}: {name}", reach, "patient", 390) for name, reach in rows]


LATE = dict.fromkeys(("late_lumps", "late_draining", "late_dark", "late_lines"), "no")


def tick(person: Person, say: Say, code: str) -> None:
    person.page.goto(person.address + PAGES)
    person.page.locator(f"input[name=a-urgent_now][value={code}]").check()
    press_there(person, say("Continue"))


def choose(person: Person, say: Say, answers: dict) -> None:
    """Choose what the page asks of these and go on."""
    for code, value in answers.items():
        box = person.page.locator(f'input[name=a-{code}][value="{value}"]')
        if box.count():
            box.check()
    press_there(person, say("Continue"))


@pytest.mark.parametrize(("language", "script", "widths"), WAYS)
def test_a_patients_pages(
    visitor, second, session, maria, front_desk, now, tmp_path, language, script, widths
):
    link = f"/i/{copy_care_link(patient=maria, by=front_desk, at=now)[1]}/"
    wrong = walk(visitor(script=script), of_patient(link, session, language, now), tmp_path, widths)
    assert not wrong, "\n".join(wrong)


def test_the_desks_pages(inside, front_desk, second, session, urgent, tmp_path):
    ask = reverse("ask-symptoms", args=[session.pk])
    states = [
        State("today with a red line", at("/today/")),
        State("a report", at(reverse("symptom-report", args=[urgent.pk]))),
        State("asked by phone", at(ask)),
        State("asked by phone, any change", pressed(ask, "Save and go on")),
    ]
    wrong = walk(inside(front_desk), states, tmp_path)
    assert not wrong, "\n".join(wrong)


def test_a_dermatologists_pages(inside, dermatologist, second, session, urgent, tmp_path):
    page, course = reverse("symptom-report", args=[urgent.pk]), course_of(session.visit)
    states = [
        State("queue with a red line", at("/queue/")),
        State("a report", at(page)),
        State("a report, no note", pressed(page, "Close with this note", "There is a problem")),
        State("a course that was rated", at(reverse("course", args=[course.pk]))),
        State("a summary with what followed", at(reverse("summary", args=[second.pk]))),
        State(
            "a report, closed", pressed(page, "Close with this note", "closed", {"What was found": "Seen."})
        ),
    ]
    wrong = walk(inside(dermatologist), states, tmp_path)
    assert not wrong, "\n".join(wrong)
