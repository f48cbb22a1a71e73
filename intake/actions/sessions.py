"""A treatment session begins and ends. It begins only on a dermatologist's signature that still stands."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from intake.actions.assessing import assess_visit, refresh_signature
from intake.actions.courses import course_to_treat
from intake.actions.invitations import end_invitations
from intake.actions.locks import lock_patient, lock_visit
from intake.actions.rights import CLINICIANS, role_of
from intake.actions.session_gates import check_gates
from intake.actions.visit_states import allowed_actions, next_state
from intake.dates import clinic_day
from intake.decided import Decided, DecidedRequest, decided_of
from intake.models import Assessment, Cause, EndReason, TreatmentRequest, TreatmentSession, Visit, VisitState
from intake.questions.items import sheet_of
from intake.refusals import NotNow
from intake.screening import earlier_sessions
from treatments import editions

NOT_SIGNED = "A dermatologist has not signed a decision that covers this."
NOT_TREATED = "The signed decision does not let these areas be treated today: {areas}."
SINCE_THEN = "These areas were treated since the decision was signed. It has to be looked at again."


def start_session(
    *,
    treatment_request: TreatmentRequest,
    areas: tuple[str, ...] | None = None,
    version: int | None = None,
    by: User,
    at: datetime,
    on: date,
    request: HttpRequest | None = None,
) -> TreatmentSession:
    """Begin the session of one request, for all its areas that are signed for today or the ones given.

    Raises NotNow where no standing signature lets every one of them be treated today, where the check of the
    day is not done, and without consent. Where a session elsewhere in the clinic came between, the visit is
    assessed again before it is refused.
    """
    role = role_of(by, *CLINICIANS)
    with transaction.atomic():
        visit = lock_visit(treatment_request.visit, version)
        lock_patient(visit.patient)  # another visit of the same patient may be starting, too
        state = next_state(visit, "start_session")
        decided = decided_of(visit)
        item = _item(decided, treatment_request)
        outdated = item.assessment is not None and _treated_since(item.assessment, treatment_request)
        if outdated:
            _assess_again(visit, item.assessment, at, on)
        else:
            session = _begin(decided, item, areas, by, at, on)
            course_to_treat(treatment_request=item.request, by=by, at=at, request=request)
            visit.state, visit.version = state, visit.version + 1
            visit.save(update_fields=["state", "version"])
            end_invitations(visit=visit, reason=EndReason.VISIT_OVER, by=by, at=at)
            _record("create", session, by, role, at, request)
    if outdated:
        raise NotNow(SINCE_THEN)
    return session


def may_start(decided: Decided, *, on: date) -> list[TreatmentRequest]:
    """The requests whose session may begin now, in order: nothing `start_session` looks at stands against it.

    Left to it are what it does something about, a session that came between, and the state of a course.
    """
    if "start_session" not in allowed_actions(decided.visit):
        return []
    return [item.request for item in decided.requests if _may_start(decided, item, on)]


def end_session(
    *, session: TreatmentSession, by: User, at: datetime, on: date, request: HttpRequest | None = None
) -> TreatmentSession:
    """The session is over; the visit too, unless another request may still be treated today."""
    role = role_of(by, *CLINICIANS)
    with transaction.atomic():
        visit = lock_visit(session.visit)
        finished = next_state(visit, "end_session")
        session = TreatmentSession.objects.get(pk=session.pk)
        if session.ended_at is not None:
            raise NotNow("This session has ended already.")
        session.ended_at, session.ended_by = max(at, session.started_at), by
        session.save(update_fields=["ended_at", "ended_by"])
        _after_session(visit, finished, by, at, on)
        _record("change", session, by, role, at, request)
    return session


def _begin(
    decided: Decided,
    item: DecidedRequest,
    areas: tuple[str, ...] | None,
    by: User,
    at: datetime,
    on: date,
) -> TreatmentSession:
    visit, wanted = decided.visit, _areas_now(decided, item, areas, on)
    return TreatmentSession.objects.create(
        visit=visit,
        patient=visit.patient,
        request=item.request,
        review=item.review,
        treatment=item.request.treatment,
        areas=wanted,
        performed_on=on,
        started_at=at,
        started_by=by,
    )


def _may_start(decided: Decided, item: DecidedRequest, on: date) -> bool:
    try:
        return bool(_areas_now(decided, item, None, on))
    except NotNow:
        return False


def _areas_now(decided: Decided, item: DecidedRequest, areas: tuple[str, ...] | None, on: date) -> list[str]:
    """The areas whose session may begin at once; NotNow where anything stands in the way."""
    wanted = _areas_to_treat(item, areas, on)
    if clinic_day(decided.visit.starts_at) != on:
        raise NotNow("This visit is on another day. Move it to today first.")
    _check_not_treated_today(decided.visit, item.request, wanted, on)
    check_gates(decided, item.request, on=on)
    return wanted


def _check_not_treated_today(visit: Visit, request: TreatmentRequest, areas: list[str], on: date) -> None:
    today = TreatmentSession.objects.filter(
        patient=visit.patient, treatment=request.treatment, performed_on=on
    )
    if any(set(areas) & set(session.areas) or session.request_id == request.pk for session in today):
        raise NotNow("These areas are being treated or were treated today.")


def _areas_to_treat(item: DecidedRequest, areas: tuple[str, ...] | None, on: date) -> list[str]:
    """The areas to treat, each covered by the standing signature; NotNow otherwise."""
    if not item.is_signed:
        raise NotNow(NOT_SIGNED)
    may = [area for area in item.request.areas if item.may_treat(area, on)]
    wanted = [area for area in item.request.areas if area in (areas if areas is not None else may)]
    refused = [area for area in (areas or ()) if area not in may]
    if refused or not wanted:
        raise NotNow(NOT_TREATED.format(areas=_names(item.request, refused or item.request.areas)))
    return wanted


def _names(request: TreatmentRequest, areas: Iterable[str]) -> str:
    """Areas as the protocol in force calls them."""
    edition = editions.in_force(request.treatment)
    names = sheet_of(edition, "en").areas if edition else {}
    return ", ".join(names.get(area, area) for area in areas)


def _treated_since(assessment: Assessment, request: TreatmentRequest) -> bool:
    """Whether overlapping areas were needled on a day that the assessment did not know of."""
    known = assessment.facts["previous_sessions"]
    earlier = earlier_sessions(request, before=assessment.planned_on)
    return [day.isoformat() for day in earlier] != known


def _assess_again(visit: Visit, assessment: Assessment, at: datetime, on: date) -> None:
    assess_visit(visit=visit, response=assessment.response, cause=Cause.RECHECKED, at=at, on=on)
    refresh_signature(visit)


def _after_session(visit: Visit, finished: str, by: User, at: datetime, on: date) -> None:
    visit.version += 1
    if visit.sessions.filter(ended_at=None).exists():
        visit.save(update_fields=["version"])
        return
    if _left_to_treat(decided_of(visit), on):
        visit.state = VisitState.ARRIVED
    else:
        visit.state, visit.finished_at, visit.finished_by = finished, at, by
    visit.save(update_fields=["state", "version", "finished_at", "finished_by"])


def _left_to_treat(decided: Decided, on: date) -> bool:
    done = set(TreatmentSession.objects.filter(visit=decided.visit).values_list("request", flat=True))
    return any(
        item.request.pk not in done and any(item.may_treat(area, on) for area in item.request.areas)
        for item in decided.requests
    )


def _item(decided: Decided, request: TreatmentRequest) -> DecidedRequest:
    return next(item for item in decided.requests if item.request.pk == request.pk)


def _record(action, session: TreatmentSession, by, role, at, request) -> None:
    audit.record(
        action,
        by=by,
        role=role,
        patient_id=session.patient_id,
        target=f"session {session.pk}",
        request=request,
        at=at,
    )
