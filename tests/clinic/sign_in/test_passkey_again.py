"""The page that asks for the password again takes a passkey from somebody who has one."""

import json
import re

import pytest
from django.core.cache import cache

from clinic.models import AuditEvent
from tests.clinic.sign_in.software_key import PRESENT, SoftwareKey

AGAIN, BY_PASSKEY = "/account/again/", "/account/again/passkey/"
ASKS = "/account/second-factor/passkey/"
"""A page that asks first."""


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


@pytest.fixture
def browser(signed_in, front_desk):
    """Of somebody who signed in six minutes ago."""
    return signed_in(front_desk, minutes_ago=6)


def pressed(browser, key: SoftwareKey, person, counter: int):
    page = browser.get(f"{BY_PASSKEY}?next={ASKS}").content.decode()
    assert f'name="next" value="{ASKS}"' in page
    options = json.loads(re.search(r'id="passkey-options"[^>]*>(.*?)</script>', page)[1])["request_options"]
    typed = {"credential": key.signed(options, counter, person), "next": ASKS}
    return browser.post(f"{BY_PASSKEY}?next={ASKS}", typed)


def is_asked(browser) -> bool:
    return browser.get(ASKS).status_code == 302


def refused(person) -> list[str]:
    denied = AuditEvent.objects.filter(action="sign-in", outcome="deny", actor=person)
    return list(denied.values_list("target", flat=True))


def test_it_leads_on_to_what_asked(browser, front_desk):
    key = SoftwareKey()
    key.added_to(front_desk, counter=1)
    assert is_asked(browser)
    page = browser.get(f"{AGAIN}?next={ASKS}").content.decode()
    assert f'href="{BY_PASSKEY}?next=' in page and "Use your passkey" in page
    assert pressed(browser, key, front_desk, 2).headers["Location"] == ASKS
    assert not is_asked(browser) and refused(front_desk) == []


@pytest.mark.parametrize(
    ("key", "counter", "told"),
    [
        (SoftwareKey(flags=PRESENT), 2, "passkey, person not verified"),
        (SoftwareKey(), 1, "passkey, counter went back"),
    ],
    ids=["pressed by anybody", "copied"],
)
def test_one_that_verified_nobody_or_may_be_a_copy_does_not(browser, front_desk, key, counter, told):
    key.added_to(front_desk, counter=1)
    answer = pressed(browser, key, front_desk, counter)
    assert answer.headers["Location"].startswith(BY_PASSKEY)
    assert b'class="notice stop"' in browser.get(BY_PASSKEY).content
    assert is_asked(browser) and refused(front_desk) == [told]


def test_nor_does_somebody_elses(browser, front_desk, nurse):
    SoftwareKey().added_to(front_desk, counter=1)
    pressed(browser, SoftwareKey(), front_desk, 2)
    assert is_asked(browser) and refused(front_desk) == ["passkey"]


def test_nobody_without_a_passkey_is_offered_one(browser, front_desk):
    assert b"Use your passkey" not in browser.get(AGAIN).content
    assert browser.get(BY_PASSKEY).headers["Location"] == AGAIN
    assert browser.post(BY_PASSKEY, {"credential": "{}"}).headers["Location"] == AGAIN
    assert is_asked(browser)


@pytest.mark.parametrize("typed", ["{}", "[]", "null", "{", '{"id": 1}', "[" * 5000, "9" * 5000])
def test_what_no_passkey_wrote_is_no_error(browser, front_desk, typed):
    SoftwareKey().added_to(front_desk, counter=1)
    assert browser.post(BY_PASSKEY, {"credential": typed}).status_code == 302
    assert is_asked(browser)
