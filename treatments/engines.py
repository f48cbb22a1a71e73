"""Which engine a reference means: an edition of the database, or the shipped protocol where none is there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from treatments import editions
from treatments.eligibility import Engine, compile_protocol
from treatments.models import ProtocolEdition


class UnknownProtocol(LookupError):
    """No protocol of that name; the message says what to use."""


class Engines:
    """Finds engines by CODE (the edition in force) or CODE@EDITION, each compiled once.

    Where no edition is published, or no database exists yet, the shipped protocol serves and `notice` is
    told.
    """

    def __init__(self, notice: Callable[[str], object]) -> None:
        self._notice = notice
        self._found: dict[str, Engine] = {}

    def named(self, reference: Any) -> Engine:
        """The engine of a reference. Raises UnknownProtocol, or DatabaseError for an unreadable database."""
        if not isinstance(reference, str) or not reference:
            raise UnknownProtocol("must be a protocol CODE or CODE@EDITION")
        if reference not in self._found:
            self._found[reference] = self._stored(reference) or self._shipped(reference)
        return self._found[reference]

    def _stored(self, reference: str) -> Engine | None:
        if not database_is_there():
            return None
        code, _, label = reference.partition("@")
        edition = editions.edition_by_label(code, label) if label else editions.in_force(code)
        return editions.engine_for(edition) if edition else None

    def _shipped(self, reference: str) -> Engine:
        code, _, label = reference.partition("@")
        document = editions.shipped_document(code) if code in editions.shipped_codes() else None
        if document is None or label not in ("", document["edition"]):
            known = ", ".join(editions.shipped_codes())
            raise UnknownProtocol(
                f"{reference[:60]!a} is not a protocol here; use a published one, or {known}"
            )
        self._notice(
            f"No published edition of {code}: using the shipped protocol, edition {document['edition']}."
        )
        return compile_protocol(editions.protocol_from(document))


def database_is_there() -> bool:
    """Whether the protocol's tables exist. Looking never creates a database file."""
    name = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite" and not _in_memory(str(name)) and not Path(name).exists():
        return False
    return ProtocolEdition._meta.db_table in connection.introspection.table_names()


def _in_memory(name: str) -> bool:
    return ":memory:" in name or "mode=memory" in name
