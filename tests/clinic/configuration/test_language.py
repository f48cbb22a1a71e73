"""Patient pages speak the language asked for, staff pages English; no cookie decides."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.clinic.pages")]


@pytest.mark.parametrize(
    ("query", "spoken"),
    [
        ("", b"en"),
        ("?lang=es", b"es"),
        ("?lang=en", b"en"),
        ("?lang=fr", b"en"),
        ("?lang=../es", b"en"),
        ("?lang=", b"en"),
    ],
)
def test_only_listed_languages_are_spoken(client, query, spoken):
    assert client.get(f"/all/{query}").content == spoken


def test_the_browser_and_cookies_are_not_asked(client):
    client.cookies["django_language"] = "es"
    assert client.get("/all/", headers={"Accept-Language": "es"}).content == b"en"


def test_asking_sets_no_cookie(client):
    assert not client.get("/all/?lang=es").cookies


def test_staff_pages_stay_english(signed_in, nurse):
    answer = signed_in(nurse).get("/reasons/?lang=es")
    assert (answer.content, answer.headers["Content-Language"]) == (b"nurse en", "en")


def test_sign_in_stays_english(client):
    assert b'lang="en"' in client.get("/account/sign-in/?lang=es").content


def test_a_request_in_spanish_leaves_nothing_for_the_next(client):
    assert client.get("/all/?lang=es").headers["Content-Language"] == "es"
    assert client.get("/all/").headers["Content-Language"] == "en"
