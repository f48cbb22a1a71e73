"""What was seen after a session: symptom reports with their closing notes, and ratings of the outcome."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q

from intake.models.columns import one_of, person, uuid_key
from intake.models.course import Course
from intake.models.patient import Language, Patient
from intake.models.response import Mode
from intake.models.session import TreatmentSession
from intake.models.visit import Visit


class SymptomLevel(models.TextChoices):
    """How soon the clinic has to know, mildest first (levels of the protocol's warning signs)."""

    EXPECTED = "expected", "Expected"
    LATE = "late", "For the dermatologist"
    CALL = "call", "Call today"
    URGENT = "urgent", "Urgent"


RED_LEVELS = (SymptomLevel.LATE, SymptomLevel.CALL, SymptomLevel.URGENT)
"""Levels that stand as a line on Today and the review queue until a dermatologist closes them."""


class SymptomReport(models.Model):
    """What a patient told about a treated skin, and the level it reached. Insert only.

    `signs` is [{"code", "level", "status", "because"}]; `days_after` counts from the session's day.
    """

    id = uuid_key()
    session = models.ForeignKey(TreatmentSession, on_delete=models.PROTECT, related_name="symptom_reports")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="symptom_reports")
    edition = models.ForeignKey("treatments.ProtocolEdition", on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    days_after = models.PositiveSmallIntegerField()
    signs = models.JSONField()
    level = models.CharField(max_length=8, choices=SymptomLevel.choices)
    language = models.CharField(max_length=2, choices=Language.choices)
    mode = models.CharField(max_length=7, choices=Mode.choices)
    given_at = models.DateTimeField()
    given_by = person(optional=True)
    content_hash = models.CharField(max_length=64)
    submit_key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            one_of("symptom_level_is_known_code", "level", SymptomLevel),
            one_of("symptom_mode_is_known_code", "mode", Mode),
            CheckConstraint(
                name="symptom_by_staff_has_its_person",
                condition=Q(mode__in=["patient", "tablet"]) | Q(given_by__isnull=False),
            ),
        ]
        indexes = [
            # Red lines: reports of a level that nobody closed.
            Index(fields=["level", "given_at"], name="symptom_by_level"),
            # The pattern over a patient's sessions.
            Index(fields=["patient", "-given_at"], name="symptom_of_the_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.given_at:%Y-%m-%d %H:%M}"


class SymptomClosure(models.Model):
    """A dermatologist dealt with a report and says how. Insert only."""

    report = models.OneToOneField(SymptomReport, on_delete=models.PROTECT, related_name="closure")
    note = models.TextField()
    at = models.DateTimeField()
    by = person()

    class Meta:
        constraints = [CheckConstraint(name="closure_says_what", condition=~Q(note=""))]

    def __str__(self) -> str:
        return self.note[:60]


class Rater(models.TextChoices):
    """Who rated an outcome."""

    PATIENT = "patient", "The patient"
    DERMATOLOGIST = "dermatologist", "The dermatologist"


class OutcomeRating(models.Model):
    """One rating on a scale of the protocol; of a visit, scale and rater the latest counts. Insert only."""

    id = uuid_key()
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="ratings")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="ratings")
    scale = models.CharField(max_length=60)
    rater = models.CharField(max_length=13, choices=Rater.choices)
    value = models.SmallIntegerField()
    rated_on = models.DateField()
    rated_at = models.DateTimeField()
    rated_by = person(optional=True)

    class Meta:
        constraints = [
            one_of("rating_rater_is_known_code", "rater", Rater),
            CheckConstraint(
                name="rating_by_dermatologist_has_its_person",
                condition=Q(rater="patient") | Q(rated_by__isnull=False),
            ),
        ]
        indexes = [
            # The line of a course: its ratings in order.
            Index(fields=["course", "rated_at"], name="rating_of_the_course"),
        ]

    def __str__(self) -> str:
        return f"{self.scale} {self.value}"
