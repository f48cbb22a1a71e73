"""What the answers mean: contraindications with groups of criteria, and how often to treat."""

from django.db import models
from django.db.models import Q

from treatments.eligibility.protocol import OPERATORS
from treatments.models import fields
from treatments.models.care import WarningSign
from treatments.models.frozen import OF_GROUP, OF_OWNER, frozen_once_published
from treatments.models.questions import Question


class Contraindication(fields.CodedPart):
    """A reason to stop, wait, let the dermatologist decide, or take note; holds when any group holds.

    FHIR PlanDefinition.action; what it finds in one patient's answers is a DetectedIssue.
    """

    effects = fields.codes(help_text="Of stop, defer, review, note, strongest first.")
    area_question = models.ForeignKey(
        Question,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Counts only in the areas answered there.",
    )
    clears = fields.optional_words(help_text="What ends a deferral that has no date.")
    basis = fields.codes(help_text="Statements and bases it rests on.")
    staff = fields.words(help_text="The sentence clinicians read.")
    patient = fields.words(help_text="The sentence a patient may read.")

    class Meta(fields.CodedPart.Meta):
        pass


class CriterionGroup(models.Model):
    """Criteria that must hold together: for a contraindication, for asking a question, for a warning sign.

    FHIR PlanDefinition.action.condition (kind applicability); of a question, Questionnaire.item.enableWhen.
    """

    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="asked_when")
    contraindication = models.ForeignKey(
        Contraindication, models.CASCADE, null=True, blank=True, related_name="groups"
    )
    sign = models.ForeignKey(WarningSign, models.CASCADE, null=True, blank=True, related_name="groups")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(question__isnull=True, contraindication__isnull=False, sign__isnull=True)
                | Q(question__isnull=False, contraindication__isnull=True, sign__isnull=True)
                | Q(question__isnull=True, contraindication__isnull=True, sign__isnull=False),
                name="group_of_one_question_contraindication_or_sign",
            )
        ]

    def __str__(self) -> str:
        return f"group {self.position} of {self.contraindication or self.question or self.sign}"


class Criterion(models.Model):
    """One condition: question, operator, values (the meaning of each is in the protocol file's guide).

    FHIR Questionnaire.item.enableWhen with its question, operator and answer.
    """

    group = models.ForeignKey(CriterionGroup, models.CASCADE, related_name="criteria")
    position = models.PositiveIntegerField()
    question = models.ForeignKey(Question, models.RESTRICT, null=True, blank=True, related_name="+")
    operator = models.CharField(max_length=24, choices=[(name, name) for name in OPERATORS])
    values = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(operator__in=OPERATORS), name="criterion_operator_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.question or ''} {self.operator} {self.values}".strip()


class SessionSchedule(fields.EditionPart):
    """How many sessions an indication takes, and how many days lie between two of them.

    FHIR PlanDefinition.action.timingTiming: repeat.count to countMax, repeat.period to periodMax.
    """

    indications = fields.codes()
    sessions_from = models.PositiveSmallIntegerField()
    sessions_to = models.PositiveSmallIntegerField()
    shortest_days = models.PositiveSmallIntegerField()
    longest_days = models.PositiveSmallIntegerField()
    maintenance = fields.optional_words()
    maintenance_months = models.PositiveSmallIntegerField(null=True, blank=True)
    basis = fields.codes()

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="schedule_place_once"),
            models.CheckConstraint(
                condition=Q(sessions_from__gte=1, sessions_to__gte=models.F("sessions_from")),
                name="schedule_sessions_in_order",
            ),
            models.CheckConstraint(
                condition=Q(shortest_days__gte=1, longest_days__gte=models.F("shortest_days")),
                name="schedule_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.indications)


class DepthRange(fields.EditionPart):
    """Usual needle depth of some areas, in millimeters. For clinicians; never shown to a patient.

    FHIR ObservationDefinition.qualifiedInterval.
    """

    areas = fields.codes()
    usual_from_mm = models.FloatField()
    usual_to_mm = models.FloatField()
    warn_above_mm = models.FloatField()
    basis = fields.codes()

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="depth_place_once"),
            models.CheckConstraint(
                condition=Q(
                    usual_from_mm__gt=0,
                    usual_to_mm__gte=models.F("usual_from_mm"),
                    warn_above_mm__gte=models.F("usual_to_mm"),
                ),
                name="depths_in_order",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.areas)


for model in (Contraindication, SessionSchedule, DepthRange):
    frozen_once_published(model)
frozen_once_published(CriterionGroup, when=OF_OWNER)
frozen_once_published(Criterion, when=OF_GROUP)
