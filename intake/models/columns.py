"""Columns and constraints that several tables share."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q


def uuid_key() -> models.UUIDField:
    """The key of a row whose address a page may show: it says nothing and cannot be guessed."""
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


def person(*, optional: bool = False) -> models.ForeignKey:
    """Who of the staff did it. A person who did something is never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=optional, blank=optional
    )


def both_or_neither(name: str, first: str, second: str) -> CheckConstraint:
    """Two columns that are filled together or not at all, such as a time and who acted then."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
    )


def one_of(name: str, column: str, choices: type[models.TextChoices]) -> CheckConstraint:
    """The column holds one of the codes of its closed list."""
    return CheckConstraint(name=name, condition=Q(**{f"{column}__in": choices.values}))
