"""Emergency access: who opened whose clinical pages without the right to, why, until when, and who looked
at that afterwards."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clinic.append_only import append_only


class EmergencyAccess(models.Model):
    """One person reads one patient's clinical pages from `opened_at` to `expires_at`, or until it is ended.

    Nothing has to run for it to expire: every request compares the clock. `ended_by` is empty where the
    account was closed on the server's console.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A bare identifier, not a foreign key: this room does not know what a patient is.
    patient_id = models.UUIDField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reason = models.CharField(max_length=500, help_text="Typed before anything was shown.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-opened_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="emergency_has_a_reason"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("opened_at")), name="emergency_expires_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at")),
                name="emergency_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None) | Q(ended_at__isnull=False), name="emergency_end_has_a_time"
            ),
        ]
        # Which are open for this person: asked by every page of somebody who may open one.
        indexes = [
            models.Index(
                fields=["opened_by", "expires_at"], name="emergency_open", condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"emergency access {self.pk}"

    @property
    def over_at(self):
        """When it is, or was, over."""
        return self.ended_at or self.expires_at


class EmergencyReview(models.Model):
    """Somebody else looked at one emergency access afterwards and wrote down what they found."""

    access = models.OneToOneField(EmergencyAccess, models.PROTECT, related_name="review")
    note = models.CharField(max_length=500)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-reviewed_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="emergency_review_has_a_note")]

    def __str__(self) -> str:
        return f"review of emergency access {self.access_id}"


append_only(EmergencyAccess, allow_update_of=("ended_at", "ended_by"))
append_only(EmergencyReview)
