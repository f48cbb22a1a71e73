"""Changing the password, and being asked for it again before a signature."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from clinic.models import AuditEvent
from clinic.sign_in import reauthentication, recently_authenticated
from tests.factories import PASSWORD

CHANGE, AGAIN = "/account/password/", "/account/again/"
NEW = "six words make a good one"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


def as_seen(browser, person):
    request = RequestFactory().get("/")
    request.session, request.user = browser.session, person
    return request


def change(browser, old=PASSWORD, new=NEW, again=NEW):
    return browser.post(CHANGE, {"oldpassword": old, "password1": new, "password2": again})


def test_the_password_changes_and_is_an_event_without_it(signed_in, nurse):
    browser = signed_in(nurse)
    assert change(browser).status_code == 302
    nurse.refresh_from_db()
    assert nurse.check_password(NEW)
    event = AuditEvent.objects.get(action="change")
    assert (event.actor, event.fields) == (nurse, ["password"])


def test_every_other_session_ends_with_the_old_password(signed_in, nurse):
    here, elsewhere = signed_in(nurse), signed_in(nurse)
    change(here)
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"old": "wrong"},
        {"again": "another long password"},
        {"new": "short", "again": "short"},
        {"new": "123456789012", "again": "123456789012"},
        {"new": "noor@clinic.example", "again": "noor@clinic.example"},
    ],
)
def test_a_change_is_refused_whole(signed_in, nurse, typed):
    assert change(signed_in(nurse), **typed).status_code == 200
    nurse.refresh_from_db()
    assert nurse.check_password(PASSWORD)
    assert not AuditEvent.objects.filter(action="change").exists()


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get(CHANGE).headers["Location"].startswith("/account/sign-in/")
    assert client.get(AGAIN).headers["Location"].startswith("/account/sign-in/")


@pytest.mark.parametrize(("minutes", "recent"), [(0, True), (4.9, True), (5.1, False), (600, False)])
def test_a_sign_in_is_recent_for_five_minutes(signed_in, dermatologist, minutes, recent):
    browser = signed_in(dermatologist, minutes_ago=minutes)
    assert recently_authenticated(as_seen(browser, dermatologist)) is recent


def test_a_sign_in_from_the_future_is_not_recent(signed_in, dermatologist):
    browser = signed_in(dermatologist, minutes_ago=-60)
    assert not recently_authenticated(as_seen(browser, dermatologist))


def test_somebody_elses_sign_in_in_this_session_does_not_count(signed_in, dermatologist, lead):
    assert not recently_authenticated(as_seen(signed_in(dermatologist), lead))


def test_the_password_again_makes_it_recent_and_leads_back(signed_in, dermatologist):
    browser = signed_in(dermatologist, minutes_ago=60)
    assert not recently_authenticated(as_seen(browser, dermatologist))
    asked = browser.get(f"{AGAIN}?next=/account/%3Fa%3D1")
    assert b"Ada Okafor" in asked.content
    answer = browser.post(AGAIN, {"password": PASSWORD, "next": "/account/?a=1"})
    assert answer.headers["Location"] == "/account/?a=1"
    assert recently_authenticated(as_seen(browser, dermatologist))


def test_a_wrong_password_again_changes_nothing_and_is_kept(signed_in, dermatologist):
    browser = signed_in(dermatologist, minutes_ago=60)
    assert browser.post(AGAIN, {"password": "wrong"}).status_code == 200
    assert not recently_authenticated(as_seen(browser, dermatologist))
    event = AuditEvent.objects.get(outcome="deny")
    assert (event.action, event.actor) == ("sign-in", dermatologist)


def test_another_persons_password_does_not_count(signed_in, dermatologist, lead):
    lead.set_password("the lead's own password")
    lead.save()
    browser = signed_in(dermatologist, minutes_ago=60)
    assert browser.post(AGAIN, {"password": "the lead's own password"}).status_code == 200
    assert not recently_authenticated(as_seen(browser, dermatologist))


def test_guessing_here_stops_after_five_tries_too(signed_in, dermatologist):
    browser = signed_in(dermatologist, minutes_ago=60)
    for _ in range(5):
        browser.post(AGAIN, {"password": "guess"})
    browser.post(AGAIN, {"password": PASSWORD})
    assert not recently_authenticated(as_seen(browser, dermatologist))


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example"])
def test_it_leads_nowhere_outside(signed_in, dermatologist, back):
    browser = signed_in(dermatologist)
    assert browser.post(AGAIN, {"password": PASSWORD, "next": back}).headers["Location"] == "/"


def test_asking_again_keeps_nothing_typed_in_the_session(signed_in, dermatologist, rf):
    request = rf.post("/sign/", {"reason": "a patient's words"})
    answer = reauthentication(request, "/visits/7/summary")
    assert answer.headers["Location"] == "/account/again/?next=%2Fvisits%2F7%2Fsummary"
    assert not hasattr(request, "session")
