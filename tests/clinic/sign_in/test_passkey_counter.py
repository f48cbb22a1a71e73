"""A passkey whose count of uses goes back is refused, at both sign-ins, and kept in the trail."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from clinic.models import AuditEvent
from tests.clinic.sign_in.software_key import SoftwareKey
from tests.clinic.sign_in.test_second_factor import CODE, SIGN_IN, by_password

ALONE = "/account/sign-in/passkey/"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


def alone(key: SoftwareKey, person, counter: int) -> Client:
    """A browser in which somebody tried to sign in with the passkey and no password."""
    browser = Client()
    options = browser.get(ALONE, headers={"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"})
    browser.post(ALONE, {"credential": key.signed(options.json()["request_options"], counter, person)})
    return browser


def after_password(key: SoftwareKey, person, counter: int):
    """(browser, answer) of the passkey as second factor."""
    browser = by_password(person)
    page = browser.get(CODE).content.decode()
    options = json.loads(re.search(r'id="passkey-options"[^>]*>(.*?)</script>', page)[1])["request_options"]
    return browser, browser.post(CODE, {"credential": key.signed(options, counter, person)})


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def refusals(person) -> int:
    return AuditEvent.objects.filter(
        action="sign-in", outcome="deny", actor=person, target="passkey, counter went back"
    ).count()


def test_a_count_that_goes_on_signs_in_alone(front_desk):
    key = SoftwareKey()
    row = key.added_to(front_desk, counter=4)
    assert is_in(alone(key, front_desk, 5)) and is_in(alone(key, front_desk, 9))
    row.refresh_from_db()
    assert row.data["counter"] == 9 and refusals(front_desk) == 0


@pytest.mark.parametrize("counter", [0, 3, 8, 9])
def test_a_count_that_goes_back_or_stands_still_does_not(front_desk, counter):
    key = SoftwareKey()
    key.added_to(front_desk, counter=4)
    assert is_in(alone(key, front_desk, 9))
    browser = alone(key, front_desk, counter)
    assert not is_in(browser) and refusals(front_desk) == 1
    assert b"This passkey may have been copied" in browser.get(SIGN_IN).content
    assert Authenticator.objects.get().data["counter"] == 9


def test_the_count_told_when_it_was_added_counts_too(front_desk):
    key = SoftwareKey()
    key.added_to(front_desk, counter=4)
    assert not is_in(alone(key, front_desk, 4)) and refusals(front_desk) == 1


def test_so_it_is_after_the_password(front_desk):
    key = SoftwareKey()
    key.added_to(front_desk, counter=4)
    browser, answer = after_password(key, front_desk, 7)
    assert answer.status_code == 302 and is_in(browser)
    browser, answer = after_password(key, front_desk, 6)
    assert b"This passkey may have been copied" in answer.content
    assert not is_in(browser) and refusals(front_desk) == 1


def test_a_passkey_that_counts_nothing_signs_in_again_and_again(front_desk):
    key = SoftwareKey()
    key.added_to(front_desk, counter=0)
    assert all(is_in(alone(key, front_desk, 0)) for _ in range(3))
    assert refusals(front_desk) == 0


def test_one_that_counted_and_says_nothing_now_is_refused(front_desk):
    key = SoftwareKey()
    key.added_to(front_desk, counter=0)
    assert is_in(alone(key, front_desk, 1)) and not is_in(alone(key, front_desk, 0))


def test_another_keys_signature_moves_no_count(front_desk):
    row = SoftwareKey().added_to(front_desk, counter=4)
    assert not is_in(alone(SoftwareKey(), front_desk, 99))
    row.refresh_from_db()
    assert "counter" not in row.data and refusals(front_desk) == 0
