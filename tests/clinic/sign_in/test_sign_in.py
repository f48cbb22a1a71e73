"""Staff sign in with e-mail and password; nothing tells a stranger who works here."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from clinic.models import AuditEvent
from clinic.people import set_active
from tests import second_factors
from tests.factories import PASSWORD

SIGN_IN, SIGN_OUT = "/account/sign-in/", "/account/sign-out/"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


def enter(client: Client, email: str, password: str = PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def shown(answer) -> str:
    """The page without what differs from request to request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


def test_the_right_password_signs_in(client, front_desk):
    assert enter(client, "Frankie@Clinic.Example").headers["Location"] == "/"
    assert client.get("/account/second-factor/").status_code == 200
    event = AuditEvent.objects.get()
    assert (event.action, event.outcome, event.actor) == ("sign-in", "success", front_desk)


def test_a_wrong_password_does_not(client, front_desk):
    answer = enter(client, front_desk.email, "wrong")
    assert answer.status_code == 200
    assert client.get("/account/").status_code == 302
    event = AuditEvent.objects.get()
    assert (event.action, event.outcome, event.actor) == ("sign-in", "deny", None)


def test_a_failed_sign_in_keeps_nothing_typed(client, front_desk):
    """People type passwords into the e-mail box."""
    enter(client, "my-real-password@clinic.example", "another-secret")
    event = AuditEvent.objects.get()
    kept = " ".join(str(getattr(event, field.name)) for field in AuditEvent._meta.fields)
    assert "my-real-password" not in kept
    assert "another-secret" not in kept


def test_unknown_wrong_and_closed_look_the_same(client, front_desk, nurse):
    set_active(nurse, False, by=None)
    unknown = enter(client, "nobody@clinic.example")
    wrong = enter(client, front_desk.email, "wrong password")
    closed = enter(client, nurse.email)
    pages = {
        shown(answer).replace(email, "")
        for answer, email in [
            (unknown, "nobody@clinic.example"),
            (wrong, front_desk.email),
            (closed, nurse.email),
        ]
    }
    assert len(pages) == 1
    assert {answer.status_code for answer in (unknown, wrong, closed)} == {200}


def test_an_unknown_e_mail_costs_a_hash_as_well(client, db, monkeypatch):
    from clinic.models import User

    hashed = []
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw))
    enter(client, "nobody@clinic.example", "guess")
    assert hashed == ["guess"]


@pytest.mark.parametrize("page", ["/account/", "/account/second-factor/", "/audit/"])
def test_somebody_without_a_role_signs_in_to_nothing(signed_in, nobody, page):
    assert signed_in(nobody).get(page).status_code == 404


def test_guessing_one_account_stops_after_five_tries(client, front_desk):
    for _ in range(5):
        enter(client, front_desk.email, "guess")
    assert b"Too many failed" in enter(client, front_desk.email).content
    assert client.get("/account/").status_code == 302


def test_the_count_is_not_reset_by_another_host_name_or_a_forged_address(client, front_desk):
    for n in range(5):
        client.post(
            SIGN_IN,
            {"login": front_desk.email, "password": "guess"},
            headers={
                "Host": ["localhost", "127.0.0.1", "testserver"][n % 3],
                "X-Forwarded-For": f"203.0.113.{n}",
            },
        )
    assert b"Too many failed" in enter(client, front_desk.email).content


def test_spraying_one_password_over_many_accounts_stops_whatever_the_headers_say(client, front_desk):
    for n in range(10):
        client.post(
            SIGN_IN,
            {"login": f"person{n}@clinic.example", "password": "Summer2026!"},
            headers={"X-Forwarded-For": f"203.0.113.{n}"},
        )
    assert b"Too many failed" in enter(client, front_desk.email).content


def test_a_second_factor_used_between_gives_no_tries_back(client, front_desk, nurse):
    """Whoever has an account here could otherwise guess at the others' without end."""
    second_factors.app_of(nurse)
    for n in range(9):
        enter(client, f"person{n}@clinic.example", "Summer2026!")
    enter(client, nurse.email)
    used = client.post(reverse("mfa_authenticate"), {"code": second_factors.code()})
    assert used.status_code == 302 and "second" not in used.url
    other = Client()
    assert b"is not right" in enter(other, "person9@clinic.example", "Summer2026!").content
    assert b"Too many failed" in enter(other, front_desk.email).content


def test_a_right_password_costs_no_try(client, front_desk):
    for _ in range(8):
        assert enter(Client(), front_desk.email).status_code == 302


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        " //evil.example",
    ],
)
def test_sign_in_leads_nowhere_outside(client, front_desk, back):
    assert enter(client, front_desk.email, next=back).headers["Location"] == "/"


def test_sign_in_leads_back_to_the_page_asked_for(client, front_desk):
    assert enter(client, front_desk.email, next="/account/?tab=1").headers["Location"] == "/account/?tab=1"


def test_the_session_key_changes_at_sign_in(client, front_desk):
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["session"] = planted = session.session_key
    enter(client, front_desk.email)
    assert client.cookies["session"].value != planted


def test_the_session_ends_with_the_browser(client, front_desk):
    enter(client, front_desk.email)
    cookie = client.cookies["session"]
    assert (cookie["expires"], cookie["max-age"]) == ("", "")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_signing_out_takes_a_post(signed_in, front_desk):
    browser = signed_in(front_desk)
    assert browser.get(SIGN_OUT).status_code == 200
    assert browser.get("/account/").status_code == 200
    assert browser.post(SIGN_OUT).headers["Location"] == SIGN_IN
    assert browser.get("/account/").status_code == 302
    assert AuditEvent.objects.get(action="sign-out").actor == front_desk


def test_a_stolen_cookie_is_worth_nothing_after_sign_out(signed_in, front_desk):
    browser, thief = signed_in(front_desk), Client()
    thief.cookies["session"] = browser.cookies["session"].value
    assert thief.get("/account/").status_code == 200
    browser.post(SIGN_OUT)
    assert thief.get("/account/").status_code == 302


def test_signing_out_needs_the_form_of_this_site(front_desk, signed_in):
    browser = signed_in(front_desk, enforce_csrf_checks=True)
    answer = browser.post(SIGN_OUT)
    assert answer.status_code == 403
    assert b"Please send that again" in answer.content
    assert browser.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/account/signup/", "/account/email/", "/account/password/reset/", "/accounts/login/", "/admin/"],
)
def test_there_is_no_sign_up_no_reset_by_mail_and_no_admin(client, db, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "typed", ["", " ", "a\x00@b.c", "x" * 100_000 + "@b.c", "\u202ea@b.c", "ﬀ@clinic.example", "' OR '1'='1"]
)
def test_odd_e_mails_are_a_field_error(client, db, typed):
    answer = enter(client, typed)
    assert answer.status_code == 200
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("typed", ["x" * 300, "a\x00b", " " * 20])
def test_odd_passwords_are_a_field_error(client, front_desk, typed):
    assert enter(client, front_desk.email, typed).status_code == 200
    assert client.get("/account/").status_code == 302


def test_the_page_has_labels_and_what_a_password_manager_needs(client, db):
    page = client.get(SIGN_IN).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "placeholder" not in page
    assert "style=" not in page
