"""What was done in a session, as written down by who treated; and what was added later."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from intake.models.columns import one_of, person, uuid_key
from intake.models.session import TreatmentSession


class Tolerance(models.TextChoices):
    """How the patient took the session."""

    WELL = "well", "Well"
    SOME = "some", "Some discomfort"
    POORLY = "poorly", "Poorly"
    STOPPED = "stopped", "Stopped early"


class SessionRecord(models.Model):
    """The record of one session (FHIR Procedure). Insert only: later words are a `SessionAddendum`."""

    id = uuid_key()
    session = models.OneToOneField(TreatmentSession, on_delete=models.PROTECT, related_name="record")
    device = models.CharField(max_length=120)
    needle_batch = models.CharField(max_length=60)
    numbing_used = models.CharField(max_length=200, blank=True)
    applied = models.CharField(max_length=500, blank=True)
    tolerance = models.CharField(max_length=7, choices=Tolerance.choices)
    note = models.TextField(blank=True)
    operator = person()
    recorded_at = models.DateTimeField()
    recorded_by = person()
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            one_of("record_tolerance_is_known_code", "tolerance", Tolerance),
            CheckConstraint(
                name="record_names_device_and_batch", condition=~Q(device="") & ~Q(needle_batch="")
            ),
        ]
        indexes = [
            # Which sessions used a batch that is called back.
            Index(fields=["needle_batch"], name="record_by_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.device}, batch {self.needle_batch}"


class SessionDepth(models.Model):
    """The needle depth used on an area in millimeters, beside the protocol range of that day. Insert only."""

    record = models.ForeignKey(SessionRecord, on_delete=models.PROTECT, related_name="depths")
    position = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=60)
    depth_mm = models.DecimalField(max_digits=4, decimal_places=2)
    usual_from_mm = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    usual_to_mm = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    warn_above_mm = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["record", "area"], name="session_depth_area_once"),
            CheckConstraint(
                name="session_depth_is_possible", condition=Q(depth_mm__gt=0) & Q(depth_mm__lte=5)
            ),
            CheckConstraint(
                name="session_depth_above_says_why",
                condition=Q(warn_above_mm__isnull=True)
                | Q(depth_mm__lte=models.F("warn_above_mm"))
                | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.depth_mm} mm"


class SessionAddendum(models.Model):
    """Something added to a session's record later. Insert only."""

    session = models.ForeignKey(TreatmentSession, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField()
    at = models.DateTimeField()
    by = person()

    class Meta:
        indexes = [
            # What was added to this session, in order.
            Index(fields=["session", "at"], name="addendum_of_the_session"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
