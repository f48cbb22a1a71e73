"""Enrolling an app, its codes, the recovery codes, and removing what was enrolled."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from clinic.models import AuditEvent
from tests import second_factors
from tests.clinic.sign_in.test_second_factor import CODE, FACTORS, SIGN_IN, by_password
from tests.factories import PASSWORD

APP, CODES = f"{FACTORS}app/", f"{FACTORS}codes/"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


def enroll(browser: Client) -> str:
    """Set the app up as a person does; its secret."""
    secret = secret_on(browser.get(APP).content.decode())
    answer = browser.post(APP, {"code": second_factors.code(secret)})
    assert answer.headers["Location"] == CODES
    return secret


def secret_on(page: str) -> str:
    return re.search(r'class="secret">([A-Z2-7=]+)<', page)[1]


def codes_of(browser: Client) -> list[str]:
    return re.findall(r"<code>(\d+)</code>", browser.get(CODES).content.decode())


def test_enrolling_opens_the_clinic_in_this_session(front_desk):
    browser = by_password(front_desk)
    enroll(browser)
    assert browser.get("/account/").status_code == 200
    changed = AuditEvent.objects.filter(action="privilege").values_list("actor", "fields")
    assert sorted(changed, key=str) == sorted(
        [(front_desk.pk, ["+authenticator app"]), (front_desk.pk, ["+recovery codes"])], key=str
    )


def test_a_wrong_code_enrolls_nothing(front_desk):
    browser = by_password(front_desk)
    browser.get(APP)
    assert b"This code is not right" in browser.post(APP, {"code": "000000"}).content
    assert not Authenticator.objects.exists()
    assert browser.get("/account/").headers["Location"] == FACTORS


def test_enrolling_needs_a_recent_password(signed_in, front_desk):
    browser = signed_in(front_desk, minutes_ago=6)
    assert browser.get(f"{FACTORS}passkey/").headers["Location"].startswith("/account/again/?next=")
    assert browser.get(f"{FACTORS}app/remove/").headers["Location"].startswith("/account/again/?next=")


def test_no_row_holds_a_secret_in_clear(front_desk):
    browser = by_password(front_desk)
    secret, codes = enroll(browser), codes_of(browser)
    rows = json.dumps(list(Authenticator.objects.values("type", "data")))
    assert len(codes) == 10
    assert '"secret": "gAAAA' in rows and '"seed": "gAAAA' in rows  # Fernet's first bytes
    assert secret not in rows
    assert not [code for code in codes if code in rows]


def test_nor_does_the_web_session_while_it_is_enrolled(front_desk):
    browser = by_password(front_desk)
    secret = secret_on(browser.get(APP).content.decode())
    kept = Session.objects.get().get_decoded()
    assert kept["mfa.totp.secret"].startswith("gAAAA")
    assert secret not in str(kept)


def test_an_altered_row_fits_no_code(front_desk):
    app = second_factors.app_of(front_desk)
    app.data["secret"] = app.data["secret"][:-6] + "AAAAA="
    app.save()
    browser = by_password(front_desk)
    answer = browser.post(CODE, {"code": second_factors.code()})
    assert (answer.status_code, b"This code is not right" in answer.content) == (200, True)
    assert browser.get("/account/").status_code == 302


def test_a_row_in_clear_fits_no_code(front_desk):
    app = second_factors.app_of(front_desk)
    app.data["secret"] = second_factors.SECRET
    app.save()
    browser = by_password(front_desk)
    assert browser.post(CODE, {"code": second_factors.code()}).status_code == 200


def test_another_key_opens_nothing_until_the_old_one_is_named(front_desk, settings):
    second_factors.app_of(front_desk)
    old, settings.MFA_KEY = settings.MFA_KEY, "another key of fifty characters or more, at random"
    browser = by_password(front_desk)
    assert browser.post(CODE, {"code": second_factors.code()}).status_code == 200
    settings.MFA_KEYS_OLD = [old]
    assert browser.post(CODE, {"code": second_factors.code()}).status_code == 302


def test_a_code_works_once_even_in_its_neighbors_half_minute(front_desk):
    second_factors.app_of(front_desk)
    for ago, code in ((0, second_factors.code()), (1, second_factors.code(ago=1))):
        assert by_password(front_desk).post(CODE, {"code": code}).status_code == 302, ago
        spaced = f"{code[:3]} {code[3:]}"
        for again in (code, spaced):
            assert by_password(front_desk).post(CODE, {"code": again}).status_code == 200
        # allauth's own note lasts half a minute, the code up to one and a half
        cache.delete(f"allauth.mfa.totp.used?user={front_desk.pk}&code={code}")
        assert by_password(front_desk).post(CODE, {"code": code}).status_code == 200


def test_the_code_that_enrolled_the_app_does_not_sign_in(front_desk):
    browser = by_password(front_desk)
    secret = enroll(browser)
    assert by_password(front_desk).post(CODE, {"code": second_factors.code(secret)}).status_code == 200


def test_guessing_stops_after_five_tries_whatever_the_headers_say(front_desk):
    second_factors.app_of(front_desk)
    for n in range(5):
        browser = by_password(front_desk)
        browser.post(CODE, {"code": f"00000{n}"}, headers={"X-Forwarded-For": f"203.0.113.{n}"})
    browser = by_password(front_desk)
    answer = browser.post(CODE, {"code": second_factors.code()}, headers={"X-Forwarded-For": "203.0.113.9"})
    assert b"Too many failed tries" in answer.content
    assert browser.get("/account/").status_code == 302


def test_a_recovery_code_works_once_and_its_use_is_kept(front_desk):
    browser = by_password(front_desk)
    enroll(browser)
    code = codes_of(browser)[3]
    assert by_password(front_desk).post(CODE, {"code": code}).status_code == 302
    assert by_password(front_desk).post(CODE, {"code": code}).status_code == 200
    assert AuditEvent.objects.get(action="change").fields == ["recovery codes"]


def test_recovery_codes_are_shown_once(front_desk):
    browser = by_password(front_desk)
    enroll(browser)
    assert len(codes_of(browser)) == 10
    assert not codes_of(browser)


def test_new_recovery_codes_replace_the_old(front_desk):
    browser = by_password(front_desk)
    enroll(browser)
    old = codes_of(browser)
    assert browser.post(f"{CODES}new/").headers["Location"] == CODES
    new = codes_of(browser)
    assert len(new) == 10 and not set(old) & set(new)
    assert by_password(front_desk).post(CODE, {"code": old[0]}).status_code == 200
    assert by_password(front_desk).post(CODE, {"code": new[0]}).status_code == 302


def test_removing_the_last_factor_ends_every_other_session_and_asks_for_a_new_one(signed_in, front_desk):
    here, elsewhere = signed_in(front_desk), signed_in(front_desk)
    assert here.post(f"{APP}remove/").headers["Location"] == FACTORS
    assert elsewhere.get("/account/").headers["Location"].startswith(SIGN_IN)
    assert here.get("/account/").headers["Location"] == FACTORS
    event = AuditEvent.objects.get(action="privilege")
    assert (event.actor, event.fields) == (front_desk, ["-authenticator app"])


def test_another_persons_passkey_cannot_be_removed(signed_in, front_desk, nurse):
    key = Authenticator.objects.create(user=nurse, type="webauthn", data={"name": "Noor's", "credential": {}})
    assert signed_in(front_desk).post(f"{FACTORS}passkey/{key.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_a_new_password_by_link_still_asks_for_the_factor(front_desk):
    second_factors.app_of(front_desk)
    browser = Client()
    answer = browser.post(SIGN_IN, {"login": front_desk.email, "password": PASSWORD})
    assert answer.headers["Location"] == CODE


ODD_PASSKEYS = [
    "{}", "[]", "null", "{", '{"id": 1}', '{"response": {"userHandle": "AA"}}', "[" * 5000, "9" * 5000
]  # fmt: skip


@pytest.mark.parametrize("typed", ODD_PASSKEYS)
def test_an_odd_passkey_is_not_added_and_is_no_error(signed_in, front_desk, typed):
    browser = signed_in(front_desk)
    browser.get(f"{FACTORS}passkey/")
    page = browser.post(f"{FACTORS}passkey/", {"credential": typed, "name": "Key"})
    assert page.status_code == 200 and b"<title>Error: " in page.content
    assert not Authenticator.objects.filter(user=front_desk, type="webauthn").exists()


@pytest.mark.parametrize("typed", ODD_PASSKEYS)
def test_an_odd_passkey_signs_nobody_in_and_is_no_error(client, db, typed):
    answer = client.post("/account/sign-in/passkey/", {"credential": typed})
    assert answer.headers["Location"] == SIGN_IN
    assert client.get("/account/").status_code == 302
