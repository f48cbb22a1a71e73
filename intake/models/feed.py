"""A patient's private calendar address: a bearer secret that shows times and neutral titles only."""

from django.db import models
from django.db.models import UniqueConstraint

from intake.models.columns import person, uuid_key
from intake.models.patient import Language, Patient


class CalendarFeed(models.Model):
    """The SHA-256 of a calendar address; revoked by staff or by the patient (`revoked_by` empty)."""

    id = uuid_key()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, choices=Language.choices)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = person(optional=True)

    class Meta:
        constraints = [
            # One address a patient: a new one ends the old one.
            UniqueConstraint(
                fields=["patient"],
                condition=models.Q(revoked_at__isnull=True),
                name="feed_open_once_a_patient",
            ),
            models.CheckConstraint(
                name="feed_revoked_by_only_when_revoked",
                condition=models.Q(revoked_by__isnull=True) | models.Q(revoked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return "revoked" if self.revoked_at else f"open since {self.created_at:%Y-%m-%d}"
