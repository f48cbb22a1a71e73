"""The course page: clinicians read it, a dermatologist changes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinic.people.emergency import opens as reads_in_emergency
from clinic.policy import methods, staff
from clinic.roles import DERMATOLOGIST, SEES_REASONS
from intake.access import course_for_clinician, course_to_change
from intake.actions import courses
from intake.actions.course_changes import STEPS
from intake.courses.page import page_of
from intake.courses.plan import has_maintenance, plans_for
from intake.dates import clinic_day
from intake.forms.courses import AreasForm, MaintenanceForm, ReasonForm, ScheduleForm
from intake.models import Course
from intake.refusals import NotDone
from intake.views.outcomes import outcome_of
from intake.views.visits import version_of


@dataclass(frozen=True, slots=True)
class Change:
    """One change a dermatologist may make: its words, its form, its action."""

    label: str
    form: type[Form]
    action: Callable[..., Course]
    said: str


CHANGES = {
    "schedule": Change("Change sessions or interval", ScheduleForm, courses.change_schedule, "Saved."),
    "maintenance": Change("Set maintenance", MaintenanceForm, courses.set_maintenance, "Saved."),
    "areas": Change("Change areas", AreasForm, courses.change_areas, "Saved."),
    "pause": Change("Pause", ReasonForm, courses.pause, "The course is paused."),
    "resume": Change("Resume", ReasonForm, courses.resume, "The course goes on."),
    "complete": Change("Complete", ReasonForm, courses.complete, "The course is completed."),
    "stop": Change("Stop", ReasonForm, courses.stop, "The course is stopped."),
    "reopen": Change("Open again", ReasonForm, courses.reopen, "The course goes on."),
}


@staff(*SEES_REASONS, emergency=True)
@methods("GET")
def course(request: HttpRequest, pk: str) -> HttpResponse:
    """Where a course stands, when the next session may be and why."""
    return _page(request, course_for_clinician(request, pk))


@staff(DERMATOLOGIST)
@methods("POST")
def change_course(request: HttpRequest, pk: str, change: str) -> HttpResponse:
    """One change with its reason; what was not accepted is shown where it was typed."""
    found = course_to_change(request, pk)
    if change not in CHANGES:
        raise Http404
    form = _form(change, found, request.POST)
    if not form.is_valid():
        return _page(request, found, change, form)
    now, wanted = timezone.now(), CHANGES[change]
    try:
        wanted.action(
            course=found,
            reason=form.cleaned_data["reason"],
            version=version_of(request),
            by=request.user,
            at=now,
            on=clinic_day(now),
            request=request,
            **(form.changes() if hasattr(form, "changes") else {}),
        )
    except NotDone as error:
        form.add_error(None, str(error))
        return _page(request, found, change, form)
    messages.success(request, wanted.said, extra_tags="good")
    return redirect("course", found.pk)


def _page(request: HttpRequest, found: Course, changed: str = "", form: Form | None = None) -> HttpResponse:
    plan = plans_for([found], on=clinic_day(timezone.now()))[found.pk]
    may_change = request.user.has_role(DERMATOLOGIST)
    shown = (
        page_of(plan)
        | outcome_of(found, request.user)
        | {
            "patient": found.patient,
            "visit": None,
            "only_reads": reads_in_emergency(request, found.patient_id),
            "form": form,
            "version": request.POST.get("version", "") if form else found.version,
            "panels": [
                {
                    "name": name,
                    "label": CHANGES[name].label,
                    "form": form if name == changed else _form(name, found),
                    "open": name == changed,
                    "ends": name in ("stop", "complete"),
                }
                for name in (_open_changes(found) if may_change else ())
            ],
        }
    )
    return render(request, "intake/course.html", shown)


def _open_changes(found: Course) -> list[str]:
    """What may be changed in the state the course is in."""
    steps = [name for name, states in STEPS.items() if found.state in states]
    if not found.is_open:
        return steps
    return ["schedule", *(["maintenance"] if has_maintenance(found) else []), "areas", *steps]


def _form(name: str, found: Course, data: Any = None) -> Form:
    more: dict[str, Any] = {"prefix": name}
    if name == "areas":
        more |= {"course": found, "initial": {"areas": found.areas}}
    elif name == "schedule":
        more["initial"] = ScheduleForm.initial_of(found)
    elif name == "maintenance":
        more["initial"] = {"every_days": found.maintenance_every_days}
    return CHANGES[name].form(data, **more)
