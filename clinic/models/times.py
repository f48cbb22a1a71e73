"""When the clinic is open, answers the phone, and writes to patients. Edited by the lead on one page."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q


class ClinicTimes(models.Model):
    """The clinic's times: one row, or none while the defaults of `clinic.times` hold. Clinic clocks.

    `open_weekdays` are ISO weekdays (1 Monday to 7 Sunday). Between `quiet_from` and `quiet_until` no message
    is sent by itself. `reminder_days` count before a visit, `symptom_hours` after a session's end.
    """

    open_weekdays = models.JSONField(default=list)
    phone_from = models.TimeField()
    phone_until = models.TimeField()
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    reminder_days = models.JSONField(default=list)
    symptom_hours = models.JSONField(default=list)
    recall_days = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(id=1), name="clinic_times_are_one_row"),
            CheckConstraint(condition=Q(phone_from__lt=F("phone_until")), name="clinic_phone_opens_first"),
        ]

    def __str__(self) -> str:
        return f"times since {self.changed_at:%Y-%m-%d}"


class Holiday(models.Model):
    """A day on which the clinic is closed though its weekday is open."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=80, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}".strip()
