"""The clinic's hours on one page, for the lead: opening days, holidays, phone, messages."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date

from clinic.models import ClinicTimes, Holiday
from clinic.policy import methods, staff
from clinic.roles import LEAD
from clinic.times import clinic_times
from clinic.times.changes import TimesChanged, add_holidays, change_times, remove_holiday
from clinic.times.forms import HolidayForm, HoursForm

PAST = 20
"""Holidays gone by that the page shows."""


@staff(LEAD)
@methods("GET", "POST")
def clinic_hours(request: HttpRequest) -> HttpResponse:
    """Read and change the times; closing a day and opening it again are buttons of their own."""
    if request.method != "POST":
        return _page(request)
    if "remove" in request.POST:
        return _open_again(request)
    return _close(request) if "close" in request.POST else _save(request)


def _save(request: HttpRequest) -> HttpResponse:
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _page(request, hours=form)
    try:
        change_times(
            wanted=form.wanted(),
            version=_version(request),
            by=request.user,
            at=timezone.now(),
            request=request,
        )
    except (TimesChanged, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return _page(request, hours=form)
    return _done(request, "Saved.")


def _close(request: HttpRequest) -> HttpResponse:
    form, now = HolidayForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, holiday=form)
    typed = form.cleaned_data
    try:
        added = add_holidays(
            first=typed["day"],
            last=typed["last"] or typed["day"],
            name=typed["name"],
            by=request.user,
            at=now,
            on=timezone.localdate(now),
            request=request,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, holiday=form)
    return _done(
        request, "The clinic is closed on this day." if len(added) == 1 else f"Closed: {len(added)} days."
    )


def _open_again(request: HttpRequest) -> HttpResponse:
    now, day = timezone.now(), _day(request.POST["remove"])
    try:
        if day is None:
            raise ValidationError("There is no such day.")
        remove_holiday(day=day, by=request.user, at=now, on=timezone.localdate(now), request=request)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), extra_tags="stop")
        return redirect("clinic-hours")
    return _done(request, "The clinic is open again on this day.")


def _page(
    request: HttpRequest, hours: HoursForm | None = None, holiday: HolidayForm | None = None
) -> HttpResponse:
    times, on = clinic_times(), timezone.localdate()
    forms: Mapping[str, Form] = {
        "hours": hours or HoursForm(initial=HoursForm.initial_of(times)),
        "holiday": holiday or HolidayForm(),
    }
    shown = {
        **forms,
        "form": hours or holiday,
        "version": request.POST.get("version", "") if hours else times.version,
        "changed": ClinicTimes.objects.select_related("changed_by").first(),
        "coming": Holiday.objects.filter(day__gte=on).order_by("day"),
        "past": Holiday.objects.filter(day__lt=on).order_by("-day")[:PAST],
    }
    return render(request, "clinic_pages/hours.html", shown)


def _done(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said, extra_tags="good")
    return redirect("clinic-hours")


def _version(request: HttpRequest) -> int:
    """The version the page showed; -1, which no row has, for anything that is no number."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


def _day(typed: str):
    """A day as the page's buttons name it; None for anything else."""
    try:
        return parse_date(typed)
    except ValueError:
        return None
