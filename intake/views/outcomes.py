"""A dermatologist rates the outcome of a course, on its page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from clinic.models import User
from clinic.policy import methods, staff
from clinic.roles import DERMATOLOGIST
from intake.access import course_to_change
from intake.actions.outcomes import rate_change
from intake.courses.outcome_line import drawing_of, rated_on
from intake.courses.outcomes import Scale, compares, had_session, scales_of, visit_to_rate_at
from intake.forms.outcomes import RatingForm
from intake.models import Course, Rater, Visit
from intake.refusals import NotDone

NO_VISIT = "This course has no visit to rate at."
KEPT = "The rating is kept."


@staff(DERMATOLOGIST)
@methods("POST")
def rate_outcome(request: HttpRequest, pk: str) -> HttpResponse:
    """Keep the steps that were chosen, at the visit of today or the last one."""
    course = course_to_change(request, pk)
    at = timezone.now()
    visit = visit_to_rate_at(course, at=at)
    if visit is None:
        return _refused(request, course, [NO_VISIT])
    form = RatingForm(_open_scales(course, visit), request.POST)
    if not form.is_valid():
        return _refused(request, course, _sentences(form))
    kept = {"course": course, "visit": visit, "by": request.user, "at": at, "request": request}
    try:
        for scale, value in form.chosen().items():
            rate_change(scale=scale, value=value, **kept)
        messages.success(request, KEPT, extra_tags="good")
    except (NotDone, ValidationError) as error:
        return _refused(request, course, getattr(error, "messages", None) or [str(error)])
    return redirect("course", course.pk)


def outcome_of(course: Course, user: User) -> dict[str, Any]:
    """The course page's part: the drawings, and for a dermatologist the form of the next rating."""
    shown: dict[str, Any] = {"outcome_lines": [drawing_of(row) for row in rated_on(course)]}
    visit = visit_to_rate_at(course, at=timezone.now()) if user.has_role(DERMATOLOGIST) else None
    scales = _open_scales(course, visit) if visit else []
    return shown | {"rating_form": RatingForm(scales) if scales else None}


def _open_scales(course: Course, visit: Visit) -> list[Scale]:
    """The scales that can be rated at a visit: nothing compares before the first session."""
    scales = scales_of(course, Rater.DERMATOLOGIST)
    return [scale for scale in scales if not compares(scale) or had_session(course, visit)]


def _sentences(form: RatingForm) -> list[str]:
    return [sentence for errors in form.errors.values() for sentence in errors]


def _refused(request: HttpRequest, course: Course, sentences: list[str]) -> HttpResponse:
    messages.error(request, " ".join(sentences), extra_tags="stop")
    return redirect("course", course.pk)
