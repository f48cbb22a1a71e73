"""Somebody who had to wait and has no new booking stands on the recall list until a person of the desk acts.

Deferred people otherwise do not come back. The list says who and from when, never why.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from intake.actions.rights import DESK, role_of
from intake.courses.plan import first_day_for
from intake.dates import bounds_of, clinic_day
from intake.decided import Decided, DecidedRequest, decided_for, decided_of
from intake.models import (
    AreaDecision,
    CancelReason,
    Decision,
    Patient,
    Recall,
    RecallOutcome,
    TreatmentSession,
    Visit,
    VisitState,
)
from intake.refusals import NotNow
from intake.texts import clean_line

OPEN = (VisitState.BOOKED, VisitState.ARRIVED, VisitState.IN_SESSION)
BY_HAND = (RecallOutcome.DECLINED, RecallOutcome.NOT_REACHED, RecallOutcome.NOT_NEEDED)
"""How a person ends a recall; a booking ends it by itself."""
LOOKED_BACK = timedelta(days=60)
"""How long ago a visit that nobody closed may lie and still be found."""
MOST = 500
"""Visits looked at in one round; the rest follows in the next."""


def is_deferred(decided: Decided) -> bool:
    """Whether something of the visit had to wait: as signed where a signature stands, else as advised."""
    day = clinic_day(decided.visit.starts_at)
    return any(_waits(item, day) for item in decided.requests)


def recall_if_deferred(
    *, visit: Visit, by: User | None, at: datetime, request: HttpRequest | None = None
) -> Recall | None:
    """Put the patient on the list if this visit ended with a wait and nothing later is booked.

    Also where this visit was itself the new booking after a wait and did not take place. The caller holds
    the visit and the transaction. None where nobody has to be called.
    """
    on = clinic_day(at)
    if _is_settled(visit, on) or visit.recalls.filter(closed_at=None).exists():
        return None
    decided = decided_of(visit)
    if visit.cancel_reason == CancelReason.WAIT or is_deferred(decided):
        first = first_day_for(visit, on=on, decided=decided)
        due_on = first.day if decided.response or first.binding else None
    elif (before := _booked_after(visit)) is not None:
        due_on = before.due_on
    else:
        return None
    recall = Recall.objects.create(
        patient=visit.patient, visit=visit, due_on=due_on, opened_at=at, opened_by=by
    )
    _record("create", recall, by, at, request)
    return recall


def recall_booked(
    *, patient: Patient, by: User, at: datetime, request: HttpRequest | None = None
) -> list[Recall]:
    """The patient has a visit again: every open recall is over. The caller holds the transaction."""
    found = list(Recall.objects.select_for_update().filter(patient=patient, closed_at=None))
    for recall in found:
        _close(recall, RecallOutcome.BOOKED, "", by, at, request)
    return found


def close_recall(
    *,
    recall: Recall,
    outcome: str,
    note: str,
    by: User,
    at: datetime,
    request: HttpRequest | None = None,
) -> Recall:
    """Take a patient off the list, saying what was heard. Raises NotNow where somebody did so before."""
    role_of(by, *DESK)
    note = clean_line(note, 500)
    if outcome not in BY_HAND:
        raise NotNow("Choose how it ended.")
    if not note:
        raise NotNow("Write what was said or tried.")
    with transaction.atomic():
        held = Recall.objects.select_for_update().get(pk=recall.pk)
        if held.closed_at is not None:
            raise NotNow("Somebody dealt with this recall already.")
        _close(held, outcome, note, by, at, request)
    return held


def recall_left_behind(*, at: datetime) -> list[Recall]:
    """Find visits of days gone by that ended with a wait and that nobody moved or booked again.

    For the worker; `opened_by` stays empty. A visit that had its recall is never put on the list again.
    """
    made = []
    for visit, decided in _left_behind(at):
        if visit.cancel_reason == CancelReason.WAIT or is_deferred(decided):
            with transaction.atomic():
                recall = recall_if_deferred(visit=visit, by=None, at=at)
            made += [recall] if recall else []
    return made


def open_recalls() -> QuerySet[Recall]:
    """Who is waited for."""
    return Recall.objects.filter(closed_at=None)


def _left_behind(at: datetime) -> list[tuple[Visit, Decided]]:
    begins, _ = bounds_of(clinic_day(at))
    later = Visit.objects.filter(patient=OuterRef("patient"), starts_at__gt=OuterRef("starts_at"))
    later = later.exclude(state__in=[VisitState.CANCELLED, VisitState.NO_SHOW])
    found = Visit.objects.filter(starts_at__lt=begins, starts_at__gte=begins - LOOKED_BACK, recalls=None)
    found = found.exclude(state=VisitState.IN_SESSION).exclude(cancel_reason=CancelReason.NOT_TREATED)
    found = found.exclude(Exists(later)).select_related("patient").order_by("-starts_at")
    visits = list(found[:MOST])
    decided = decided_for(visits)
    return [(visit, decided[visit.pk]) for visit in visits]


def _is_settled(visit: Visit, on: date) -> bool:
    """Whether something is booked, or this visit was called off because there is nothing to treat."""
    others = Visit.objects.filter(patient=visit.patient_id, state__in=OPEN, starts_at__gte=bounds_of(on)[0])
    return visit.cancel_reason == CancelReason.NOT_TREATED or others.exclude(pk=visit.pk).exists()


def _booked_after(visit: Visit) -> Recall | None:
    """The recall that this booking had closed, where no session took place since."""
    last = Recall.objects.filter(patient=visit.patient_id).order_by("-opened_at").first()
    if last is None or last.outcome != RecallOutcome.BOOKED or visit.state == VisitState.FINISHED:
        return None
    since = TreatmentSession.objects.filter(patient=visit.patient_id, started_at__gte=last.opened_at)
    return None if since.exists() else last


def _waits(item: DecidedRequest, day: date) -> bool:
    if item.is_signed:
        return any(
            area.decided == AreaDecision.WAIT
            or (area.decided == AreaDecision.TREAT and area.treat_not_before and area.treat_not_before > day)
            for area in item.areas.values()
        )
    told = item.assessment
    if told is None or told.decision == Decision.NOT_A_CANDIDATE:
        return False
    waits = told.earliest_date is not None and told.earliest_date > told.planned_on
    return told.decision == Decision.DEFER or waits


def _close(recall: Recall, outcome: str, note: str, by: User, at: datetime, request) -> None:
    recall.outcome, recall.note = outcome, note
    recall.closed_at, recall.closed_by = at, by
    recall.save(update_fields=["outcome", "note", "closed_at", "closed_by"])
    _record("change", recall, by, at, request)


def _record(action: str, recall: Recall, by: User | None, at: datetime, request) -> None:
    audit.record(
        action,
        by=by,
        role=role_of(by, *DESK) if by else audit.SYSTEM,
        patient_id=recall.patient_id,
        target=f"recall {recall.pk}",
        fields=[recall.outcome] if recall.outcome else [],
        request=request,
        at=at,
    )
