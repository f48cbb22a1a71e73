"""What a patient is told: before and after a session, warning signs, and the treatment guide."""

from django.db import models
from django.db.models import Q

from treatments.models import fields
from treatments.models.frozen import OF_PART, frozen_once_published


class CareInstruction(fields.CodedPart):
    """One thing to do or leave before (in days) or after (in hours) a session.

    FHIR PlanDefinition.action; the days and hours are its relatedAction.offset, before-start or after-end.
    """

    class Phase(models.TextChoices):
        BEFORE = "before"
        AFTER = "after"

    class AtCheckIn(models.TextChoices):
        """What the desk does when the instruction was not followed."""

        WAIT = "wait", "The rule's wait starts"
        NOTE = "note", "Noted"
        ASK = "ask", "Asked"
        RESCREEN = "rescreen", "Screened again"
        NONE = "none", "Not asked"

    phase = models.CharField(max_length=6, choices=Phase.choices)
    from_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: any time.")
    until_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: the day itself.")
    from_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    to_hours = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: from then on.")
    serves = fields.codes(help_text="Contraindications it helps to avoid.")
    at_check_in = models.CharField(max_length=10, choices=AtCheckIn.choices, blank=True)
    when_ordered = models.BooleanField(default=False, help_text="Only if the dermatologist ordered it.")
    basis = fields.codes()
    text = fields.words()

    class Meta(fields.CodedPart.Meta):
        constraints = [
            *fields.CodedPart.Meta.constraints,
            models.CheckConstraint(
                condition=Q(phase="before", from_hours=None, to_hours=None)
                | Q(phase="after", from_days=None, until_days=None),
                name="instruction_days_before_hours_after",
            ),
        ]


class WarningSign(fields.CodedPart):
    """What may be seen after a session, and how soon the clinic wants to hear of it.

    FHIR PlanDefinition.action with its condition; the level stands for action.priority.
    """

    class Level(models.TextChoices):
        EXPECTED = "expected"
        CALL = "call"
        URGENT = "urgent"
        LATE = "late"

    level = models.CharField(max_length=10, choices=Level.choices)
    in_guide = models.BooleanField(default=True, help_text="Not: found by the symptom check only.")
    basis = fields.codes()
    text = fields.words()

    class Meta(fields.CodedPart.Meta):
        pass


class GuidePart(fields.CodedPart):
    """A heading of the treatment guide (FHIR Composition.section)."""

    title = fields.words()

    class Meta(fields.CodedPart.Meta):
        pass


class GuideSentence(models.Model):
    """One sentence of the guide with the sources it rests on (FHIR Composition.section.text)."""

    part = models.ForeignKey(GuidePart, models.CASCADE, related_name="sentences", db_index=False)
    position = models.PositiveIntegerField()
    basis = fields.codes()
    text = fields.words()

    class Meta:
        ordering = ["part", "position"]
        constraints = [models.UniqueConstraint(fields=["part", "position"], name="guide_sentence_place_once")]

    def __str__(self) -> str:
        return f"{self.part} {self.position + 1}"


for model in (CareInstruction, WarningSign, GuidePart):
    frozen_once_published(model)
frozen_once_published(GuideSentence, when=OF_PART)
