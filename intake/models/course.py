"""The course of care: what is planned for a patient over several sessions, and who changed the plan."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q

from intake.models.columns import both_or_neither, one_of, person, uuid_key
from intake.models.patient import Patient


class CourseState(models.TextChoices):
    """Where a course stands (FHIR CarePlan.status: active, on-hold, completed, revoked)."""

    ACTIVE = "active", "Going on"
    PAUSED = "paused", "Paused"
    COMPLETED = "completed", "Completed"
    STOPPED = "stopped", "Stopped"


class Course(models.Model):
    """Sessions of one treatment for one concern on some areas.

    The schedule is pinned from `edition` when the course begins and changed for this patient only by a
    `CourseChange`; safety rules are never pinned. Days are calendar days between two sessions.
    `maintenance_every_days` is empty until a dermatologist sets it: the protocol has no default.
    """

    id = uuid_key()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="courses")
    treatment = models.CharField(max_length=60)
    indication = models.CharField(max_length=60)
    areas = models.JSONField(default=list)
    edition = models.ForeignKey("treatments.ProtocolEdition", on_delete=models.PROTECT, related_name="+")
    sessions_from = models.PositiveSmallIntegerField()
    sessions_to = models.PositiveSmallIntegerField()
    interval_from_days = models.PositiveSmallIntegerField()
    interval_to_days = models.PositiveSmallIntegerField()
    maintenance_months = models.PositiveSmallIntegerField(null=True, blank=True)
    maintenance_every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=CourseState.choices, default=CourseState.ACTIVE)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = person()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person(optional=True)

    class Meta:
        constraints = [
            one_of("course_state_is_known_code", "state", CourseState),
            both_or_neither("course_closed_at_and_by", "closed_at", "closed_by"),
            CheckConstraint(
                name="course_closed_has_its_time",
                condition=Q(state__in=["completed", "stopped"], closed_at__isnull=False)
                | Q(state__in=["active", "paused"], closed_at__isnull=True),
            ),
            CheckConstraint(
                name="course_sessions_in_order",
                condition=Q(sessions_from__gte=1) & Q(sessions_to__gte=F("sessions_from")),
            ),
            CheckConstraint(
                name="course_interval_in_order",
                condition=Q(interval_from_days__gte=1) & Q(interval_to_days__gte=F("interval_from_days")),
            ),
        ]
        indexes = [
            # A patient's courses, latest first.
            Index(fields=["patient", "-opened_at"], name="course_of_the_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.indication} ({', '.join(self.areas)}): {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Sessions of it may still come."""
        return self.state in (CourseState.ACTIVE, CourseState.PAUSED)


class CourseChangeKind(models.TextChoices):
    """What was changed about a course."""

    SCHEDULE = "schedule", "Sessions or interval"
    MAINTENANCE = "maintenance", "Maintenance"
    AREAS = "areas", "Areas"
    PAUSED = "paused", "Paused"
    RESUMED = "resumed", "Resumed"
    COMPLETED = "completed", "Completed"
    STOPPED = "stopped", "Stopped"
    REOPENED = "reopened", "Opened again"


class CourseChange(models.Model):
    """A change of a course with its reason; `before` and `after` hold the columns touched. Insert only."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=11, choices=CourseChangeKind.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = person()

    class Meta:
        constraints = [
            one_of("course_change_is_known_code", "kind", CourseChangeKind),
            CheckConstraint(name="course_change_says_why", condition=~Q(reason="")),
        ]
        indexes = [
            # What happened to this course, in order.
            Index(fields=["course", "at"], name="change_of_the_course"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason[:60]}"


class RecallOutcome(models.TextChoices):
    """How a recall ended."""

    BOOKED = "booked", "Booked again"
    DECLINED = "declined", "The patient does not want to"
    NOT_REACHED = "not_reached", "Could not be reached"
    NOT_NEEDED = "not_needed", "Not needed any more"


class Recall(models.Model):
    """A patient who had to wait and has no new booking: stands on the recall list until someone acts.

    `due_on` is the first day on which the wait is over; None where only a dermatologist can say.
    """

    id = uuid_key()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="recalls")
    visit = models.ForeignKey("intake.Visit", on_delete=models.PROTECT, related_name="recalls")
    due_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = person(optional=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person(optional=True)
    outcome = models.CharField(max_length=11, choices=RecallOutcome.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(
                name="recall_end_has_its_outcome",
                condition=Q(closed_at__isnull=True, outcome="", closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
            ),
            models.UniqueConstraint(
                fields=["visit"], condition=Q(closed_at__isnull=True), name="recall_open_once_a_visit"
            ),
        ]
        indexes = [
            # The recall list, the longest overdue first.
            Index(fields=["closed_at", "due_on", "id"], name="recall_list"),
            # Whether this patient is waited for.
            Index(fields=["patient", "closed_at"], name="recall_of_the_patient"),
        ]

    def __str__(self) -> str:
        return f"recall from {self.due_on or 'a day to be set'}"
