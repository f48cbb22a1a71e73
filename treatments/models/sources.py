"""Where it all comes from, and the worked cases that show an edition decides as meant."""

from django.db import models
from django.db.models import Q

from treatments.models import fields
from treatments.models.frozen import frozen_once_published


class Basis(fields.CodedPart):
    """A kind of ground besides the article: labels, guidance, practice (FHIR RelatedArtifact.label)."""

    edition = fields.edition("bases")
    name = fields.words()

    class Meta(fields.CodedPart.Meta):
        verbose_name_plural = "bases"


class Reference(fields.CodedPart):
    """A publication that a row rests on (FHIR RelatedArtifact.citation)."""

    text = models.TextField()

    class Meta(fields.CodedPart.Meta):
        pass


class Statement(fields.CodedPart):
    """One statement of the source article, and what became of it (FHIR RelatedArtifact, derived-from)."""

    class Use(models.TextChoices):
        USED = "used", "A rule, question, schedule or instruction rests on it"
        SHOWN = "shown", "The guide says it"
        NOT_SHOWN = "not_shown", "Kept from patients, with the reason"

    says = models.TextField()
    use = models.CharField(max_length=10, choices=Use.choices)
    why = models.TextField(blank=True)

    class Meta(fields.CodedPart.Meta):
        constraints = [
            *fields.CodedPart.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(use="not_shown", why=""), name="statement_not_shown_says_why"
            ),
        ]


class WorkedCase(fields.CodedPart):
    """An invented patient and what the edition must decide; publishing runs all of them.

    FHIR TestPlan.testCase (R5).
    """

    about = models.TextField(blank=True)
    context = models.JSONField(help_text="The visit: days, indication, areas, earlier sessions.")
    answers = models.JSONField(default=dict, help_text="What differs from the usual answers; null: blank.")
    expect = models.JSONField()

    class Meta(fields.CodedPart.Meta):
        pass


for model in (Basis, Reference, Statement, WorkedCase):
    frozen_once_published(model)
