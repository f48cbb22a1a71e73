"""A small invented protocol, lamp therapy, as text, as document, as draft and published."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from treatments import editions, publishing
from treatments.models import ProtocolEdition, Publication
from treatments.protocol_file import read

SECOND = Path(__file__).parent / "protocols" / "second.yaml"


@pytest.fixture(scope="session")
def lamp_text() -> str:
    return SECOND.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def _lamp_read(lamp_text) -> dict[str, Any]:
    return read(lamp_text, SECOND.name)


@pytest.fixture
def lamp(_lamp_read) -> dict[str, Any]:
    """The document, a test's own to change."""
    return deepcopy(_lamp_read)


@pytest.fixture
def draft(db, lamp) -> ProtocolEdition:
    return publishing.store(lamp)


@pytest.fixture
def published(draft, dermatologist) -> ProtocolEdition:
    publishing.publish(draft, by=dermatologist)
    return editions.in_force("lamp-therapy")


@pytest.fixture
def in_force(db) -> ProtocolEdition:
    """The shipped protocol as a clinic has it in force, without publishing's checks."""
    edition = editions.in_force("micro-needling")
    if edition is None:
        edition = publishing.store(editions.shipped_document("micro-needling"), origin="shipped")
        Publication.objects.create(
            edition=edition,
            treatment=edition.treatment,
            number=1,
            published_at=timezone.now(),
            at_installation=True,
        )
    return editions.in_force("micro-needling")


@pytest.fixture
def next_edition(db, lamp):
    """`next_edition("2")`: another draft with the same content."""

    def store(label: str, **changes: Any) -> ProtocolEdition:
        return publishing.store(deepcopy(lamp) | {"edition": label} | changes)

    return store
