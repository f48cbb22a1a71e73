"""Emergency access to one patient's clinical pages: opened with a reason, ended, reviewed by another."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinic import audit
from clinic.models import EmergencyAccess
from clinic.people import emergency
from clinic.policy import methods, staff
from clinic.sign_in.recent import recently
from intake.access import audit_list_view, patient_for_staff
from intake.emergency_pages import accesses_to_review, clinical_pages_of, reviewed_lately
from intake.forms.emergency import EmergencyForm, ReviewForm

ENDED = "The emergency access is ended."
REVIEWED = "Reviewed. It stands under Reviewed lately."


@staff(*emergency.MAY_OPEN)
@methods("GET", "POST")
def patient_emergency(request: HttpRequest, pk: str) -> HttpResponse:
    """Say why, then find what may be read until it is over. Who sees reasons anyway goes to the patient."""
    if not emergency.may_open(request.user):
        return redirect("patient", patient_for_staff(request, pk, viewing=False).pk)
    if request.method == "POST":
        return _open(request, pk)
    patient = patient_for_staff(request, pk)
    held = [one for one in emergency.open_now(request.user, timezone.now()) if one.patient_id == patient.pk]
    if not held:
        return render(request, "desk/emergency.html", {"patient": patient, "form": EmergencyForm()})
    return render(request, "desk/emergency_open.html", {"patient": patient, **clinical_pages_of(patient)})


@staff(*emergency.MAY_OPEN)
@methods("POST")
def end(request: HttpRequest, pk: str) -> HttpResponse:
    """End one's own access before its time."""
    access = EmergencyAccess.objects.filter(pk=pk, opened_by=request.user).first()
    if access is None:
        audit.record_denied(request, target=f"emergency access {pk}")
        raise Http404
    emergency.end_access(access=access, by=request.user, at=timezone.now(), request=request)
    messages.success(request, ENDED, extra_tags="good")
    return redirect("home")


@staff(*emergency.MAY_REVIEW)
@methods("GET")
def emergencies(request: HttpRequest) -> HttpResponse:
    """Who read whose record by an emergency access, why, and which pages: what nobody has reviewed yet."""
    return _list(request)


@staff(*emergency.MAY_REVIEW)
@methods("POST")
def review(request: HttpRequest, pk: str) -> HttpResponse:
    """Write down what was found about somebody else's access."""
    access = EmergencyAccess.objects.filter(pk=pk).first()
    if access is None:
        raise Http404
    form = ReviewForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _list(request, form)
    try:
        note, now = form.cleaned_data["note"], timezone.now()
        emergency.review(access=access, note=note, by=request.user, at=now, request=request)
    except PermissionDenied as error:
        audit.record_denied(request, target=str(access), patient_id=access.patient_id)
        raise Http404 from error
    except ValidationError as error:
        form.add_error("note", error.messages)
        return _list(request, form)
    messages.success(request, REVIEWED, extra_tags="good")
    return redirect("emergencies")


@recently
def _open(request: HttpRequest, pk: str) -> HttpResponse:
    patient, form = patient_for_staff(request, pk, viewing=False), EmergencyForm(request.POST)
    if form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        emergency.open_access(patient_id=patient.pk, reason=reason, by=request.user, at=now, request=request)
        return redirect("patient-emergency", patient.pk)
    return render(request, "desk/emergency.html", {"patient": patient, "form": form})


def _list(request: HttpRequest, wrong: ReviewForm | None = None) -> HttpResponse:
    now: datetime = timezone.now()
    rows = accesses_to_review(request.user, now)
    for row in rows:
        prefix = str(row["access"].pk)
        row["form"] = wrong if wrong and wrong.prefix == prefix else ReviewForm(prefix=prefix)
    audit_list_view(request, "emergency accesses")
    shown = {"rows": rows, "reviewed": reviewed_lately(), "form": wrong}
    return render(request, "desk/emergencies.html", shown)
