"""Booking a visit for a patient, and moving it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinic.policy import methods, staff
from clinic.templatetags.clinic_dates import clock, staff_date
from intake.access import DESK, patient_for_staff, visit_for_desk
from intake.actions import visits
from intake.actions.booking_questions import AskFirst, HourOver, MadeOtherwise
from intake.actions.locks import lock_visit
from intake.courses.plan import FirstDay, first_day_for
from intake.dates import clinic_day
from intake.forms.booking import Concerns, MoveForm, WhenForm
from intake.models import Patient, Visit, VisitState
from intake.refusals import Changed, NotDone
from intake.views.booking_again import (
    Again,
    again_of,
    first_day_shown,
    note_late,
    proposed_day,
    usual_time,
)
from intake.views.visits import version_of
from treatments.models import ProtocolEdition

GO_ON = {
    False: "To book all the same, press “Book” again.",
    True: "To check the patient in all the same, press “walk-in” again: a session still needs a signature.",
}
"""How to go on where there is only a question, by whether the patient is here now."""
MOVE_ON = "To move it all the same, press “Move” again."


@staff(*DESK)
@methods("GET", "POST")
def book(request: HttpRequest, pk: str) -> HttpResponse:
    """Book a visit: what for, when and where.

    `after` names the visit that this one takes the place of, `course` the one it is the next session of.
    """
    patient = patient_for_staff(request, pk, viewing=request.method == "GET")
    on, editions = clinic_day(timezone.now()), in_force()
    again = again_of(request, patient, on)
    if request.method != "POST":
        when = WhenForm(on=on, initial=usual_time(again))
        return _page(
            request, patient, when, Concerns.blank(editions, again.concerns(request, editions)), again
        )
    if "add" in request.POST or "drop" in request.POST:
        when = WhenForm(on=on, initial=request.POST.dict())
        return _page(request, patient, when, Concerns.changed(editions, request.POST), again)
    return _book_as_typed(request, patient, again, editions)


@staff(*DESK)
@methods("GET", "POST")
def move(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a booking another day, time or place."""
    visit, now = visit_for_desk(request, pk, viewing=request.method == "GET"), timezone.now()
    on = clinic_day(now)
    first = first_day_for(visit, on=on)
    if request.method != "POST":
        form = MoveForm(on=on, times=first.times, initial=_moved(visit, first))
        return _move_page(request, visit, form, visit.version, first)
    form = MoveForm(request.POST, on=on, times=first.times)
    if not form.is_valid():
        return _move_page(request, visit, form, request.POST.get("version", ""), first)
    try:
        visits.move(
            visit=visit,
            starts_at=form.starts_at(),
            place=form.cleaned_data["place"],
            version=version_of(request),
            by=request.user,
            at=now,
            on=on,
            read=request.POST.getlist("read"),
            request=request,
        )
    except NotDone as error:
        form.add_error(field_of(error), f"{error} {MOVE_ON}" if isinstance(error, AskFirst) else str(error))
        return _move_page(request, visit, form, request.POST.get("version", ""), first, error)
    messages.success(request, "Moved.", extra_tags="good")
    note_late(request, first, form.cleaned_data["day"])
    return redirect("visit", visit.pk)


def field_of(error: NotDone) -> str | None:
    """The field of day and time that a refusal is about."""
    if isinstance(error, Changed | AskFirst):
        return None
    return "time" if isinstance(error, HourOver) else "day"


def in_force() -> dict[str, ProtocolEdition]:
    """The editions a visit can be booked for, by treatment."""
    found = ProtocolEdition.objects.in_force().select_related("treatment", "publication")
    return {edition.treatment.code: edition for edition in found.order_by("treatment__code")}


