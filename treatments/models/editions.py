"""Treatments and the editions of their protocols, with publication and retirement as rows beside them.

A row below an edition changes while the edition is a draft and never again once `Publication` exists:
the state of an edition is told by rows that are added, so nothing about a published edition is ever updated.
"""

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from clinic.append_only import append_only
from treatments.models import fields
from treatments.models.frozen import OF_TREATMENT, THE_EDITION, frozen_once_published


class Treatment(models.Model):
    """Something the clinic does; its name and all that is known about it stand in its editions.

    FHIR PlanDefinition.identifier, which all versions share.
    """

    code = fields.code(unique=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class EditionsByState(models.QuerySet["ProtocolEdition"]):
    """Editions asked for by what became of them."""

    def with_status(self) -> "EditionsByState":
        """Adds `status` as a column to filter and list by."""
        published = Publication.objects.filter(edition=OuterRef("pk"))
        return self.annotate(
            status_now=Case(
                When(~Exists(published), then=Value(ProtocolEdition.Status.DRAFT)),
                When(Exists(published.filter(retirement=None)), then=Value(ProtocolEdition.Status.PUBLISHED)),
                default=Value(ProtocolEdition.Status.RETIRED),
                output_field=models.CharField(),
            )
        )

    def in_force(self) -> "EditionsByState":
        """The published editions, at most one a treatment."""
        return self.filter(publication__isnull=False, publication__retirement=None)

    def drafts(self) -> "EditionsByState":
        return self.filter(publication=None)


class ProtocolEdition(models.Model):
    """One version of what the clinic knows about a treatment (FHIR PlanDefinition.version).

    `created_by` is empty only for an edition that came with the software or from a file on the console.
    """

    class Status(models.TextChoices):
        """http://hl7.org/fhir/ValueSet/publication-status, published standing for active."""

        DRAFT = "draft"
        PUBLISHED = "published"
        RETIRED = "retired"

    class Origin(models.TextChoices):
        SHIPPED = "shipped", "Came with the software"
        FILE = "file", "Imported from a file"
        PERSON = "person", "Drafted by a person"

    treatment = models.ForeignKey(Treatment, models.PROTECT, related_name="editions", db_index=False)
    label = models.CharField(max_length=32, help_text="As in CODE@EDITION, for example 2026.1.")
    name = fields.words(help_text="The treatment's name for patients and staff.")
    usual_answers = models.JSONField(default=dict, help_text="Healthy answers the worked cases start from.")
    rules_hash = models.CharField(max_length=64, help_text="SHA-256 of all that a decision depends on.")
    wording_hash = models.CharField(max_length=64, help_text="SHA-256 of every text.")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EditionsByState.as_manager()

    class Meta:
        ordering = ["treatment", "-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["treatment", "label"], name="edition_label_once_per_treatment"),
            models.CheckConstraint(condition=~Q(label=""), name="edition_has_a_label"),
            models.CheckConstraint(
                condition=Q(created_by__isnull=False) | Q(origin__in=["shipped", "file"]),
                name="edition_created_by_a_person_or_from_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.treatment.code}@{self.label}"

    @property
    def status(self) -> str:
        """Draft, published or retired; asks the database where publication is not selected yet."""
        publication = getattr(self, "publication", None)
        if publication is None:
            return self.Status.DRAFT
        retired = getattr(publication, "retirement", None) is not None
        return self.Status.RETIRED if retired else self.Status.PUBLISHED

    @property
    def is_draft(self) -> bool:
        return getattr(self, "publication", None) is None


class Publication(models.Model):
    """An edition was put in force (FHIR PlanDefinition.status active, approvalDate).

    `published_by` is empty only for the shipped protocol at installation.

    `number` counts the publications of a treatment from 1 without a gap, so that two people publishing at
    the same time cannot both succeed; the trigger refuses one while an earlier one is not retired.
    """

    edition = models.OneToOneField(ProtocolEdition, models.PROTECT, related_name="publication")
    treatment = models.ForeignKey(Treatment, models.PROTECT, related_name="publications", db_index=False)
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at_installation = models.BooleanField(default=False)

    class Meta:
        ordering = ["treatment", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["treatment", "number"], name="publication_number_once"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=False, at_installation=False)
                | Q(published_by__isnull=True, at_installation=True),
                name="publication_by_a_person_or_at_installation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} published {self.published_at:%Y-%m-%d}"


class Retirement(models.Model):
    """A published edition was taken out of force, by hand or because another one took its place.

    `retired_by` is empty only where an installation replaced it. FHIR PlanDefinition.status retired and
    effectivePeriod.end.
    """

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="retirement")
    retired_at = models.DateTimeField()
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-retired_at", "-id"]

    def __str__(self) -> str:
        return f"{self.publication.edition} retired {self.retired_at:%Y-%m-%d}"


class WordingReview(models.Model):
    """A named person read the texts of an edition in one language and found them right.

    It holds for the wording, whatever edition carries it: correcting a rule does not void a translation.
    FHIR PlanDefinition.reviewer and lastReviewDate.
    """

    edition = models.ForeignKey(ProtocolEdition, models.PROTECT, related_name="wording_reviews")
    wording_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    reviewer = models.CharField(max_length=150, help_text="The person's name, as shown to readers.")
    reviewed_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-reviewed_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(reviewer=""), name="wording_reviewer_is_named")]
        # Serves "has this wording been reviewed in this language".
        indexes = [models.Index(fields=["wording_hash", "language"], name="review_by_wording")]

    def __str__(self) -> str:
        return f"{self.language} of {self.wording_hash[:8]} reviewed by {self.reviewer}"


_SAME_TREATMENT = "(SELECT treatment_id FROM treatments_protocoledition WHERE id = {row}.edition_id)"
_STILL_IN_FORCE = (
    "EXISTS (SELECT 1 FROM treatments_publication other"
    " LEFT JOIN treatments_retirement gone ON gone.publication_id = other.id"
    " WHERE other.treatment_id = {row}.treatment_id AND gone.id IS NULL)"
)

append_only(Treatment, when=OF_TREATMENT)
frozen_once_published(ProtocolEdition, when=THE_EDITION)
append_only(Publication, closed_when=f"{{row}}.treatment_id <> {_SAME_TREATMENT} OR {_STILL_IN_FORCE}")
append_only(Retirement)
append_only(WordingReview)
