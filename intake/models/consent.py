"""Consent to a treatment: given at the visit, on a text that has a version, and taken back at any time."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q

from intake.models.columns import one_of, person, uuid_key
from intake.models.course import Course
from intake.models.patient import Language, Patient
from intake.models.response import Mode
from intake.models.visit import Visit


class TreatmentConsent(models.Model):
    """A patient agreed to a course (FHIR Consent). Insert only; a withdrawal is a row beside it.

    `text` is what was read, word for word, `text_version` the protocol's hash of it in all languages.
    """

    id = uuid_key()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="consents")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="consents")
    edition = models.ForeignKey("treatments.ProtocolEdition", on_delete=models.PROTECT, related_name="+")
    text_version = models.CharField(max_length=64)
    language = models.CharField(max_length=2, choices=Language.choices)
    text = models.TextField()
    signed_name = models.CharField(max_length=160)
    mode = models.CharField(max_length=7, choices=Mode.choices)
    agreed_at = models.DateTimeField()
    recorded_by = person(optional=True)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            one_of("consent_mode_is_known_code", "mode", Mode),
            CheckConstraint(name="consent_is_signed", condition=~Q(signed_name="")),
            CheckConstraint(
                name="consent_by_staff_has_its_person",
                condition=Q(mode__in=["patient", "tablet"]) | Q(recorded_by__isnull=False),
            ),
        ]
        indexes = [
            # The consent that stands for a course: the latest one.
            Index(fields=["course", "-agreed_at"], name="consent_of_the_course"),
        ]

    def __str__(self) -> str:
        return f"agreed {self.agreed_at:%Y-%m-%d %H:%M}"


class ConsentWithdrawal(models.Model):
    """A consent was taken back. `by` is who wrote it down, empty where the patient did. Insert only."""

    consent = models.OneToOneField(TreatmentConsent, on_delete=models.PROTECT, related_name="withdrawal")
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = person(optional=True)

    def __str__(self) -> str:
        return f"withdrawn {self.at:%Y-%m-%d %H:%M}"
