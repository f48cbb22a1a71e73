"""The outbox: what is to be sent, and what became of it."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q

from intake.models.columns import one_of, person, uuid_key
from intake.models.invitation import Invitation
from intake.models.patient import Language, Patient
from intake.models.session import TreatmentSession
from intake.models.visit import Visit


class Kind(models.TextChoices):
    """What a message is about."""

    INVITATION = "invitation", "Link to the questions"
    RECEIVED = "received", "Answers received"
    MOVED = "moved", "The visit was moved"
    CANCELLED = "cancelled", "The visit was called off"
    REMINDER = "reminder", "Reminder of the visit"
    CARE = "care", "Link to the patient's own page"
    SYMPTOMS = "symptoms", "How the skin is doing"
    RECALL = "recall", "Invitation to book again"


class Channel(models.TextChoices):
    """How a message travels. A copied one is put into a phone message by staff."""

    EMAIL = "email", "E-mail"
    SMS = "sms", "Phone message"
    COPY = "copy", "Copied by staff"


class MessageState(models.TextChoices):
    """Where a message stands (FHIR Communication.status beside each)."""

    QUEUED = "queued", "Waiting"  # preparation
    SENDING = "sending", "Being sent"  # in-progress
    SENT = "sent", "Sent"  # completed
    FAILED = "failed", "Failed"  # stopped
    CANCELLED = "cancelled", "Called off"  # not-done


class Message(models.Model):
    """One message to one person. Its text and any link in it are made while sending and kept nowhere.

    `dedupe_key` names the occasion: a second message for the same occasion cannot be written.
    `detail` says which one of its kind it is, such as the days before a visit; never a word about health.
    `claimed_until` is how long the worker that took it may be thought alive.
    """

    id = uuid_key()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    channel = models.CharField(max_length=5, choices=Channel.choices, default=Channel.EMAIL)
    to = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="messages")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="messages")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, related_name="messages")
    session = models.ForeignKey(
        TreatmentSession, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    detail = models.CharField(max_length=20, blank=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=9, choices=MessageState.choices, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = person(optional=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            one_of("message_state_is_known_code", "state", MessageState),
            CheckConstraint(
                name="message_sent_has_its_time",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
            ),
            CheckConstraint(name="message_email_has_address", condition=Q(channel="copy") | ~Q(to="")),
        ]
        indexes = [
            # What the worker takes next.
            Index(fields=["state", "next_try_at"], name="message_due"),
            # What was sent for this visit, latest first.
            Index(fields=["visit", "-created_at"], name="message_of_the_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"
