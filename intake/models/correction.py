"""What a patient says is wrong in the record, and what the clinic answers."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q

from intake.models.columns import one_of, person, uuid_key
from intake.models.patient import Language, Patient


class CorrectionOutcome(models.TextChoices):
    """What became of a correction request."""

    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class CorrectionRequest(models.Model):
    """A patient's own words about what is wrong, written on the own page. Insert only."""

    id = uuid_key()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="corrections")
    words = models.TextField()
    language = models.CharField(max_length=2, choices=Language.choices)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [CheckConstraint(name="correction_says_what", condition=~Q(words=""))]
        indexes = [
            # A patient's requests, latest first; how many were written today.
            Index(fields=["patient", "-written_at"], name="correction_of_the_patient"),
            # The list of those nobody answered, the longest waiting first.
            Index(fields=["written_at", "id"], name="correction_in_order"),
        ]

    def __str__(self) -> str:
        return self.words[:60]


class CorrectionAnswer(models.Model):
    """What the clinic made of a request, in words the patient reads. Insert only."""

    request = models.OneToOneField(CorrectionRequest, on_delete=models.PROTECT, related_name="answer")
    outcome = models.CharField(max_length=8, choices=CorrectionOutcome.choices)
    words = models.TextField()
    at = models.DateTimeField()
    by = person()

    class Meta:
        constraints = [
            one_of("correction_outcome_is_known_code", "outcome", CorrectionOutcome),
            CheckConstraint(name="correction_answer_says_what", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.words[:60]}"
