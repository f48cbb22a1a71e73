"""Who is signed in where: read from the web sessions themselves, so that the list cannot disagree with them.

Sessions of the last twelve hours are looked through, some hundred at a clinic; a table of its own would
have to be kept in step with every way a session ends.
"""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from clinic import session_limits
from clinic.models import User

BROWSER = "browser"  # which one it is, noted in the session at sign-in


@dataclass(frozen=True)
class OpenSession:
    """One browser in which the person is signed in.

    `name` stands in the page and its forms; the session's key is a secret and never does.
    """

    key: str
    browser: str
    began_at: datetime
    seen_at: datetime

    @property
    def name(self) -> str:
        return hashlib.sha256(b"open session" + self.key.encode()).hexdigest()[:24]


def of(person: User) -> list[OpenSession]:
    """The person's sessions that still open something, last seen first."""
    found = [_told(row.session_key, data) for row, data in _held_by(person) if _opens(person, data)]
    return sorted(found, key=lambda session: session.seen_at, reverse=True)


def end(person: User, name: str, *, keep: str | None) -> bool:
    """End the person's session of that name, from its next request on; False where there is none.

    `keep` is the key of the session that asks: sign-out ends that one.
    """
    keys = [session.key for session in of(person) if session.name == name and session.key != keep]
    return bool(Session.objects.filter(session_key__in=keys).delete()[0])


def end_others(person: User, keep: str | None) -> int:
    """End all of the person's sessions but the one with the key `keep`; how many ended."""
    keys = [row.session_key for row, _ in _held_by(person) if row.session_key != keep]
    return Session.objects.filter(session_key__in=keys).delete()[0]


def _held_by(person: User) -> Iterator[tuple[Session, dict]]:
    for row in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        data = row.get_decoded()
        if data.get(SESSION_KEY) == str(person.pk):
            yield row, data


def _opens(person: User, data: dict) -> bool:
    """Whether the password is still the one of that sign-in, and the session was not idle for too long."""
    same = constant_time_compare(data.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    return same and time.time() - data.get(session_limits.SEEN, 0) < settings.STAFF_IDLE_SECONDS


def _told(key: str, data: dict) -> OpenSession:
    began, seen = (
        datetime.fromtimestamp(data.get(name, 0), UTC) for name in (session_limits.BEGAN, session_limits.SEEN)
    )
    return OpenSession(key, data.get(BROWSER, ""), began, seen)
