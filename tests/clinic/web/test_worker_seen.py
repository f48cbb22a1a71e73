"""A worker that is gone is named: by /readyz, which stays 200, and to the clinic lead on every page."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from clinic.audit import state as audit_state
from clinic.web import worker_seen

pytestmark = pytest.mark.django_db
NOTICE = b"No worker was seen"


def readyz(client) -> tuple[int, str]:
    answer = client.get("/readyz")
    return answer.status_code, answer.content.decode()


def test_a_worker_at_work_is_no_warning(client):
    call_command("worker", "--once", stdout=StringIO())
    assert readyz(client) == (200, "ready\n")


def test_a_worker_silent_for_too_long_is_named_and_the_site_stays_ready(client, settings):
    worker_seen.note(at=timezone.now() - timedelta(seconds=settings.WORKER_SILENCE_SECONDS + 61))
    told = (
        "ready\nwarning: no worker was seen for 6 minutes: messages wait and the audit trail is not sealed\n"
    )
    assert readyz(client) == (200, told)


def test_until_then_it_is_not(client, settings):
    worker_seen.note(at=timezone.now() - timedelta(seconds=settings.WORKER_SILENCE_SECONDS - 30))
    assert readyz(client) == (200, "ready\n")


@pytest.mark.parametrize("seconds", [200, 900])
def test_how_long_is_a_setting(client, settings, seconds):
    settings.WORKER_SILENCE_SECONDS = seconds
    worker_seen.note(at=timezone.now() - timedelta(seconds=600))
    assert ("warning" in readyz(client)[1]) == (seconds == 200)


def test_a_clock_that_went_back_does_not_hide_a_worker_that_died(client):
    """By the old clock it was seen in an hour."""
    worker_seen.note(at=timezone.now() + timedelta(hours=1))
    assert "warning: no worker was seen: " in readyz(client)[1]
    worker_seen.note(at=timezone.now())
    assert readyz(client) == (200, "ready\n")


def test_one_that_never_was_is_named(client):
    assert "warning: no worker was seen yet: " in readyz(client)[1]


def test_a_site_that_is_not_ready_says_that_first(client, monkeypatch):
    monkeypatch.setattr("clinic.web.health.LEAST_FREE_MB", 10**9)
    status, told = readyz(client)
    assert status == 503 and "worker" not in told


def test_its_row_is_not_among_those_a_full_cache_throws_away(client, settings):
    """A guesser's counters fill the cache's table; Django throws the first third by key away."""
    worker_seen.note(at=timezone.now())
    cache._max_entries, kept = 20, cache._max_entries
    try:
        for number in range(60):
            cache.set(f"allauth:rl:login_failed:{number:03}", [1], timeout=3_600)
    finally:
        cache._max_entries = kept
    assert cache.get("allauth:rl:login_failed:000") is None, "control: something was thrown away"
    assert readyz(client) == (200, "ready\n")


def test_the_lead_is_told_on_every_page_and_nobody_else(signed_in, lead, front_desk):
    page, desk = signed_in(lead), signed_in(front_desk)
    assert all(NOTICE in page.get(address).content for address in ("/audit/", "/people/", "/account/"))
    assert NOTICE not in desk.get("/account/").content
    worker_seen.note(at=timezone.now())
    assert NOTICE not in page.get("/audit/").content


@pytest.mark.django_db(transaction=True)
def test_without_the_cache_table_a_worker_does_the_rest_of_its_work(client):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE clinic_cache")
    try:
        call_command("worker", "--once", stdout=StringIO())
        assert worker_seen.why_silent(at=timezone.now()) == ""
        assert readyz(client) == (503, "cache table missing: run manage.py createcachetable\n")
    finally:
        call_command("createcachetable", verbosity=0)


def test_an_example_day_does_not_look_like_a_stopped_sealer(settings):
    settings.EXAMPLE_DATA = True
    call_command("protocol", "ship", "--publish", stdout=StringIO())
    call_command("exampleday", stdout=StringIO())
    state = audit_state.seal_state()
    assert state.events > 100 and state.why_late(timezone.now()) == ""
