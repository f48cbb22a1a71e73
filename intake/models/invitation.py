"""The patient's way in: an invitation, and the hashes of the links that open it."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from intake.models.columns import one_of, person, uuid_key
from intake.models.patient import Language, Patient
from intake.models.visit import Visit

TRIES = 5
"""Wrong birth dates an invitation bears before it is locked until reissued."""


class Purpose(models.TextChoices):
    """What an invitation opens. One invitation opens one thing."""

    QUESTIONNAIRE = "questionnaire", "Questions before the visit"
    SAME_DAY = "same_day", "Check on the day of the visit"
    CARE = "care", "The patient's own page"


class EndReason(models.TextChoices):
    """Why an invitation opens nothing any more."""

    SUBMITTED = "submitted", "The answers were sent"
    REISSUED = "reissued", "A new link was made"
    CANCELLED = "cancelled", "The visit was called off"
    VISIT_OVER = "visit_over", "The visit is over"
    CARE_OVER = "care_over", "The course is over"
    REVOKED = "revoked", "Taken back by the clinic"


class Invitation(models.Model):
    """One patient may do one thing until a day. `access_version` rises when open sessions must end."""

    id = uuid_key()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="invitations")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="invitations")
    purpose = models.CharField(max_length=13, choices=Purpose.choices, default=Purpose.QUESTIONNAIRE)
    language = models.CharField(max_length=2, choices=Language.choices)
    created_at = models.DateTimeField()
    created_by = person()
    expires_at = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person(optional=True)
    ended_reason = models.CharField(max_length=10, choices=EndReason.choices, blank=True)
    access_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            one_of("invitation_purpose_is_known_code", "purpose", Purpose),
            CheckConstraint(
                name="invitation_questionnaire_has_visit",
                condition=Q(purpose="care", visit__isnull=True) | ~Q(purpose="care") & Q(visit__isnull=False),
            ),
            CheckConstraint(
                name="invitation_end_has_its_reason",
                condition=Q(ended_at__isnull=True, ended_reason="")
                | Q(ended_at__isnull=False) & ~Q(ended_reason=""),
            ),
            CheckConstraint(name="invitation_tries_end", condition=Q(tries__lte=TRIES)),
            # Also finds the one invitation of a visit that is still open.
            UniqueConstraint(
                fields=["visit", "purpose"],
                condition=Q(ended_at__isnull=True),
                name="invitation_open_once_a_visit",
            ),
            # Also finds a patient's open page.
            UniqueConstraint(
                fields=["patient"],
                condition=Q(ended_at__isnull=True, purpose="care"),
                name="invitation_care_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} until {self.expires_at:%Y-%m-%d}"

    @property
    def last_minute(self) -> datetime:
        """The last minute it works, as people say it: 11:59 pm of a day, not midnight of the next."""
        return self.expires_at - timedelta(minutes=1)

    def is_live(self, at) -> bool:
        """Whether the right birth date opens it at this moment."""
        return self.ended_at is None and self.locked_at is None and at < self.expires_at


class InvitationToken(models.Model):
    """The SHA-256 of a link that was made for an invitation; the link itself is kept nowhere."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            # The links of one invitation, newest first: how many there are.
            Index(fields=["invitation", "-created_at"], name="token_of_the_invitation"),
        ]

    def __str__(self) -> str:
        return f"link made {self.created_at:%Y-%m-%d %H:%M}"
