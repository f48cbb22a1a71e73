"""The visit panel, and what the desk does with a visit in one press."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clinic.policy import methods, staff
from intake.access import DESK, response_to_retract, visit_for_desk
from intake.actions import visits
from intake.actions.invitations import reissue as make_new_link
from intake.actions.invitations import send_link as queue_mail
from intake.actions.submission import retract as mark_wrong
from intake.dates import clinic_day
from intake.forms.visits import CancelForm, RetractForm
from intake.messages.ways import way_to
from intake.models import Visit
from intake.refusals import NotDone
from intake.views.visits_panel import panel_of

NO_ADDRESS = (
    "No e-mail address is known, and no phone that may get texts. Show the link here, or add one to the "
    "particulars."
)


@staff(*DESK)
@methods("GET")
def visit(request: HttpRequest, pk: str) -> HttpResponse:
    """Where a visit stands and everything that may be done with it now."""
    return visit_page(request, visit_for_desk(request, pk))


def visit_page(request: HttpRequest, visit: Visit, **forms: CancelForm | RetractForm) -> HttpResponse:
    """The panel; with a form that was not accepted, its message and what was chosen."""
    panel = panel_of(visit, request.user, timezone.now())
    shown = {"cancel_form": CancelForm(), "retract_form": RetractForm()} | forms
    return render(request, "desk/visit.html", panel | shown | {"form": next(iter(forms.values()), None)})


@staff(*DESK)
@methods("POST")
def check_in(request: HttpRequest, pk: str) -> HttpResponse:
    """The patient is here."""
    return act(request, pk, visits.check_in, "Checked in.", on=clinic_day(timezone.now()))


@staff(*DESK)
@methods("POST")
def undo_check_in(request: HttpRequest, pk: str) -> HttpResponse:
    """The wrong patient was checked in."""
    return act(request, pk, visits.undo_check_in, "Check-in taken back.")


@staff(*DESK)
@methods("POST")
def no_show(request: HttpRequest, pk: str) -> HttpResponse:
    """The patient did not come."""
    return act(request, pk, visits.no_show, "Noted: the patient did not come.")


@staff(*DESK)
@methods("POST")
def finish(request: HttpRequest, pk: str) -> HttpResponse:
    """The patient goes home without a session."""
    return act(request, pk, visits.finish, "The visit is finished.")


@staff(*DESK)
@methods("POST")
def cancel(request: HttpRequest, pk: str) -> HttpResponse:
    """Call the visit off, saying who wanted it so."""
    visit = visit_for_desk(request, pk, viewing=False)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return visit_page(request, visit, cancel_form=form)
    return act(request, pk, visits.cancel, "The visit is canceled.", reason=form.cleaned_data["reason"])


@staff(*DESK)
@methods("POST")
def send_link(request: HttpRequest, pk: str) -> HttpResponse:
    """Queue the mail with the patient's link."""
    visit = visit_for_desk(request, pk, viewing=False)
    try:
        message = queue_mail(visit=visit, by=request.user, at=timezone.now(), request=request)
    except NotDone as error:
        return refused(request, visit, error)
    if message is None:
        messages.warning(request, NO_ADDRESS, extra_tags="warn")
        return redirect("visit", visit.pk)
    return done(request, visit, f"The link is on its way to {message.to}.")


@staff(*DESK)
@methods("POST")
def reissue(request: HttpRequest, pk: str) -> HttpResponse:
    """End every link of this visit and send a new one."""
    visit = visit_for_desk(request, pk, viewing=False)
    try:
        make_new_link(visit=visit, by=request.user, at=timezone.now(), request=request)
    except NotDone as error:
        return refused(request, visit, error)
    way = way_to(visit.patient)
    to = f" and is on its way to {way.to}" if way else ""
    return done(request, visit, f"Every earlier link is closed. A new one is open{to}.")


@staff(*DESK)
@methods("POST")
def retract(request: HttpRequest, pk: str) -> HttpResponse:
    """Mark answers that were sent as a wrong record."""
    response = response_to_retract(request, pk)
    visit = visit_for_desk(request, response.visit_id, viewing=False)
    form = RetractForm(request.POST)
    if not form.is_valid():
        return visit_page(request, visit, retract_form=form)
    now = timezone.now()
    try:
        reason = form.cleaned_data["reason"]
        mark_wrong(
            response=response, reason=reason, by=request.user, at=now, on=clinic_day(now), request=request
        )
    except NotDone as error:
        return refused(request, visit, error)
    return done(request, visit, "Marked as a wrong record. It does not count any more.")


def act(request: HttpRequest, pk: str, action: Callable, said: str, **more: object) -> HttpResponse:
    """One action on a visit as the page showed it; a refusal is a sentence on the page that follows."""
    visit = visit_for_desk(request, pk, viewing=False)
    try:
        action(
            visit=visit,
            version=version_of(request),
            by=request.user,
            at=timezone.now(),
            request=request,
            **more,
        )
    except (NotDone, ValidationError) as error:
        return refused(request, visit, error)
    return done(request, visit, said)


def version_of(request: HttpRequest) -> int | None:
    """The version the page showed; 0, which no row has, for anything that is no number."""
    version = request.POST.get("version")
    if version is None:
        return None
    return int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0


def done(request: HttpRequest, visit: Visit, said: str) -> HttpResponse:
    """Say what was done, with the patient's name where the page that follows shows several."""
    told = f"{visit.patient}: {said}" if "back" in request.POST else said
    messages.success(request, told, extra_tags="good")
    return back(request, visit)


def refused(request: HttpRequest, visit: Visit, error: Exception) -> HttpResponse:
    """Say why nothing was done."""
    sentence = " ".join(getattr(error, "messages", None) or [str(error)])
    told = f"{visit.patient}: {sentence}" if "back" in request.POST else sentence
    messages.error(request, told, extra_tags="stop")
    return back(request, visit)


def back(request: HttpRequest, visit: Visit) -> HttpResponse:
    """To the list the button was pressed in, with its day and tab, or to the visit."""
    query = request.POST.get("back")
    if query is None:
        return redirect("visit", visit.pk)
    safe = query.isascii() and query.isprintable() and len(query) < 200
    return redirect(reverse("today") + (f"?{query}" if safe and query else ""))
