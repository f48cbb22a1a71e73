"""The table in which guesses are counted is gone: nobody signs in uncounted, and patients go on answering."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from intake.models import Draft
from tests.factories import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def without_cache_table(browser, front_desk) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE clinic_cache")
    yield
    call_command("createcachetable", verbosity=0)


def sign_in(client, password: str):
    client.raise_request_exception = False
    return client.post("/account/sign-in/", {"login": "frankie@clinic.example", "password": password})


def test_nobody_guesses_passwords_uncounted(client, without_cache_table):
    for password in ("a wrong guess", PASSWORD):
        assert sign_in(client, password).status_code in (500, 503)
    assert "_auth_user_id" not in client.session


def test_with_the_table_the_same_password_opens(client, front_desk):
    assert sign_in(client, PASSWORD).status_code == 302


def test_a_patient_who_is_in_goes_on_answering(browser, visit, without_cache_table):
    page = browser.get("/questions/diabetes/")
    assert page.status_code == 200
    told = browser.post("/questions/diabetes/", {"answer": "no", "version": 1})
    assert told.status_code == 302 and Draft.objects.get(visit=visit).answers["diabetes"] == "no"
