"""The audit trail: who did what to whose record, when, in which role, from where, and with what outcome.

Content after ASTM E2147. Names of changed fields are kept, values never. Rows are only ever added:
the database refuses an update or a delete (see clinic/append_only.py).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinic.append_only import append_only


class AuditEvent(models.Model):
    """One thing somebody did or was refused. Write it with `clinic.audit.record`, never directly."""

    class Action(models.TextChoices):
        VIEW = "view"
        CREATE = "create"
        CHANGE = "change"
        PRINT = "print"
        EXPORT = "export"
        SIGN = "sign"
        DENY = "deny"
        SIGN_IN = "sign-in"
        SIGN_OUT = "sign-out"
        PRIVILEGE = "privilege"
        EMERGENCY = "emergency"

    class Outcome(models.TextChoices):
        SUCCESS = "success"
        DENY = "deny"
        ERROR = "error"

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    actor_role = models.CharField(
        max_length=20, blank=True, help_text="'patient' and 'system' besides the roles."
    )
    # A bare identifier, not a foreign key: this room does not know what a patient is.
    patient_id = models.UUIDField(null=True, blank=True)
    action = models.CharField(max_length=12, choices=Action.choices)
    target = models.CharField(max_length=200, blank=True, help_text="Kind and identifier, never a name.")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.SUCCESS)
    fields = models.JSONField(
        default=list, blank=True, help_text="Names of the fields changed, never values."
    )
    user_agent = models.CharField(max_length=200, blank=True)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    # Without it a copy of a genuine row, under another number, would hold: nothing else in it is its own.
    # The database's default lets the release before this one go on writing while it is replaced.
    nonce = models.CharField(
        max_length=16, blank=True, db_default="", help_text="Drawn by lot for each event."
    )
    key_id = models.CharField(max_length=8, help_text="Which key made the hash, so that keys can be changed.")
    content_hash = models.CharField(max_length=64, help_text="Keyed hash of every column above.")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["success", "deny", "error"]), name="audit_outcome_is_known"
            ),
            models.CheckConstraint(condition=~Q(content_hash=""), name="audit_has_a_hash"),
        ]
        # The first three serve the audit list and its filters, the last one "who opened this record".
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["action", "-at", "-id"], name="audit_by_action"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_by_person"),
            models.Index(
                fields=["patient_id", "-at", "-id"],
                name="audit_by_patient",
                condition=Q(patient_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.target} {self.outcome}"


append_only(AuditEvent)
