"""A treatment session starts and ends, for those who treat."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.utils import timezone

from clinic.policy import methods, staff
from clinic.roles import SEES_REASONS
from intake.access import visit_for_clinician
from intake.actions import sessions
from intake.dates import clinic_day
from intake.decided import decided_of
from intake.models import TreatmentRequest, Visit
from intake.refusals import NotDone
from intake.views.visits import done, refused, version_of


@staff(*SEES_REASONS)
@methods("POST")
def start_session(request: HttpRequest, pk: str) -> HttpResponse:
    """Start the session of the next request that is signed for today."""
    visit, now = visit_for_clinician(request, pk, viewing=False), timezone.now()
    wanted = _next_to_treat(visit, clinic_day(now))
    if wanted is None:
        return refused(request, visit, NotDone("This visit is for nothing that could be treated."))
    try:
        session = sessions.start_session(
            treatment_request=wanted,
            version=version_of(request),
            by=request.user,
            at=now,
            on=clinic_day(now),
            request=request,
        )
    except NotDone as error:
        return refused(request, visit, error)
    count = len(session.areas)
    return done(request, visit, f"The session has started ({count} area{pluralize(count)}).")


@staff(*SEES_REASONS)
@methods("POST")
def end_session(request: HttpRequest, pk: str) -> HttpResponse:
    """End the session that is going on; its record is the next thing to write."""
    visit, now = visit_for_clinician(request, pk, viewing=False), timezone.now()
    running = visit.sessions.filter(ended_at=None).select_related("visit").order_by("started_at").first()
    if running is None:
        return refused(request, visit, NotDone("No session is going on."))
    try:
        sessions.end_session(session=running, by=request.user, at=now, on=clinic_day(now), request=request)
    except NotDone as error:
        return refused(request, visit, error)
    messages.success(request, "The session has ended. Record what was done.", extra_tags="good")
    return redirect("session", running.pk)


def _next_to_treat(visit: Visit, day: date) -> TreatmentRequest | None:
    """The first request that may be treated now; else one that was not yet, whose refusal says why."""
    decided = decided_of(visit)
    startable = sessions.may_start(decided, on=day)
    if startable:
        return startable[0]
    requests = decided.requests
    treated = set(visit.sessions.values_list("request", flat=True))
    may = (item for item in requests if item.request.pk not in treated and item.treats(day))
    found = next(may, next(iter(requests), None))
    return found.request if found else None
