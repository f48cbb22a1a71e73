"""The copy made at the clinic: by the lead and dermatologists, recently signed in, each one noted."""

import json

import pytest

from clinic.models import AuditEvent

pytestmark = pytest.mark.django_db
PAGES = ("copy/", "copy/page/", "access-log/", "access-log/print/")


def address(patient, page: str) -> str:
    return f"/patients/{patient.pk}/{page}"


def events(patient, action: str) -> list[tuple[str, str, str]]:
    found = AuditEvent.objects.filter(patient_id=patient.pk, action=action, target="copy of the record")
    return [(event.actor.email, event.actor_role, event.outcome) for event in found]


@pytest.mark.parametrize("who", ["lead", "dermatologist"])
@pytest.mark.parametrize("page", PAGES)
def test_the_lead_and_dermatologists_open_every_page(request, signed_in, maria, who, page):
    assert signed_in(request.getfixturevalue(who)).get(address(maria, page)).status_code == 200


@pytest.mark.parametrize("who", ["front_desk", "nurse", "nobody"])
@pytest.mark.parametrize("page", PAGES)
def test_for_everybody_else_the_pages_are_not_there(request, signed_in, maria, who, page):
    assert signed_in(request.getfixturevalue(who)).get(address(maria, page)).status_code == 404
    assert not events(maria, "print") and AuditEvent.objects.filter(action="deny").exists()


@pytest.mark.parametrize("who", ["front_desk", "nurse"])
def test_nobody_else_downloads(request, signed_in, maria, who):
    assert signed_in(request.getfixturevalue(who)).post(address(maria, "copy/file/")).status_code == 404
    assert not events(maria, "export")


def test_a_download_is_noted_and_its_name_names_nobody(signed_in, lead, lived):
    answer = signed_in(lead).post(address(lived, "copy/file/"), {"language": "es"})
    copy = json.loads(answer.content)
    assert copy["language"] == "es" and copy["tables"]["patient"][0]["id"] == str(lived.pk)
    named = answer.headers["Content-Disposition"]
    assert named.startswith('attachment; filename="record-copy-20') and "words" not in named
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert events(lived, "export") == [("lena@clinic.example", "lead", "success")]
    assert copy["tables"]["looked_at"][-1]["action"]["code"] == "export"


def test_a_download_is_never_a_get(signed_in, lead, maria):
    assert signed_in(lead).get(address(maria, "copy/file/")).status_code == 405
    assert not events(maria, "export")


def test_an_old_sign_in_asks_for_the_password_first(signed_in, lead, lived):
    browser = signed_in(lead, minutes_ago=6)
    for page in ("copy/", "copy/page/"):
        assert browser.get(address(lived, page)).headers["Location"].startswith("/account/again/")
    answer = browser.post(address(lived, "copy/file/"))
    assert b"record_number" not in answer.content and b"password" in answer.content
    assert not events(lived, "export") and not events(lived, "print")


def test_the_page_speaks_the_patients_language_and_the_one_asked_for(signed_in, lead, lived):
    browser = signed_in(lead)
    spanish = browser.get(address(lived, "copy/page/")).content.decode()
    assert '<html lang="es">' in spanish and "Lo que guardamos sobre usted" in spanish
    english = browser.get(address(lived, "copy/page/?lang=en")).content.decode()
    assert "What the dermatologist decided" in english and "Do you have diabetes?" in english
    assert "Ada Okafor, MD, Dermatologist" in english and "0.45" in english
    assert events(lived, "print") == [("lena@clinic.example", "lead", "success")] * 2


@pytest.mark.parametrize("lang", ["xx", "../../etc", "<script>"])
def test_an_unknown_language_is_the_patients_own(signed_in, lead, maria, lang):
    page = signed_in(lead).get(address(maria, "copy/page/"), {"lang": lang}).content.decode()
    assert '<html lang="es">' in page and lang not in page


def test_markup_in_any_text_is_shown_as_text(signed_in, lead, hostile):
    page = signed_in(lead).get(address(hostile, "copy/page/?lang=en")).content.decode().lower()
    assert "<script>alert(1)" not in page and "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 25


def test_the_page_costs_the_same_queries_whatever_there_is(
    signed_in, lead, maria, lived, django_assert_num_queries, django_assert_max_num_queries
):
    browser = signed_in(lead)
    browser.get(address(lived, "copy/page/"))
    with django_assert_max_num_queries(50) as first:
        browser.get(address(lived, "copy/page/"))
    for event in range(60):
        AuditEvent.objects.create(
            at=lived.created_at, patient_id=lived.pk, action="view", content_hash=str(event), key_id="k"
        )
    with django_assert_num_queries(len(first.captured_queries)):
        browser.get(address(lived, "copy/page/"))


def test_the_way_to_it_stands_on_the_patients_page_for_those_who_may(signed_in, lead, front_desk, maria):
    assert f"/patients/{maria.pk}/copy/" in signed_in(lead).get(f"/patients/{maria.pk}/").content.decode()
    desk = signed_in(front_desk).get(f"/patients/{maria.pk}/").content.decode()
    assert "/copy/" not in desk and "/access-log/" not in desk
