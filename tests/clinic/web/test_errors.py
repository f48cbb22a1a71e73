"""The pages for what went wrong stand on nothing that could be what went wrong."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory

from clinic import patient_sessions
from clinic.web import errors

PAGES = {
    errors.bad_request: 400,
    errors.forbidden: 403,
    errors.csrf_failure: 403,
    errors.not_found: 404,
    errors.too_large: 413,
    errors.too_many: 429,
    errors.server_error: 500,
}


@pytest.mark.parametrize(
    ("page", "status"), PAGES.items(), ids=lambda given: getattr(given, "__name__", given)
)
def test_a_page_needs_no_session_no_person_and_no_database(page, status, rf: RequestFactory):
    """Without the db fixture a query fails this test."""
    answer = page(rf.get("/"))
    text = answer.content.decode()
    assert answer.status_code == status
    assert "<h1>" in text
    assert 'lang="es"' in text
    assert "style=" not in text


def test_a_wrong_method_gets_a_page_that_names_the_right_ones():
    answer = errors.not_allowed(("GET", "HEAD"))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.urls("tests.clinic.pages")
def test_a_form_without_its_token_is_told_kindly_and_changes_nothing(db):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/redeem/")
    assert answer.status_code == 403
    assert b"Please send that again" in answer.content
    assert "session" not in answer.cookies


@pytest.mark.urls("tests.clinic.pages")
@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError, 503), (InterfaceError, 503), (KeyError, 500)]
)
def test_a_database_that_is_away_is_told_apart_from_a_fault(client, monkeypatch, error, status):
    def fails(*args, **kwargs):
        raise error("Maria Alvarez is pregnant")

    monkeypatch.setattr(patient_sessions, "begin", fails)
    client.raise_request_exception = False
    answer = client.post("/redeem/")
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert b"Maria" not in answer.content
