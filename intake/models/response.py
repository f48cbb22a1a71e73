"""What a patient says: the draft while it is written, and the response once it is sent."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from intake.models.columns import one_of, person, uuid_key
from intake.models.patient import Language
from intake.models.visit import Visit

PRE_VISIT = "pre_visit"
"""The questionnaire of the protocol that is answered before a visit."""
SAME_DAY = "same_day"
"""The short one on the day of the visit."""


class Mode(models.TextChoices):
    """How an answer reached us."""

    PATIENT = "patient", "The patient, by the link"
    PHONE = "phone", "Staff, asking by phone"
    TABLET = "tablet", "The patient, on the clinic's tablet"
    STAFF = "staff", "Staff, with the patient here"


class Draft(models.Model):
    """Answers being given. `version` rises with every save, so two open tabs notice each other.

    `answers` is {code: value} as last given, hidden ones among them; `given` is
    {code: {"on": ISO day, "by": mode, "user": key or null}}.
    """

    id = uuid_key()
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="drafts")
    edition = models.ForeignKey("treatments.ProtocolEdition", on_delete=models.PROTECT, related_name="+")
    questionnaire = models.CharField(max_length=30, default=PRE_VISIT)
    language = models.CharField(max_length=2, choices=Language.choices)
    answers = models.JSONField(default=dict, blank=True)
    given = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    corrects = models.ForeignKey(
        "intake.Response", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Also finds the open draft of a visit.
            UniqueConstraint(
                fields=["visit", "questionnaire"],
                condition=Q(closed_at__isnull=True),
                name="draft_open_once_a_visit",
            ),
        ]

    def __str__(self) -> str:
        return f"{len(self.answers)} answers, saved {self.saved_at:%Y-%m-%d %H:%M}"


class ResponseStatus(models.TextChoices):
    """FHIR QuestionnaireResponse.status as the row was written; entered-in-error is a retraction."""

    COMPLETED = "completed", "Sent"
    AMENDED = "amended", "Corrected"


class Response(models.Model):
    """What was sent, for ever. Insert only.

    `answers` holds only what was asked; `asked` is [{"code", "wording"}] in order, the wording's hash
    beside each; `missing` the asked and required codes left blank; `as_of` the clinic's day of sending.
    A response is whole: answers carried over from an earlier one keep the day they were given.
    `good_until` is the last day on which every answer is inside its shelf life; empty where none expires.
    """

    id = uuid_key()
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="responses")
    edition = models.ForeignKey("treatments.ProtocolEdition", on_delete=models.PROTECT, related_name="+")
    questionnaire = models.CharField(max_length=30, default=PRE_VISIT)
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=9, choices=ResponseStatus.choices)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    answers = models.JSONField()
    given = models.JSONField()
    asked = models.JSONField()
    missing = models.JSONField()
    language = models.CharField(max_length=2, choices=Language.choices)
    mode = models.CharField(max_length=7, choices=Mode.choices)
    attested_name = models.CharField(max_length=160, blank=True)
    attested_at = models.DateTimeField(null=True, blank=True)
    as_of = models.DateField()
    good_until = models.DateField(null=True, blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = person(optional=True)
    content_hash = models.CharField(max_length=64)
    submit_key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["visit", "questionnaire", "number"], name="response_number_once"),
            one_of("response_mode_is_known_code", "mode", Mode),
            CheckConstraint(
                name="response_amended_supersedes",
                condition=Q(status="completed", supersedes__isnull=True)
                | Q(status="amended", supersedes__isnull=False),
            ),
            CheckConstraint(
                name="response_attested_name_and_at",
                condition=Q(attested_name="", attested_at__isnull=True)
                | ~Q(attested_name="") & Q(attested_at__isnull=False),
            ),
            CheckConstraint(
                name="response_staff_mode_has_its_person",
                condition=Q(mode__in=["patient", "tablet"]) | Q(submitted_by__isnull=False),
            ),
            CheckConstraint(
                # The short check of the day confirms what was attested before the visit.
                name="response_by_patient_is_attested",
                condition=~Q(mode__in=["patient", "tablet"])
                | Q(attested_at__isnull=False)
                | Q(questionnaire="same_day"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_status_display()} {self.submitted_at:%Y-%m-%d %H:%M}"


class ResponseRetraction(models.Model):
    """A response that should not have been written (FHIR entered-in-error). Insert only."""

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="retraction")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = person()

    class Meta:
        indexes = [
            # What was retracted lately, for the lead.
            Index(fields=["at"], name="retraction_by_time"),
        ]

    def __str__(self) -> str:
        return self.reason
