"""Reads and checks environment variables; nothing else in the product does.

A value that cannot be understood stops the start with a sentence that names the variable.
"""

import os
from email.utils import parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable as typed, without surrounding blanks; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """1/true/yes/on or 0/false/no/off; anything else stops the start rather than being guessed at."""
    value = text(name, "0").lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int, least: int = 0) -> int:
    """A whole number of at least `least`."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and int(value) >= least):
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return int(value)


def listed(name: str) -> list[str]:
    """Words separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def demanded(name: str, example_default: str) -> str:
    """A value that a patient or a browser relies on: in production it has to be given."""
    if flag("PRODUCTION") and not text(name):
        raise ImproperlyConfigured(f"{name} must be set when PRODUCTION=1.")
    return text(name, example_default)


def phone(name: str, value: str) -> str:
    """A telephone number as people read it, with a digit to dial."""
    if not any(char.isdigit() for char in value):
        raise ImproperlyConfigured(f"{name} must be a telephone number, not {value!r}.")
    return value


def sender(name: str, default: str) -> str:
    """The address mail comes from, alone or as “Name <address>”."""
    value = text(name, default)
    before, _, behind = parseaddr(value)[1].rpartition("@")
    if not before or not behind:
        raise ImproperlyConfigured(
            f"{name} must be an e-mail address such as clinic@example.org, not {value!r}."
        )
    return value


def tracker(name: str) -> str:
    """The address of an error tracker; empty for none, and then its library is never imported."""
    value = text(name)
    if value:
        from sentry_sdk.utils import BadDsn, Dsn

        try:
            Dsn(value)
        except BadDsn:
            raise ImproperlyConfigured(f"{name} must look like https://KEY@errors.example.org/1.") from None
    return value


def time_zone(name: str) -> str:
    """The value of CLINIC_TIME_ZONE, if there is such a zone."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as unknown:
        raise ImproperlyConfigured(
            f"CLINIC_TIME_ZONE {name!r} is not a time zone; write it like America/New_York."
        ) from unknown


def port_last_served(folder: Path) -> str:
    """The port `script/server` last ran on with this DATA_DIR: there the links lead that a command prints."""
    try:
        kept = (folder / "port").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return "8000"
    return kept if kept.isdigit() and 0 < int(kept) < 65536 else "8000"
