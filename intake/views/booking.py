"""Booking a visit for a patient, and moving it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinic.models import Place
from clinic.policy import methods, staff
from clinic.templatetags.clinic_dates import clock, staff_date
from intake.access import DESK, patient_for_staff, visit_for_desk
from intake.actions import visits
from intake.dates import clinic_day
from intake.decided import decided_of
from intake.forms.booking import Concerns, MoveForm, WhenForm
from intake.models import Patient, Visit, VisitState
from intake.refusals import NotDone
from intake.today import rows_of
from intake.views.visits import version_of
from treatments.models import ProtocolEdition

USUAL_MINUTES = 30


@staff(*DESK)
@methods("GET", "POST")
def book(request: HttpRequest, pk: str) -> HttpResponse:
    """Book a visit: what for, when and where. `after` names the visit that this one takes the place of."""
    patient = patient_for_staff(request, pk, viewing=request.method == "GET")
    on, editions = clinic_day(timezone.now()), in_force()
    after = _visit_before(request, patient)
    if request.method != "POST":
        when = WhenForm(on=on, initial=_usual_time(after))
        return _page(
            request, patient, when, Concerns.blank(editions, _usual_concerns(request, after, editions)), after
        )
    if "add" in request.POST or "drop" in request.POST:
        when = WhenForm(on=on, initial=request.POST.dict())
        return _page(request, patient, when, Concerns.changed(editions, request.POST), after)
    return _book_as_typed(request, patient, after, editions)


@staff(*DESK)
@methods("GET", "POST")
def move(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a booking another day, time or place."""
    visit, now = visit_for_desk(request, pk, viewing=request.method == "GET"), timezone.now()
    on = clinic_day(now)
    if request.method != "POST":
        return _move_page(request, visit, MoveForm(on=on, initial=_moved(visit)), visit.version)
    form = MoveForm(request.POST, on=on)
    if not form.is_valid():
        return _move_page(request, visit, form, request.POST.get("version", ""))
    try:
        visits.move(
            visit=visit,
            starts_at=form.starts_at(),
            place=form.cleaned_data["place"],
            version=version_of(request),
            by=request.user,
            at=now,
            on=on,
            request=request,
        )
    except NotDone as error:
        form.add_error(None, str(error))
        return _move_page(request, visit, form, request.POST.get("version", ""))
    messages.success(request, "Moved.", extra_tags="good")
    return redirect("visit", visit.pk)


def in_force() -> dict[str, ProtocolEdition]:
    """The editions a visit can be booked for, by treatment."""
    found = ProtocolEdition.objects.in_force().select_related("treatment", "publication")
    return {edition.treatment.code: edition for edition in found.order_by("treatment__code")}


def _book_as_typed(
    request: HttpRequest, patient: Patient, after: Visit | None, editions: Mapping[str, ProtocolEdition]
) -> HttpResponse:
    """Book, or show the page again with every objection at its field."""
    walk_in = "walk_in" in request.POST
    when, concerns = (
        WhenForm(request.POST, on=clinic_day(timezone.now()), walk_in=walk_in),
        Concerns.typed(editions, request.POST),
    )
    if not all([when.is_valid(), concerns.is_valid()]):
        return _page(request, patient, when, concerns, after)
    try:
        made = _book(request, patient, when, concerns, after, walk_in)
    except ValidationError as error:
        concerns.refuse(error)
    except NotDone as error:
        when.add_error(None if walk_in else "day", str(error))
    else:
        messages.success(request, "Checked in." if walk_in else "Booked.", extra_tags="good")
        return redirect("visit", made.pk)
    return _page(request, patient, when, concerns, after)


def _book(
    request: HttpRequest,
    patient: Patient,
    when: WhenForm,
    concerns: Concerns,
    after: Visit | None,
    walk_in: bool,
) -> Visit:
    """The new visit; a visit it takes the place of, whose patient is here now, ends with it."""
    now = timezone.now()
    told = {
        "patient": patient,
        "place": when.cleaned_data["place"],
        "minutes": when.cleaned_data["minutes"],
        "wanted": concerns.wanted(),
        "by": request.user,
        "at": now,
        "on": clinic_day(now),
        "request": request,
    }
    with transaction.atomic():
        if after is not None and after.state == VisitState.ARRIVED:
            visits.finish(visit=after, by=request.user, at=now, request=request)
        return visits.walk_in(**told) if walk_in else visits.book(starts_at=when.starts_at(), **told)


def _page(
    request: HttpRequest, patient: Patient, when: WhenForm, concerns: Concerns, after: Visit | None
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
        "after": after,
        "forms": forms,
        "has_errors": any(form.errors for form in forms if form.is_bound),
    }
    return render(request, "desk/book.html", shown)


def _visit_before(request: HttpRequest, patient: Patient) -> Visit | None:
    """The visit of this patient that is booked again, if one is named."""
    named = request.POST.get("after") or request.GET.get("after")
    if not named:
        return None
    visit = visit_for_desk(request, named, viewing=False)
    return visit if visit.patient_id == patient.pk else None


def _usual_time(after: Visit | None) -> dict[str, Any]:
    place = (
        after.place_id if after else Place.objects.filter(is_open=True).values_list("pk", flat=True).first()
    )
    first = _first_day(after) if after else None
    return {
        "minutes": after.minutes if after else USUAL_MINUTES,
        "place": place,
        "day": staff_date(first) if first else "",
    }


def _usual_concerns(
    request: HttpRequest, after: Visit | None, editions: Mapping[str, ProtocolEdition]
) -> list[dict[str, Any]]:
    if after is not None:
        return [_again(one) for one in after.requests.order_by("position")]
    asked = request.GET.get("treatment")
    code = asked if asked in editions else next(iter(editions), "")
    return [{"treatment": code}]


def _again(one: Any) -> dict[str, Any]:
    elsewhere = ", ".join(staff_date(day) for day in one.previous_sessions_elsewhere)
    plain = {"treatment": one.treatment, "indication": one.indication}
    return plain | {"areas": one.areas, "previous": elsewhere}


def _moved(visit: Visit) -> dict[str, Any]:
    first = _first_day(visit) or clinic_day(visit.starts_at)
    return {"day": staff_date(first), "time": clock(visit.starts_at), "place": visit.place_id}


def _first_day(visit: Visit) -> date | None:
    """The first day that a signed or advised wait leaves open, where one is in force."""
    signed = [area.treat_not_before for area in decided_of(visit).signed_areas if area.treat_not_before]
    return max(signed) if signed else rows_of([visit], at=timezone.now())[0].result_date


def _move_page(request: HttpRequest, visit: Visit, form: MoveForm, version: int | str) -> HttpResponse:
    first = _first_day(visit)
    shown = {"visit": visit, "patient": visit.patient, "form": form, "version": version, "first": first}
    return render(request, "desk/move.html", shown)
