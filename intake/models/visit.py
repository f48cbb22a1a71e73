"""The visit: when and where a patient comes, and for what."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from intake.models.columns import both_or_neither, one_of, person, uuid_key
from intake.models.patient import Patient


class VisitState(models.TextChoices):
    """Where a visit stands.

    FHIR: booked, arrived, cancelled, noshow are Appointment.status; in-progress and completed are
    Encounter.status of the encounter that an arrived appointment opens.
    """

    BOOKED = "booked", "Not arrived"
    ARRIVED = "arrived", "Arrived"
    IN_SESSION = "in_session", "In session"
    FINISHED = "finished", "Finished"
    CANCELLED = "cancelled", "Canceled"
    NO_SHOW = "no_show", "Did not come"


class CancelReason(models.TextChoices):
    """Who called it off (a short form of FHIR appointment-cancellation-reason)."""

    PATIENT = "patient", "The patient asked"
    CLINIC = "clinic", "The clinic had to"
    WAIT = "wait", "A wait has to pass first"
    NOT_TREATED = "not_treated", "Not to be treated"


class Signature(models.TextChoices):
    """Where the dermatologist's signature for a visit stands."""

    NONE = "none", "Nothing to sign yet"
    AWAITED = "awaited", "To be signed"
    ASKED = "asked", "More information asked for"
    GIVEN = "given", "Signed"


class Visit(models.Model):
    """One appointment of one patient. `version` rises with every change of time, place or state.

    `signature` repeats what responses, assessments and reviews say together, so that the review queue
    reads one index; `intake.actions.assessing.refresh_signature` alone writes it.
    """

    id = uuid_key()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="visits")
    place = models.ForeignKey("clinic.Place", on_delete=models.PROTECT, related_name="visits")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    state = models.CharField(max_length=10, choices=VisitState.choices, default=VisitState.BOOKED)
    signature = models.CharField(max_length=7, choices=Signature.choices, default=Signature.NONE)
    walk_in = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = person()
    arrived_at = models.DateTimeField(null=True, blank=True)
    arrived_by = person(optional=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = person(optional=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = person(optional=True)
    cancel_reason = models.CharField(max_length=11, choices=CancelReason.choices, blank=True)
    no_show_at = models.DateTimeField(null=True, blank=True)
    no_show_by = person(optional=True)

    class Meta:
        constraints = [
            one_of("visit_state_is_known_code", "state", VisitState),
            one_of("visit_signature_is_known_code", "signature", Signature),
            CheckConstraint(name="visit_lasts_a_while", condition=Q(minutes__gte=5) & Q(minutes__lte=480)),
            both_or_neither("visit_arrived_at_and_by", "arrived_at", "arrived_by"),
            both_or_neither("visit_finished_at_and_by", "finished_at", "finished_by"),
            both_or_neither("visit_cancelled_at_and_by", "cancelled_at", "cancelled_by"),
            both_or_neither("visit_no_show_at_and_by", "no_show_at", "no_show_by"),
            CheckConstraint(
                name="visit_cancelled_has_its_time",
                condition=Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancel_reason="")
                | ~Q(state="cancelled") & Q(cancelled_at__isnull=True, cancel_reason=""),
            ),
            CheckConstraint(
                name="visit_here_has_its_time",
                condition=Q(arrived_at__isnull=False) | ~Q(state__in=["arrived", "in_session", "finished"]),
            ),
            CheckConstraint(
                name="visit_no_show_has_its_time",
                condition=Q(state="no_show", no_show_at__isnull=False)
                | ~Q(state="no_show") & Q(no_show_at__isnull=True),
            ),
        ]
        indexes = [
            # Today: the visits of one day, in order.
            Index(fields=["starts_at", "id"], name="visit_of_the_day"),
            # The review queue, soonest first, page after page. Not a partial index: SQLite's planner
            # does not see that bound parameters imply its condition.
            Index(fields=["signature", "starts_at", "id"], name="visit_to_sign"),
            # A patient's visits, latest first.
            Index(fields=["patient", "-starts_at"], name="visit_of_the_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Something may still happen in this visit."""
        return self.state in (VisitState.BOOKED, VisitState.ARRIVED, VisitState.IN_SESSION)


class TreatmentRequest(models.Model):
    """What a visit is for: one treatment of some areas for one concern.

    `areas` are area codes in the order asked for; `previous_sessions_elsewhere` are ISO days of
    earlier needling of these areas at another clinic. `course` is the one it belongs to, once there is one.
    """

    id = uuid_key()
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="requests")
    position = models.PositiveSmallIntegerField()
    treatment = models.CharField(max_length=60)
    indication = models.CharField(max_length=60)
    areas = models.JSONField(default=list)
    previous_sessions_elsewhere = models.JSONField(default=list, blank=True)
    course = models.ForeignKey(
        "intake.Course", on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    created_at = models.DateTimeField()
    created_by = person()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["visit", "position"], name="request_position_once_a_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.treatment}: {self.indication} ({', '.join(self.areas)})"


class VisitMove(models.Model):
    """A booking was moved: from when to when."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="moves")
    from_starts_at = models.DateTimeField()
    to_starts_at = models.DateTimeField()
    at = models.DateTimeField()
    by = person()

    class Meta:
        indexes = [
            # What happened to this booking, in order.
            Index(fields=["visit", "at"], name="move_of_the_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.from_starts_at:%Y-%m-%d %H:%M} → {self.to_starts_at:%Y-%m-%d %H:%M}"
