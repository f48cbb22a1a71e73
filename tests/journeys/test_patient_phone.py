"""A patient on a phone, from the mail's link to "Thank you": in English, and in Spanish without script."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from intake.actions.invitations import send_link
from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.dates import clinic_day
from intake.models import Assessment, Response, Visit
from tests.intake.steps import healthy
from tests.journeys.conftest import PHONE, Person

pytestmark = pytest.mark.browser

ANSWERS = healthy(
    diabetes="yes",
    hba1c=6.8,
    medicines=["warfrin 5mg", "vitamin D"],
    blood_thinners="yes",
    acne="spots",
    acne_areas=["nose"],
    peel_on="2024-05",
    peel_depth="superficial",
    goal="Smoother skin",
    scar_age_months=18,
)
ENGLISH = {
    "start": "Start",
    "on": "Continue",
    "skip": "Skip",
    "sign": "Sign and send",
    "thanks": "Thank you",
    "name": "Your full name",
    "true": "My answers are true and complete",
    "before": "What to do before your visit",
    "check": "Check your answers before you send them",
}
SPANISH = {
    "start": "Empezar",
    "on": "Continuar",
    "skip": "Saltar",
    "sign": "Firmar y enviar",
    "thanks": "Gracias",
    "name": "Su nombre completo",
    "true": "Mis respuestas son verdaderas",
    "before": "Qué hacer antes de su cita",
    "check": "Revise sus respuestas antes de enviarlas",
}


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


def link_in(mail: str) -> str:
    return re.search(r"http\S+/i/\S+", mail)[0]


def go_in(person: Person, link: str, words: dict[str, str]) -> None:
    person.go(link)
    for box, text in enumerate(("14", "3", "1991")):
        person.page.locator(f"#id_birth_date_{box}").fill(text)
    person.press(words["start"])


def give(person: Person, code: str, value: Any) -> None:
    """Fill in the page's one question."""
    page = person.page
    if page.locator("#id_answer_choice_0").count():
        if value in ("never", "not_sure"):
            page.locator(f"input[name=answer_choice][value={value}]").check()
            return
        year, _, month = value.partition("-")
        page.locator("#id_answer_1").fill(month)
        page.locator("#id_answer_2").fill(year)
        if not person.has_script:  # with it, typing a date chooses this by itself
            page.locator("#id_answer_choice_0").check()
    elif page.locator("input[name=answer][type=radio], input[name=answer][type=checkbox]").count():
        for one in value if isinstance(value, list) else [value]:
            page.locator(f"input[name=answer][value='{one}']").check()
    elif isinstance(value, list):
        for box, text in enumerate(value):
            page.locator("input[name=answer]").nth(box).fill(text)
    else:
        page.locator("[name=answer]").fill(str(value))


def answer_everything(person: Person, words: dict[str, str]) -> int:
    """Answer question after question as they come; how many there were."""
    count = 0
    while person.path != "/check/":
        count += 1
        assert count < 80, f"no end of questions at {person.path}"
        if person.path.endswith("/names/"):
            person.page.locator("input[value=warfarin]").check()
            person.press(words["on"])
            continue
        code = person.path.split("/")[2]
        if code in ANSWERS and ANSWERS[code] is not None:
            give(person, code, ANSWERS[code])
            person.press(words["on"])
        else:
            person.press(words["skip"])
    return count


def sign(person: Person, words: dict[str, str]) -> None:
    person.see(words["check"])
    person.see("warfarin (warfrin 5mg)")
    person.press(words["on"])
    person.page.get_by_label(words["true"]).check()
    person.page.get_by_label(words["name"]).fill("María García López")
    person.press(words["sign"])


@pytest.mark.parametrize(
    ("words", "script"), [(ENGLISH, True), (SPANISH, False), (SPANISH, True)],
    ids=["English", "Spanish without script", "Spanish"],
)  # fmt: skip
def test_from_the_mail_to_thank_you(visitor, booked, maria, mails, front_desk, words, script):
    if words is ENGLISH:
        booked.patient.language = "en"
        booked.patient.save()
    send_link(visit=booked, by=front_desk, at=timezone.now())
    person = visitor(script=script, **PHONE)
    go_in(person, link_in(mails()[-1]), words)
    assert answer_everything(person, words) > 50
    sign(person, words)
    assert person.path == "/sent/"
    person.see(words["thanks"])
    person.see(words["before"])
    response = Response.objects.get()
    assert response.language == ("en" if words is ENGLISH else "es")
    assert response.answers["medicines"] == ["warfarin (warfrin 5mg)", "vitamin D"]
    assert response.answers["peel_on"] == "2024-05" and response.answers["hba1c"] == 6.8
    assert Assessment.objects.get().decision == "needs_review"
    assert len(mails()) == 2, "the link, and that the answers arrived"


def test_errors_on_a_phone_take_focus_and_keep_what_was_typed(visitor, booked, mails, front_desk):
    send_link(visit=booked, by=front_desk, at=timezone.now())
    person = visitor(**PHONE)
    go_in(person, link_in(mails()[-1]), SPANISH)
    for code in ("diabetes", "medicines", "peel_on", "scar_age_months"):
        person.go(f"/questions/{code}/")
        person.press("Continuar")
        assert person.page.title().startswith("Error:")
        assert "errors" in person.page.evaluate("document.activeElement.className")
    person.page.locator("[name=answer]").fill("dieciocho")
    person.press("Continuar")
    assert person.page.locator("[name=answer]").input_value() == "dieciocho"


def test_the_way_fits_a_narrow_phone(visitor, booked, mails, front_desk):
    send_link(visit=booked, by=front_desk, at=timezone.now())
    person = visitor(viewport={"width": 320, "height": 640})
    go_in(person, link_in(mails()[-1]), SPANISH)
    for path in (
        "/questions/medicines/",
        "/questions/peel_on/",
        "/questions/skin_type/",
        "/check/",
        "/later/",
    ):
        person.go(path)
        assert person.page.evaluate("document.documentElement.scrollWidth") <= 320, path
