"""What the desk does about a patient's own page and about messages: send, show, take back, send again."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinic.policy import methods, staff
from intake.access import DESK, message_for_desk, patient_for_staff
from intake.actions import care_links
from intake.actions.feeds import end_feed
from intake.actions.messages import NO_WAY, try_again
from intake.addresses import link_for
from intake.messages.words import own_page_text
from intake.models import Patient
from intake.refusals import NotDone
from intake.views.patient_homes import OWN_PAGE
from intake.views.visits_link import qr_of


@staff(*DESK)
@methods("POST")
def send_care_link(request: HttpRequest, pk: str) -> HttpResponse:
    """Queue the message with the link to the patient's own page."""
    patient = patient_for_staff(request, pk, viewing=False)
    try:
        sent = care_links.send_care_link(patient=patient, by=request.user, at=timezone.now(), request=request)
    except NotDone as error:
        return _refused(request, patient, error)
    if sent is None:
        messages.warning(request, NO_WAY, extra_tags="warn")
        return redirect("patient", patient.pk)
    return _done(request, patient, f"The link is on its way to {sent.to}.")


@staff(*DESK)
@methods("GET", "POST")
def care_link_code(request: HttpRequest, pk: str) -> HttpResponse:
    """A new link, shown this once. A GET, as after "Back" or a reload, goes to the patient and makes none."""
    patient = patient_for_staff(request, pk, viewing=False)
    if request.method != "POST":
        return redirect("patient", patient.pk)
    try:
        invitation, token = care_links.copy_care_link(
            patient=patient, by=request.user, at=timezone.now(), request=request
        )
    except NotDone as error:
        return _refused(request, patient, error)
    address = link_for(token, invitation.language, OWN_PAGE)
    shown = {
        "patient": patient,
        "address": address,
        "code": qr_of(address),
        "message": own_page_text(address, invitation.language),
        "spoken": invitation.language,
        "until": invitation.last_minute,
    }
    return render(request, "desk/care_link.html", shown)


@staff(*DESK)
@methods("POST")
def end_care_link(request: HttpRequest, pk: str) -> HttpResponse:
    """Take every link to the patient's own page back."""

    def act(patient: Patient) -> None:
        care_links.revoke_care_link(patient=patient, by=request.user, at=timezone.now(), request=request)

    return _act(
        request, pk, act, "Every link to the patient’s own page is closed. Messages bring no new one."
    )


@staff(*DESK)
@methods("POST")
def end_calendar(request: HttpRequest, pk: str) -> HttpResponse:
    """End the patient's private calendar address."""

    def act(patient: Patient) -> None:
        end_feed(patient=patient, by=request.user, at=timezone.now(), request=request)

    return _act(request, pk, act, "The calendar address is closed.")


@staff(*DESK)
@methods("POST")
def send_again(request: HttpRequest, pk: str) -> HttpResponse:
    """Have a message that failed sent once more; back to the page the button stood on."""
    message = message_for_desk(request, pk)
    on_visit = request.POST.get("from") == "visit" and message.visit_id
    back = redirect("visit", message.visit_id) if on_visit else redirect("patient", message.patient_id)
    try:
        sent = try_again(message=message, by=request.user, at=timezone.now(), request=request)
    except NotDone as error:
        messages.error(request, str(error), extra_tags="stop")
        return back
    messages.success(request, f"The message is on its way to {sent.to}.", extra_tags="good")
    return back


def _act(request: HttpRequest, pk: str, act: Callable[[Patient], None], said: str) -> HttpResponse:
    patient = patient_for_staff(request, pk, viewing=False)
    try:
        act(patient)
    except NotDone as error:
        return _refused(request, patient, error)
    return _done(request, patient, said)


def _done(request: HttpRequest, patient: Patient, said: str) -> HttpResponse:
    messages.success(request, said, extra_tags="good")
    return redirect("patient", patient.pk)


def _refused(request: HttpRequest, patient: Patient, error: Exception) -> HttpResponse:
    messages.error(request, str(error), extra_tags="stop")
    return redirect("patient", patient.pk)
