"""In Chromium: markup that a patient has typed never runs on the patient's pages and copy, nor in a mail."""

import re

import pytest
from django.utils import timezone

from intake.actions.care_links import copy_care_link
from intake.actions.invitations import copy_link
from intake.models import Patient, SymptomReport, TreatmentConsent, Visit
from tests.intake.copy.lived import live
from tests.intake.patient.steps import answer_all
from tests.journeys.conftest import PHONE, Person
from tests.journeys.states_patient import come_in, sayer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = (
    'javascript:alert(0)//"><img src=x onerror=alert(1)><svg onload=alert(2)></textarea>'
    "<script>alert(3)</script><iframe srcdoc='<script>parent.alert(4)</script>'>"
)
"""As much as a medicine's name may hold."""
HARMLESS = "onerror=alert(1)"
"""A part of it that every page shows where it shows the words at all."""


@pytest.fixture
def hostile(clinic, maria, place, front_desk, dermatologist, nurse) -> Patient:
    """María with markup in every free text, also in those of the questions she is about to send."""
    live(maria, place, desk=front_desk, doctor=dermatologist, nurse=nurse, words=WORDS)
    answer_all(Visit.objects.latest("starts_at"), goal=WORDS, medicines=[WORDS])
    return maria


@pytest.fixture
def person(visitor) -> Person:
    """A browser that remembers every dialog."""
    somebody = visitor(**PHONE)
    somebody.fired = []
    somebody.page.on("dialog", lambda dialog: (somebody.fired.append(dialog.message), dialog.dismiss()))
    return somebody


def shown(person: Person, *paths: str) -> list[str]:
    """Opens each page and lets what it loads go off; the pages on which the words stand."""
    found = []
    for path in paths:
        assert person.page.goto(person.address + path, wait_until="load").status == 200, path
        if HARMLESS in person.page.content().replace("&quot;", '"') and not elements(person):
            found.append(path)
    return found


def elements(person: Person) -> int:
    """How many elements of the page came out of the words."""
    return person.page.locator(
        "[onerror], [onload], [onfocus], [hx-on\\:load], iframe, [href^=javascript]"
    ).count()


def test_no_words_of_a_patient_ever_run_on_the_patients_pages(hostile, person, front_desk):
    now, say = timezone.now(), sayer("en")
    come_in(person, f"/i/{copy_care_link(patient=hostile, by=front_desk, at=now)[1]}/?lang=en", say)
    consent, report = TreatmentConsent.objects.get().pk, SymptomReport.objects.get().pk
    seen = shown(
        person, "/care/", "/care/copy/", "/care/looked/", "/care/correct/",
        "/care/print/", f"/care/symptoms/{report}/", f"/care/consent/{consent}/",
    )  # fmt: skip
    assert {"/care/copy/", "/care/correct/", f"/care/consent/{consent}/"} <= set(seen)
    last = Visit.objects.latest("starts_at")
    come_in(person, f"/i/{copy_link(visit=last, by=front_desk, at=now)[1]}/?lang=en", say)
    asked = ["/questions/goal/", "/questions/medicines/", "/check/"]
    assert shown(person, *asked) == asked
    person.page.goto(f"{person.address}/sign/")
    person.page.get_by_label(say("Your full name")).fill(WORDS)
    with person.page.expect_navigation():
        person.page.get_by_role("button", name=say("Sign and send")).click()
    assert not person.fired and not elements(person)


def test_no_words_of_a_patient_ever_run_in_a_mail_opened_as_a_page(hostile, person, mails, tmp_path):
    """Every part of a mail says that it is plain text, and as that the browser shows it."""
    assert HARMLESS in "".join(mails())
    written = [path.read_bytes().decode() for path in (tmp_path / "mail").glob("*.log")]
    types = {kind for mail in written for kind in re.findall(r"(?im)^content-type: ([^;\s]+)", mail)}
    assert types == {"text/plain"}
    for mail in written:
        person.page.route(
            "**/mail", lambda route, request, mail=mail: route.fulfill(body=mail, content_type="text/plain")
        )
        person.page.goto(f"{person.address}/mail")
        assert HARMLESS in person.page.content() and not elements(person)
    assert not person.fired


def test_the_same_words_run_where_nothing_stops_them(person, clinic):
    """The control: on a page without the policy, which writes them as they came."""
    person.page.set_content(WORDS)
    person.page.wait_for_function("document.readyState === 'complete'")
    assert elements(person) == 3
    assert person.page.evaluate("new Promise(done => setTimeout(() => done(true), 100))") and person.fired
    person.wrong.clear()
