"""A treatment that took place."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q

from intake.models.columns import both_or_neither, person, uuid_key
from intake.models.patient import Patient
from intake.models.review import Review
from intake.models.visit import TreatmentRequest, Visit


class TreatmentSession(models.Model):
    """One session: which areas were treated on which day, and the signature it rests on.

    `performed_on` is the clinic's day of the start; intervals are counted from it. `recorded_at` repeats
    the time of its `SessionRecord`, so that what is still to be recorded is read from one index.
    """

    id = uuid_key()
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="sessions")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="sessions")
    request = models.OneToOneField(TreatmentRequest, on_delete=models.PROTECT, related_name="session")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="sessions")
    treatment = models.CharField(max_length=60)
    areas = models.JSONField()
    performed_on = models.DateField()
    started_at = models.DateTimeField()
    started_by = person()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person(optional=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            both_or_neither("session_ended_at_and_by", "ended_at", "ended_by"),
            CheckConstraint(
                name="session_ends_after_it_starts",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
            CheckConstraint(
                name="session_is_recorded_after_its_end",
                condition=Q(recorded_at__isnull=True) | Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            # Earlier sessions of a patient, for the interval and the course so far.
            Index(fields=["patient", "performed_on"], name="session_of_the_patient"),
            # What ended and is not recorded yet; and what was recorded last.
            Index(fields=["recorded_at", "ended_at"], name="session_to_record"),
        ]

    def __str__(self) -> str:
        return f"{self.performed_on}: {', '.join(self.areas)}"
