"""A session ends when it was idle or lasted too long, and a page that refreshes itself keeps none alive."""

import pytest

from clinic import patient_sessions, session_limits
from clinic.models import AuditEvent
from tests.clinic.test_patient_sessions import Opened

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.clinic.pages")]

MINUTE, HOUR = 60, 3600


@pytest.fixture
def clock(monkeypatch):
    """Moves the time the limits see: `clock(minutes)` goes forward, also backward."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(session_limits.time, "time", lambda: now[0])

    def forward(minutes: float) -> None:
        now[0] += minutes * MINUTE

    return forward


@pytest.fixture
def browser(clock, signed_in, nurse):
    return signed_in(nurse)


def test_a_busy_session_stays_open(browser, clock):
    for _ in range(10):
        clock(14)
        assert browser.get("/reasons/").status_code == 200


def test_an_idle_session_ends_after_fifteen_minutes(browser, clock):
    clock(15)
    assert browser.get("/reasons/").status_code == 302
    assert AuditEvent.objects.get(action="sign-out").target == "idle"


def test_a_busy_session_ends_after_twelve_hours(browser, clock):
    for _ in range(71):
        clock(10)
        assert browser.get("/reasons/").status_code == 200
    clock(10)
    assert browser.get("/reasons/").status_code == 302
    assert AuditEvent.objects.get(action="sign-out").target == "too long"


def test_a_page_that_refreshes_itself_keeps_no_session_alive(browser, clock):
    for _ in range(2):
        clock(7)
        assert browser.get("/refreshed/").status_code == 200
    clock(1)
    assert browser.get("/refreshed/").status_code == 302


def test_no_parameter_or_header_decides_what_counts_as_refreshing(browser, clock):
    clock(10)
    browser.get("/reasons/?background=1", headers={"HX-Trigger": "poll", "Sec-Purpose": "prefetch"})
    clock(10)
    assert browser.get("/reasons/").status_code == 200


def test_the_old_cookie_opens_nothing_after_the_limit(browser, clock):
    key = browser.session.session_key
    clock(20)
    browser.get("/reasons/")
    browser.cookies["session"] = key
    assert browser.get("/reasons/").status_code == 302


def test_a_session_without_clocks_is_over(browser):
    session = browser.session
    del session["began_at"]
    session.save()
    assert browser.get("/reasons/").status_code == 302


def test_a_clock_that_goes_backward_ends_nothing_and_lengthens_nothing(browser, clock):
    clock(-30)
    assert browser.get("/reasons/").status_code == 200
    clock(14)
    assert browser.get("/reasons/").status_code == 200
    clock(15)
    assert browser.get("/reasons/").status_code == 302


def test_being_there_is_written_once_a_minute(browser, clock, django_assert_num_queries):
    clock(2)
    browser.get("/reasons/")
    with django_assert_num_queries(3):  # session, person, roles
        browser.get("/reasons/")


def test_a_patient_has_an_hour(client, clock, monkeypatch):
    monkeypatch.setattr(patient_sessions, "_find", lambda request, pk, version: Opened("visit"))
    monkeypatch.setattr(patient_sessions, "_turned_away", None)
    client.post("/redeem/")
    clock(59)
    assert client.get("/question/").status_code == 200
    clock(60)
    assert client.get("/question/").status_code == 404


def test_a_visitor_costs_no_query_and_gets_no_session(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not client.get("/all/").cookies
