"""What a dermatologist decided, signed."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from intake.models.assessment import Assessment
from intake.models.columns import one_of, person, uuid_key


class ReviewAction(models.TextChoices):
    """What a review does with the engine's advice."""

    CONFIRMED = "confirmed", "Agreed"
    OVERRIDDEN = "overridden", "Decided otherwise"
    MORE_INFORMATION = "more_information", "Asked for more"


class AreaDecision(models.TextChoices):
    """What is to happen with one area."""

    TREAT = "treat", "Treat"
    WAIT = "wait", "Wait"
    DO_NOT_TREAT = "do_not_treat", "Do not treat"


class OverrideReason(models.TextChoices):
    """Why a decision departs from the advice: a closed list, so that departures can be counted."""

    CLINICAL_JUDGEMENT = "clinical_judgement", "Clinical judgment"
    AREA_LEFT_OUT = "area_left_out", "The affected skin is left out"
    TEST_PATCH_DONE = "test_patch_done", "A test patch was done"
    SPECIALIST_LETTER = "specialist_letter", "A specialist's letter is at hand"
    ANSWER_CORRECTED = "answer_corrected_with_patient", "The answer was put right with the patient"
    PATIENT_PREFERENCE = "patient_preference", "The patient prefers it"
    OTHER = "other", "Another reason (say which)"


class Review(models.Model):
    """A dermatologist's signed decision about one assessment. Insert only.

    `snapshot` is the canonical JSON of what was on the screen and what was decided, `digest` its
    SHA-256. `asks` are the question codes the desk is to ask about.
    """

    id = uuid_key()
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="reviews")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    action = models.CharField(max_length=16, choices=ReviewAction.choices)
    asks = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True)
    signer = person()
    role = models.CharField(max_length=20)
    meaning = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    snapshot = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            one_of("review_action_is_known_code", "action", ReviewAction),
            CheckConstraint(name="review_signed_by_dermatologist", condition=Q(role="dermatologist")),
            # Two dermatologists at once: the second first review of an assessment is refused.
            UniqueConstraint(
                fields=["assessment"],
                condition=Q(supersedes__isnull=True),
                name="review_first_once_an_assessment",
            ),
            CheckConstraint(
                name="review_asking_says_what",
                condition=~Q(action="more_information") | ~Q(note=""),
            ),
        ]
        indexes = [
            # A dermatologist's own signatures, latest first.
            Index(fields=["signer", "-signed_at"], name="review_by_signer"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.signed_at:%Y-%m-%d %H:%M}"


class ReviewArea(models.Model):
    """The decision for one area of a review. Insert only."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="areas")
    position = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=60)
    advised = models.CharField(max_length=15)
    decided = models.CharField(max_length=12, choices=AreaDecision.choices)
    treat_not_before = models.DateField(null=True, blank=True)
    reason_code = models.CharField(max_length=30, choices=OverrideReason.choices, blank=True)
    reason_text = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["review", "area"], name="review_area_once"),
            one_of("review_area_is_known_code", "decided", AreaDecision),
            CheckConstraint(
                name="review_area_reason_is_known_code",
                condition=Q(reason_code="") | Q(reason_code__in=OverrideReason.values),
            ),
            CheckConstraint(
                name="review_area_other_says_why",
                condition=~Q(reason_code="other") | ~Q(reason_text=""),
            ),
            CheckConstraint(
                name="review_area_no_date_where_not_treated",
                condition=~Q(decided="do_not_treat") | Q(treat_not_before__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.get_decided_display()}"


class ReviewOrder(models.Model):
    """What was ordered, or was not, for this patient: yes or no and words, never a dose. Insert only."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="orders")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    ordered = models.BooleanField()
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["review", "code"], name="review_order_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {'yes' if self.ordered else 'no'}"


class ReviewAddendum(models.Model):
    """Something added to a signed review later; the review itself stays as signed. Insert only."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField()
    at = models.DateTimeField()
    by = person()

    class Meta:
        indexes = [
            # What was added to this review, in order.
            Index(fields=["review", "at"], name="addendum_of_the_review"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