def _book_as_typed(
    request: HttpRequest, patient: Patient, again: Again, editions: Mapping[str, ProtocolEdition]
) -> HttpResponse:
    """Book, or show the page again with every objection at its field."""
    walk_in = "walk_in" in request.POST
    when, concerns = (
        WhenForm(request.POST, on=clinic_day(timezone.now()), walk_in=walk_in),
        Concerns.typed(editions, request.POST),
    )
    if not all([when.is_valid(), concerns.is_valid()]):
        return _page(request, patient, when, concerns, again)
    try:
        made = _book(request, patient, when, concerns, again, walk_in)
    except (ValidationError, NotDone) as error:
        _object(error, when, concerns)
        return _page(request, patient, when, concerns, again, error)
    messages.success(request, "Checked in." if walk_in else "Booked.", extra_tags="good")
    if again.first is not None and not walk_in:
        note_late(request, again.first, when.cleaned_data["day"])
    return redirect("visit", made.pk)


def _object(error: ValidationError | NotDone, when: WhenForm, concerns: Concerns) -> None:
    """Put an objection at its field; what is only asked about stands above them with the way to go on."""
    if isinstance(error, ValidationError):
        concerns.refuse(error)
    elif isinstance(error, MadeOtherwise):
        concerns.forms[error.position].add_error("previous", str(error))
    elif isinstance(error, AskFirst):
        when.add_error(None, f"{error} {GO_ON[when.walk_in]}")
    elif when.walk_in:
        when.add_error(None, str(error))
    else:
        when.add_error(field_of(error), str(error))


def _book(
    request: HttpRequest,
    patient: Patient,
    when: WhenForm,
    concerns: Concerns,
    again: Again,
    walk_in: bool,
) -> Visit:
    """The new visit; a visit it takes the place of, whose patient is here now, ends with it."""
    now = timezone.now()
    told = {
        "patient": patient,
        "place": when.cleaned_data["place"],
        "minutes": when.cleaned_data["minutes"],
        "wanted": concerns.wanted(again.course),
        "by": request.user,
        "at": now,
        "on": clinic_day(now),
        "read": request.POST.getlist("read"),
        "request": request,
    }
    with transaction.atomic():
        after = lock_visit(again.after) if again.after is not None else None
        # Booked first: the visit that ends then leaves nobody to be called.
        made = visits.walk_in(**told) if walk_in else visits.book(starts_at=when.starts_at(), **told)
        if after is not None and after.state == VisitState.ARRIVED and after != made:
            visits.finish(visit=after, by=request.user, at=now, request=request)
    return made


def _page(
    request: HttpRequest,
    patient: Patient,
    when: WhenForm,
    concerns: Concerns,
    again: Again,
    refused: Exception | None = None,
) -> HttpResponse:
    names = {form.fields["treatment"].initial: form.name for form in concerns.forms}
    for code in concerns.editions:
        names.setdefault(code, concerns.editions[code].name.get("en", code))
    forms = [when, *concerns.forms]
    shown = {
        "patient": patient,
        "visit": None,
        "when": when,
        "concerns": concerns,
        "treatments": [(code, names[code]) for code in concerns.editions],
        "several": len(concerns.editions) > 1,
        "after": again.after,
        "course": again.course,
        "made": getattr(refused, "visit", None),
        "read": getattr(refused, "told", []),
        **first_day_shown(request, again.first),
        "forms": forms,
        "has_errors": any(form.errors for form in forms if form.is_bound),
    }
    return render(request, "desk/book.html", shown)


def _moved(visit: Visit, first: FirstDay) -> dict[str, Any]:
    """The day it has, or the first that works where it cannot stay."""
    day = clinic_day(visit.starts_at)
    if day < first.proposal.first_possible:
        day = proposed_day(first)
    return {"day": staff_date(day), "time": clock(visit.starts_at), "place": visit.place_id}


def _move_page(
    request: HttpRequest,
    visit: Visit,
    form: MoveForm,
    version: int | str,
    first: FirstDay,
    refused: NotDone | None = None,
) -> HttpResponse:
    shown = {"visit": visit, "patient": visit.patient, "form": form, "version": version}
    shown["read"] = getattr(refused, "told", [])
    return render(request, "desk/move.html", shown | first_day_shown(request, first))
