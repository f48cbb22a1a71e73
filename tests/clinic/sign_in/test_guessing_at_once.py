"""Guesses that arrive at the same moment get no more tries than guesses one after another."""

import threading
import time
from contextlib import contextmanager

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db import connection
from django.test import Client

from clinic.models import AuditEvent, User

GUESSES, TRIES = 20, 5


@pytest.fixture(autouse=True)
def _wide_gap(monkeypatch, transactional_db):
    """Holds every reader of a counter for a moment, so that two of them read the same count for sure."""
    read = cache.get

    def slow_read(key, *args, **kwargs):
        found = read(key, *args, **kwargs)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(ratelimit, "cache", SlowCache(slow_read))
    cache.clear()


class SlowCache:
    """The cache, but for how it reads."""

    def __init__(self, get) -> None:
        self.get = get

    def __getattr__(self, name: str):
        return getattr(cache, name)


def guess_at_once(email: str) -> int:
    """How many of the guesses reached the password check."""
    start = threading.Barrier(GUESSES)

    def one(number: int) -> None:
        start.wait()
        Client().post("/account/sign-in/", {"login": email, "password": f"guess {number}"})
        connection.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(GUESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return AuditEvent.objects.filter(action="sign-in", outcome="deny").count()


@pytest.mark.slow
def test_no_more_guesses_at_once_than_one_after_another(front_desk):
    assert guess_at_once(front_desk.email) <= TRIES
    assert User.objects.count() == 1


@pytest.mark.slow
def test_without_the_lock_more_would_get_through(front_desk, monkeypatch):
    """The control: were this to pass with few tries, the test above would prove nothing."""

    @contextmanager
    def no_lock(key):
        yield True

    monkeypatch.setattr(ratelimit, "cache_lock", no_lock)
    assert guess_at_once(front_desk.email) > TRIES
