"""No page of the desk says why: no finding's sentence, no rule, no answer."""

import re

import pytest
from django.urls import reverse

from intake.models import Finding, Response
from tests.intake.conftest import PLANNED
from tests.intake.steps import send

pytestmark = pytest.mark.django_db
GIVEN = {
    "diabetes": "yes",
    "hba1c": "9.7",
    "smoker": "current",
    "pregnant": "yes",
    "medicines": ["apixaban 5 mg", "zzunheardof"],
    "other_allergies": ["latexandbees"],
    "goal": "Myownwords",
    "retinoid_on": "2026-03-12",
}
WORDS = ["apixaban", "zzunheardof", "latexandbees", "Myownwords", "9.7", "12-Mar-2026", "2026-03-12"]


def words_in(text: str) -> list[str]:
    """Which of the words stand in it; behind a digit of a digest 9.7 may stand by chance."""
    return [word for word in WORDS if re.search(rf"(?<![0-9a-f]){re.escape(word)}", text)]


def pages(visit) -> list[str]:
    of_visit = ["visit", "move", "blank-questionnaire"]
    of_patient = ["patient", "edit-patient", "book"]
    return [
        reverse("today"),
        reverse("recalls"),
        reverse("today-list") + "?day=2026-03-16",
        *(reverse(name, args=[visit.pk]) for name in of_visit),
        *(reverse(name, args=[visit.patient_id]) for name in of_patient),
        reverse("book", args=[visit.patient_id]) + f"?after={visit.pk}",
    ]


@pytest.fixture
def findings(visit) -> list[Finding]:
    send(visit, at=PLANNED, **GIVEN)
    found = list(Finding.objects.all())
    assert len(found) >= 5
    return found


def test_no_page_of_the_desk_says_why(desk, visit, findings):
    for address in pages(visit):
        answer = desk.get(address, headers={"HX-Request": "true"} if "list" in address else {})
        assert answer.status_code == 200, address
        text = answer.content.decode()
        for finding in findings:
            assert finding.staff not in text and finding.patient not in text, address
            assert f'"{finding.code}"' not in text and f" {finding.code} " not in text, address
        assert not words_in(text), address


def test_nor_do_the_results_of_a_search(desk, visit, findings):
    text = desk.post("/patients/", {"typed": "garcia"}).content.decode()
    assert "GARCÍA" in text and "Stop" not in text and not words_in(text)


def test_the_form_shows_what_was_answered_and_still_no_rule(desk, visit, findings):
    addresses = [reverse("ask-section", args=[visit.pk, name]) for name in ("health", "skin", "recent")]
    for address in (*addresses, reverse("ask-check", args=[visit.pk])):
        text = desk.get(address).content.decode()
        assert not [finding for finding in findings if finding.staff in text or finding.patient in text]


def test_what_is_looked_for_is_really_there(findings):
    assert all(finding.staff and finding.patient for finding in findings)
    stored = str(Response.objects.get().answers)
    assert {*words_in(stored), "12-Mar-2026"} == set(WORDS)
