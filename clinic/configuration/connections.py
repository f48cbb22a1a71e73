"""What an installation talks to, from its address: the database, the mail server, the phone service."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

MAIL_SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"""With the port each uses where the address names none."""


def sqlite(folder: Path) -> dict[str, Any]:
    """The embedded database, a file in this folder."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "db.sqlite3",
        # Seconds a thread keeps its connection: opening one reads the whole schema, which cost more than a
        # page.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # IMMEDIATE + WAL + a busy timeout: 600 writes at once gave 500 "database is locked", now 0.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,  # seconds
            # recursive_triggers: else INSERT OR REPLACE deletes rows past the append-only triggers.
            # synchronous FULL: what the browser was told is saved survives a power cut, too.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """The connection for DATABASE_URL; only PostgreSQL, the append-only triggers know no other server."""
    if urlsplit(url).scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://")
    from clinic.prepared.plans import PlanningCursor

    connection = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    # Whoever waits for a row longer than SQLite's writers do gets the page that says "try again": without an
    # end eight requests behind one stuck transaction would be the whole site.
    waits = {"connect_timeout": 5, "options": "-c lock_timeout=20s"}
    plans = {"cursor_factory": PlanningCursor}
    return {**connection, "OPTIONS": {**waits, **plans, **connection.get("OPTIONS", {})}}


def mail(url: str, folder: Path) -> dict[str, Any]:
    """Django's EMAIL_* settings from file:, console: or smtp[+tls|s]://name:password@host:port."""
    parts, backends = urlsplit(url), "django.core.mail.backends"
    if parts.scheme == "file":
        kept_in = unquote(parts.path) or str(folder / "mail")
        return {"EMAIL_BACKEND": f"{backends}.filebased.EmailBackend", "EMAIL_FILE_PATH": kept_in}
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": f"{backends}.console.EmailBackend"}
    if parts.scheme not in MAIL_SCHEMES or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp+tls://name:password@mail.example.org:587")
    return {
        "EMAIL_BACKEND": f"{backends}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or MAIL_SCHEMES[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def sms(url: str, folder: Path) -> dict[str, Any]:
    """SMS_* settings from file:, console: or twilio://account:token@api.twilio.com."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        kept_in = unquote(parts.path) or str(folder / "sms")
        return {"SMS_SERVICE": "file", "SMS_FILE_PATH": kept_in}
    if parts.scheme == "console":
        return {"SMS_SERVICE": "console"}
    if parts.scheme != "twilio" or not (parts.hostname and parts.username and parts.password):
        raise ImproperlyConfigured("SMS_URL must look like twilio://account:token@api.twilio.com")
    return {
        "SMS_SERVICE": "twilio",
        "SMS_API": f"https://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
        "SMS_ACCOUNT": unquote(parts.username),
        "SMS_TOKEN": unquote(parts.password),
    }
