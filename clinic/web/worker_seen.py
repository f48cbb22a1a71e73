"""When a worker was last at work: one that is gone is named before somebody waits for a message.

One row of the cache's table, which every process of both databases shares: it outlives each of them, costs no
migration, and where it is lost the next minute writes it anew. Several workers write the same row: what
matters is that one is at work.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.utils.timesince import timesince

log = logging.getLogger(__name__)

KEY = "worker-seen"
CONSEQUENCE = "messages wait and the audit trail is not sealed"


def note(*, at: datetime) -> None:
    """A worker's duty, each minute. Without the cache's table it does the rest of its work all the same."""
    try:
        cache.set(KEY, at, timeout=None)
    except DatabaseError as error:
        log.warning("not noted that a worker is at work: %s", type(error).__name__)


def why_silent(*, at: datetime) -> str:
    """A sentence where no worker was seen for WORKER_SILENCE_SECONDS, else empty. One query.

    A time that lies as far ahead counts as silence: the clock went back, and nobody has written since.
    Without the cache's table, which readiness names by itself, nothing is known and nothing is said.
    """
    try:
        seen = cache.get(KEY)
    except DatabaseError:
        return ""
    if seen is None:
        return f"no worker was seen yet: {CONSEQUENCE}"
    if abs(at - seen) <= timedelta(seconds=settings.WORKER_SILENCE_SECONDS):
        return ""
    ago = f" for {timesince(seen, at)}" if seen < at else ""
    return f"no worker was seen{ago}: {CONSEQUENCE}".replace("\N{NO-BREAK SPACE}", " ")
