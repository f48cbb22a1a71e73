"""Whether the site is alive, and whether it can serve: for a load balancer and for whoever is called."""

import shutil
from functools import cache

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from clinic import append_only
from clinic.policy import methods, public
from clinic.web import worker_seen

LEAST_FREE_MB = 50
"""As in script/serve.py: below this a day of work would not fit."""


@public
@methods("GET")
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing else, so that a lost database does not restart every process."""
    return _plain("alive\n")


@public
@methods("GET")
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when requests can be served, else 503 with one reason a line; no host, user or password in them.

    A worker that is gone is a warning below "ready": pages are served; taking them away would help nobody.
    """
    if reasons := why_not_ready():
        return _plain("".join(f"{reason}\n" for reason in reasons), 503)
    silent = worker_seen.why_silent(at=timezone.now())
    return _plain(f"ready\nwarning: {silent}\n" if silent else "ready\n")


def why_not_ready() -> list[str]:
    """What keeps the site from serving, in the order in which it is mended."""
    try:
        connection.ensure_connection()
        return [*_pending_migrations(), *_lost_triggers(), *_full_disk()] or _cache_table()
    except Error as error:
        # The kind only: a driver's message names the server, the database and the user.
        return [f"database: cannot be reached ({type(error).__name__})"]


def _pending_migrations() -> list[str]:
    applied = set(MigrationRecorder(connection).applied_migrations())
    return [f"migration not applied: {app}.{name}" for app, name in sorted(_known_migrations() - applied)]


def _lost_triggers() -> list[str]:
    return [f"protection of records lost: {name}" for name in append_only.missing_triggers()]


def _full_disk() -> list[str]:
    """Of DATA_DIR: there lie SQLite's file, or mail and files that wait."""
    folder = next(path for path in (settings.DATA_DIR, *settings.DATA_DIR.parents) if path.exists())
    free = shutil.disk_usage(folder).free // 1_000_000
    return [] if free >= LEAST_FREE_MB else [f"disk nearly full: {free} MB are free for DATA_DIR"]


def _cache_table() -> list[str]:
    """Rate limits count in the cache table; a read shows that it is there."""
    try:
        caches["default"].get("readyz")
    except DatabaseError:
        return ["cache table missing: run manage.py createcachetable"]
    return []


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """The migrations this code brings, read from disk once a process."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
