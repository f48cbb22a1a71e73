"""The patient and the words a search finds them by."""

from django.db import models
from django.db.models import Index, UniqueConstraint

from intake.models.columns import both_or_neither, one_of, person, uuid_key


class Sex(models.TextChoices):
    """Sex recorded at birth; codes of FHIR administrative-gender."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Not known"


class Language(models.TextChoices):
    """Languages the clinic writes to patients in (BCP 47)."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Spanish"


class Patient(models.Model):
    """One person the clinic looks after."""

    id = uuid_key()
    record_number = models.CharField(max_length=12, unique=True)
    family_name = models.CharField(max_length=80)
    given_name = models.CharField(max_length=80)
    preferred_name = models.CharField(max_length=80, blank=True)
    birth_date = models.DateField()
    sex_at_birth = models.CharField(max_length=7, choices=Sex.choices, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    phone_digits = models.CharField(max_length=20, blank=True, editable=False)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH)
    interpreter_needed = models.BooleanField(default=False)
    texts_allowed = models.BooleanField(default=False)
    reminders_wanted = models.BooleanField(default=True)
    search_name = models.CharField(max_length=250, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = person()
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = person(optional=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="patient_sex_is_known_code",
                condition=models.Q(sex_at_birth="") | models.Q(sex_at_birth__in=Sex.values),
            ),
            one_of("patient_language_is_known_code", "language", Language),
            both_or_neither("patient_changed_at_and_by", "changed_at", "changed_by"),
        ]
        indexes = [
            # Find by birth date; look for a double before registering.
            Index(fields=["birth_date"], name="patient_by_birth_date"),
            # Look for a double before registering: the same phone or e-mail.
            Index(fields=["phone_digits"], name="patient_by_phone"),
            Index(fields=["email"], name="patient_by_email"),
            # The list of patients, page after page.
            Index(fields=["search_name", "id"], name="patient_list"),
        ]

    def __str__(self) -> str:
        return f"{self.family_name.upper()}, {self.given_name}"

    @property
    def called(self) -> str:
        """The name to greet this person by."""
        return self.preferred_name or self.given_name

    @property
    def grouped_record_number(self) -> str:
        """The record number as it is read aloud: 004 218 77."""
        number = self.record_number
        return f"{number[:3]} {number[3:6]} {number[6:]}"

    def age_on(self, day) -> int:
        """Full years on that day; born on 29 February counts from 1 March in a common year."""
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class PatientWord(models.Model):
    """One folded word of a name, a phone or a record number, for finding by its beginning."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=80, db_index=True)  # find a patient by the beginning of a word

    class Meta:
        constraints = [
            UniqueConstraint(fields=["patient", "word"], name="patient_word_once"),
        ]

    def __str__(self) -> str:
        return self.word
