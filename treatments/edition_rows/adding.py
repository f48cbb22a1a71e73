"""Inserting the rows of one edition."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from treatments.models import ProtocolEdition

Document = Mapping[str, Any]


def numbered(table: Mapping[str, Any]) -> Iterable[tuple[int, tuple[str, Any]]]:
    """The entries of a table with their places."""
    return enumerate(table.items())


def part(model: type[Model], edition: ProtocolEdition, position: int, **values: Any) -> Model:
    """A row at its place in the edition, not yet saved."""
    return model(edition=edition, position=position, **values)


def kept(source: Document, keys: Iterable[str]) -> dict[str, Any]:
    """The named keys that are there; the columns' own defaults stand for the others."""
    return {key: source[key] for key in keys if key in source}


def add(model: type[Model], rows: list) -> list:
    """Insert rows, a few hundred at a time."""
    return model.objects.bulk_create(rows, batch_size=500)


def by_code(model: type[Model], edition: ProtocolEdition) -> dict[str, Any]:
    """The edition's rows of a model by their codes."""
    return {row.code: row for row in model.objects.filter(edition=edition)}
