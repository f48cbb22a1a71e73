"""The copy on the own page: María's alone, signed decisions alone, both languages, noted as hers."""

import json

import pytest
from django.test import Client

from clinic.models import AuditEvent
from intake.models import Finding
from tests.intake.copy.conftest import HOSTILE
from tests.intake.copy.lived import unsigned

pytestmark = pytest.mark.django_db


def text(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_ways_to_it_stand_on_the_own_page_even_with_nothing_booked(own_page):
    page = text(own_page, "/care/")
    assert all(path in page for path in ('"/care/copy/"', '"/care/looked/"', '"/care/correct/"'))


def test_it_is_read_in_both_languages(own_page, lived):
    english, spanish = text(own_page, "/care/copy/?lang=en"), text(own_page, "/care/copy/?lang=es")
    assert "What the dermatologist decided" in english and "Do you have diabetes?" in english
    assert "Lo que decidió el dermatólogo" in spanish and "¿Tiene diabetes?" in spanish


def test_reading_and_downloading_are_noted_as_the_patients(own_page, lived):
    text(own_page, "/care/copy/")
    answer = own_page.post("/care/copy/file/")
    copy = json.loads(answer.content)
    assert copy["made_by"] == "patient" and copy["tables"]["patient"][0]["id"] == str(lived.pk)
    assert (
        answer.headers["Cache-Control"] == "no-store"
        and "attachment" in answer.headers["Content-Disposition"]
    )
    told = AuditEvent.objects.filter(target="copy of the record").order_by("pk")
    assert [(one.action, one.actor_role, one.patient_id) for one in told] == [
        ("print", "patient", lived.pk),
        ("export", "patient", lived.pk),
    ]


def test_a_download_is_never_a_get(own_page):
    assert own_page.get("/care/copy/file/").status_code == 405


def test_what_nobody_has_signed_is_not_on_it_and_stands_on_the_clinics_copy(own_page, lived, signed_in, lead):
    finding = Finding.objects.filter(assessment=unsigned(lived)).first()
    Finding.objects.create(
        assessment=finding.assessment,
        position=99,
        code="not_signed",
        status="present",
        effects=[],
        because=[],
        source={},
        staff="NOBODYSIGNEDTHIS",
        patient="NOBODYSIGNEDTHIS",
    )
    assert "NOBODYSIGNEDTHIS" not in text(own_page, "/care/copy/?lang=en")
    assert b"NOBODYSIGNEDTHIS" not in own_page.post("/care/copy/file/").content
    whole = signed_in(lead).get(f"/patients/{lived.pk}/copy/page/").content.decode()
    assert "NOBODYSIGNEDTHIS" in whole


def test_another_patient_is_on_none_of_these_pages(own_page, lived, other):
    for path in ("/care/copy/", "/care/looked/", "/care/correct/"):
        page = text(own_page, path)
        assert "DANIELSWORDS" not in page and str(other.pk) not in page
    assert b"DANIELSWORDS" not in own_page.post("/care/copy/file/").content


@pytest.mark.parametrize("path", ["/care/copy/", "/care/looked/", "/care/correct/"])
def test_a_visitor_without_a_session_gets_nothing(client, maria, path):
    assert client.get(path).headers["Location"].startswith("/link/")


def test_a_visitor_downloads_nothing(client, maria):
    assert client.post("/care/copy/file/").headers["Location"].startswith("/link/")
    assert not AuditEvent.objects.filter(action="export").exists()


def test_markup_in_any_text_is_shown_as_text(own_page, hostile):
    for path in ("/care/copy/?lang=en", "/care/looked/", "/care/correct/"):
        page = text(own_page, path)
        assert "<script>alert(1)" not in page and "<img src=x" not in page
    assert text(own_page, "/care/copy/?lang=en").count("&lt;script&gt;alert(1)") >= 15
    assert "\n\n".join([HOSTILE] * 3) in [
        row["text"] for row in json.loads(own_page.post("/care/copy/file/").content)["tables"]["consents"]
    ]
