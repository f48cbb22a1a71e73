"""Change is rated: by the patient before a session, by a dermatologist at a visit. Kept as rated."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from clinic.roles import DERMATOLOGIST
from intake.actions.locks import lock_patient
from intake.actions.rights import role_of
from intake.courses.outcomes import AHEAD, HAPPENED, compares, had_session, scales_of
from intake.dates import clinic_day
from intake.models import Course, OutcomeRating, Rater, TreatmentRequest, Visit
from intake.questions.wording import Refused
from intake.refusals import NotNow

NOT_ITS_VISIT = "This visit is not one of the course."
TOO_EARLY = "Change is rated from the second session on."
OVER = "Change is rated before a session. This visit is over or was called off."


def rate_change(
    *,
    course: Course,
    visit: Visit,
    scale: str,
    value: int,
    by: User | None = None,
    at: datetime,
    request: HttpRequest | None = None,
) -> OutcomeRating:
    """Keep one rating; without `by` it is the patient's. Of a visit, scale and rater the latest counts.

    The same once more is no second rating. Raises Refused for a scale or step there is not, NotNow where
    that rater has nothing to compare or the visit is not open to it.
    """
    rater = Rater.DERMATOLOGIST if by else Rater.PATIENT
    role = role_of(by, DERMATOLOGIST) if by else audit.PATIENT
    _check_step(course, scale, value, rater)
    with transaction.atomic():
        lock_patient(course.patient)
        _check_visit(course, visit, scale, rater)
        told = {"course": course, "visit": visit, "scale": scale, "rater": rater}
        last = OutcomeRating.objects.filter(**told).order_by("-rated_at").first()
        if last is not None and last.value == value and last.rated_by_id == (by.pk if by else None):
            return last
        rating = OutcomeRating.objects.create(
            **told, value=value, rated_on=clinic_day(at), rated_at=at, rated_by=by
        )
        audit.record(
            "create",
            by=by,
            role=role,
            patient_id=course.patient_id,
            target=f"rating {rating.pk}",
            request=request,
            at=at,
        )
    return rating


def _check_step(course: Course, scale: str, value: int, rater: str) -> None:
    found = next((one for one in scales_of(course, rater) if one["code"] == scale), None)
    if found is None or value not in [step["value"] for step in found["steps"]]:
        raise Refused("not_listed")


def _check_visit(course: Course, visit: Visit, scale: str, rater: str) -> None:
    """Against the visit as it is now: it may have been called off since the page was opened."""
    if not TreatmentRequest.objects.filter(course=course, visit=visit).exists():
        raise NotNow(NOT_ITS_VISIT)
    state = Visit.objects.values_list("state", flat=True).get(pk=visit.pk)
    if state not in (AHEAD if rater == Rater.PATIENT else HAPPENED):
        raise NotNow(OVER)
    compared = next(one for one in scales_of(course) if one["code"] == scale)
    if compares(compared) and not had_session(course, visit):
        raise NotNow(TOO_EARLY)
