"""Every answer carries the policy headers, and nothing about a person is kept by a browser or a proxy."""

import pytest

from clinic import patient_sessions

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.clinic.pages")]


@pytest.fixture(autouse=True)
def _only_pages_of_this_room(monkeypatch):
    monkeypatch.setattr(patient_sessions, "_turned_away", None)


@pytest.mark.parametrize(
    "address",
    [
        "/all/",
        "/all-guide/",
        "/reasons/",
        "/question/",
        "/no-such-page/",
        "/account/sign-in/",
        "/livez",
        "/readyz",
    ],
)
def test_every_answer_has_the_constant_headers(client, address):
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["Referrer-Policy"] == "strict-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_an_answer_to_a_broken_view_has_them_too(client):
    client.raise_request_exception = False
    answer = client.get("/broken/")
    assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (500, CSP)
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"Maria" not in answer.content


@pytest.mark.parametrize("address", ["/all/", "/question/", "/no-such-page/", "/account/sign-in/", "/livez"])
def test_a_page_is_not_kept(client, address):
    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_a_staff_page_is_not_kept(signed_in, nurse):
    assert signed_in(nurse).get("/reasons/").headers["Cache-Control"] == "no-store"


def test_a_page_that_is_the_same_for_everybody_may_be_kept(client):
    assert client.get("/all-guide/").headers["Cache-Control"] == "public, max-age=300"


def test_the_same_page_is_not_kept_for_somebody_signed_in(signed_in, nurse):
    assert signed_in(nurse).get("/all-guide/").headers["Cache-Control"] == "no-store"


def test_a_style_sheet_may_be_kept(client):
    answer = client.get("/static/clinic.css")
    assert answer.status_code == 200
    assert "no-store" not in answer.headers.get("Cache-Control", "")
    assert answer.headers["Content-Security-Policy"] == CSP


def test_each_answer_has_its_own_number(client):
    first, second = (client.get("/all/", headers={"X-Request-ID": "mine"}) for _ in range(2))
    assert len(first.headers["X-Request-ID"]) == 32
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
