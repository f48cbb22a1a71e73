"""What the engine made of a response: the assessment and its findings."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from intake.models.columns import one_of, uuid_key
from intake.models.response import Response
from intake.models.visit import TreatmentRequest


class Decision(models.TextChoices):
    """What the engine advises, strongest first, in the words staff read."""

    NOT_A_CANDIDATE = "not_a_candidate", "Stop"
    INCOMPLETE = "incomplete", "Missing"
    NEEDS_REVIEW = "needs_review", "Review"
    DEFER = "defer", "Wait"
    READY = "ready", "Ready"


DECISION_WEIGHT = {code: weight for weight, code in enumerate(Decision.values)}
"""Sort key: the weightiest decision first."""


class Cause(models.TextChoices):
    """Why an assessment was made."""

    SUBMITTED = "submitted", "Answers sent"
    MOVED = "moved", "The visit was moved"
    RETRACTED = "retracted", "A later response was marked as wrong"
    RECHECKED = "rechecked", "Checked again"


class Assessment(models.Model):
    """One run of the engine for one request of a visit, complete enough to be run again. Insert only.

    `facts` is the engine's whole input, recognised medicines among it; `result` its whole output.
    `marks` are the findings in short (code, status, effects, areas): what a dermatologist judges; `used_hash`
    is the digest of the answers a decision used. While a later assessment used the same answers and has no
    mark that was not there, a signed decision stands.
    """

    id = uuid_key()
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="assessments")
    request = models.ForeignKey(TreatmentRequest, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=9, choices=Cause.choices)
    edition = models.ForeignKey("treatments.ProtocolEdition", on_delete=models.PROTECT, related_name="+")
    rules_hash = models.CharField(max_length=64)
    wording_hash = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    as_of = models.DateField()
    planned_on = models.DateField()
    facts = models.JSONField()
    decision = models.CharField(max_length=15, choices=Decision.choices)
    earliest_date = models.DateField(null=True, blank=True)
    areas = models.JSONField()
    dates = models.JSONField()
    missing = models.JSONField()
    ask = models.JSONField()
    result = models.JSONField()
    result_hash = models.CharField(max_length=64)
    marks = models.JSONField()
    used_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Also finds the latest assessment of a request.
            UniqueConstraint(fields=["request", "number"], name="assessment_number_once"),
            one_of("assessment_decision_is_known_code", "decision", Decision),
            CheckConstraint(name="assessment_numbers_from_one", condition=Q(number__gte=1)),
        ]
        indexes = [
            # All assessments in the order they were made, for re-running them.
            Index(fields=["created_at", "id"], name="assessment_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} for {self.planned_on}"


class Finding(models.Model):
    """One rule that holds, or that an unsure answer leaves open. Insert only.

    `areas` null means the whole person; `because` is [{"question", "answer"}].
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="findings")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    status = models.CharField(max_length=10)
    effects = models.JSONField()
    areas = models.JSONField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    because = models.JSONField()
    source = models.JSONField()
    staff = models.TextField()
    patient = models.TextField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["assessment", "position"], name="finding_position_once"),
            CheckConstraint(
                name="finding_status_is_known_code", condition=Q(status__in=["present", "unresolved"])
            ),
        ]
        indexes = [
            # Which assessments a rule touched: what a changed wait would move.
            Index(fields=["code", "assessment"], name="finding_of_the_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.status}"
