"""Identifiers as the databases give them, each made into a UUID once.

A list names each of its visits, requests and responses in several columns: a thousand UUIDs a page, a tenth
of its time. They are values without a state, so one can serve everybody; they say nothing about a person,
and only so many are kept.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = 20_000
"""Four megabytes."""

_made = lru_cache(maxsize=KEPT)(UUID)


def identifier(text: str | None, *_: Any) -> UUID | None:
    """The UUID of a column; called as a converter of Django's and as a typecaster of psycopg2's."""
    return None if text is None else _made(text)


def cheaper(convert: Callable, database: BaseDatabaseWrapper) -> Callable:
    """`identifier` in the place of Django's converter of UUIDs, any other converter as it is."""
    makes_uuid = getattr(database.ops, "convert_uuidfield_value", None)
    return identifier if makes_uuid is not None and convert == makes_uuid else convert
