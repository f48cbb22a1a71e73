"""Columns that many rows of a protocol share."""

from django.db import models

CODE_LENGTH = 64


def code(**options) -> models.CharField:
    """The public name of a row: protocol file, stored answers, command line and FHIR use it."""
    return models.CharField(max_length=CODE_LENGTH, **options)


def words(**options) -> models.JSONField:
    """Wording by language code, {"en": …, "es": …}."""
    return models.JSONField(**options)


def optional_words(**options) -> models.JSONField:
    """Wording that may be left out: then it is an empty mapping."""
    return models.JSONField(default=dict, blank=True, **options)


def codes(**options) -> models.JSONField:
    """A list of codes whose order is kept."""
    return models.JSONField(default=list, blank=True, **options)


def edition(related_name: str = "%(class)ss") -> models.ForeignKey:
    """The edition a row belongs to; found by the index of the row's own unique key."""
    return models.ForeignKey(
        "treatments.ProtocolEdition", models.CASCADE, related_name=related_name, db_index=False
    )


class EditionPart(models.Model):
    """A row of one edition, at its place in the protocol file."""

    edition = edition()
    position = models.PositiveIntegerField()

    class Meta:
        abstract = True


class CodedPart(EditionPart):
    """A row that other rows, stored answers and commands call by its code."""

    code = code()

    class Meta:
        abstract = True
        ordering = ["edition", "position"]
        constraints = [
            # The index behind it also serves reading all rows of one edition.
            models.UniqueConstraint(fields=["edition", "code"], name="%(class)s_code_once_per_edition"),
        ]

    def __str__(self) -> str:
        return self.code
