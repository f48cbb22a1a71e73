"""A second factor's row that was altered, or locked with a key that is gone: a clear page, never a 500."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import encrypt
from django.core.cache import cache

from clinic.models import AuditEvent
from tests import second_factors
from tests.clinic.sign_in.test_second_factor import CODE, FACTORS, by_password

CODES = f"{FACTORS}codes/"
READING = "cannot be read"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


def codes_row(person) -> Authenticator:
    return RecoveryCodes.activate(person).instance


DAMAGE = {
    "another text": lambda data: {**data, "seed": "gAAAAAB" + "x" * 40},
    "no text": lambda data: {**data, "seed": 7},
    "no seed": lambda data: {"used_mask": 0},
    "no mask": lambda data: {"seed": data["seed"]},
    "a mask that is none": lambda data: {**data, "used_mask": "many"},
    "a list": lambda data: [],
    "nothing": lambda data: {},
    "a seed of other letters": lambda data: {**data, "seed": encrypt("é")},
    "old codes": lambda data: {**data, "migrated_codes": ["12345678"]},
}


@pytest.mark.parametrize("how", DAMAGE)
def test_damaged_recovery_codes_are_said_and_new_ones_can_be_made(signed_in, front_desk, how):
    browser, row = signed_in(front_desk), codes_row(front_desk)
    row.data = DAMAGE[how](row.data)
    row.save()
    for page in (CODES, f"{CODES}new/"):
        answer = browser.get(page)
        assert answer.status_code == 409 and READING in answer.content.decode(), page
    assert browser.post(f"{CODES}new/").headers["Location"] == CODES
    assert browser.get(CODES).content.decode().count("<code>") == 10


def test_control_codes_that_are_whole_are_shown(signed_in, front_desk):
    browser = signed_in(front_desk)
    codes_row(front_desk)
    assert READING not in browser.get(f"{CODES}new/").content.decode()
    assert browser.get(CODES).status_code == 200


@pytest.mark.parametrize("page", [FACTORS, f"{FACTORS}app/", f"{FACTORS}app/remove/"])
@pytest.mark.parametrize("data", [{}, [], {"secret": 7}, {"secret": "x"}], ids=str)
def test_a_damaged_app_breaks_no_page(signed_in, front_desk, page, data):
    browser = signed_in(front_desk)
    Authenticator.objects.filter(type="totp").update(data=data)
    assert browser.get(page).status_code in (200, 302)


@pytest.mark.parametrize("data", [{}, [], {"secret": 7}, {"secret": "x"}], ids=str)
def test_a_damaged_app_is_said_at_sign_in_counted_and_kept(front_desk, data):
    second_factors.app_of(front_desk)
    Authenticator.objects.filter(type="totp").update(data=data)
    browser = by_password(front_desk)
    answer = browser.post(CODE, {"code": second_factors.code()})
    assert (answer.status_code, b"ask the clinic lead to reset" in answer.content) == (200, True)
    assert AuditEvent.objects.filter(outcome="deny", target="second factor").count() == 1
    for _ in range(4):
        browser.post(CODE, {"code": "000000"})
    assert b"Too many failed tries" in browser.post(CODE, {"code": "000000"}).content


@pytest.mark.parametrize("damaged", ["totp", "recovery_codes"])
def test_what_is_whole_still_signs_in_beside_what_is_damaged(front_desk, damaged):
    second_factors.app_of(front_desk)
    codes = codes_row(front_desk).wrap().get_unused_codes()
    Authenticator.objects.filter(type=damaged).update(data={"secret": "x", "seed": "x", "used_mask": 0})
    code = codes[0] if damaged == "totp" else second_factors.code()
    browser = by_password(front_desk)
    assert browser.post(CODE, {"code": code}).status_code == 302
    assert browser.get("/account/").status_code == 200
