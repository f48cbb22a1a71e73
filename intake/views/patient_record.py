"""On the patient's own page: the copy of the record, who has looked at it, and what is to be put right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinic import audit
from clinic.policy import methods, patient_session
from intake.access_by_link import patient_of_care
from intake.actions.corrections import ask_for_correction
from intake.copy.file import file_of
from intake.copy.page import page_of
from intake.corrections import rows_for_patient
from intake.forms.corrections import CorrectionForm
from intake.models import Patient, Purpose
from intake.questions.wording import Refused
from intake.refusals import NotDone
from intake.views.patient_copies import COPY, LOG, download
from intake.views.patient_language import as_typed, read_on, switches
from intake.views.patient_sitting import page
from intake.who_looked import events_about, patient_rows


@patient_session(Purpose.CARE)
@methods("GET")
def care_copy(request: HttpRequest) -> HttpResponse:
    """Everything held about the patient, to read and to print."""
    patient, at, language = patient_of_care(request), timezone.now(), get_language()
    audit.record("print", request=request, patient_id=patient.pk, target=COPY, at=at)
    shown = page_of(patient, language=language, own_page=True)
    return render(request, "patient/care_copy.html", {"patient": patient, "at": at, **shown})


@patient_session(Purpose.CARE)
@methods("POST")
def care_copy_file(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    patient, at, language = patient_of_care(request), timezone.now(), get_language()
    audit.record("export", request=request, patient_id=patient.pk, target=COPY, at=at)
    return download(file_of(patient, at=at, language=language, own_page=True), at)


@patient_session(Purpose.CARE)
@methods("GET")
def care_looked(request: HttpRequest) -> HttpResponse:
    """Who has looked at the record, newest first."""
    patient = patient_of_care(request)
    audit.record("view", request=request, patient_id=patient.pk, target=LOG)
    events, older = events_about(patient, before=request.GET.get("before", ""))
    shown = {"events": patient_rows(events, get_language()), "older": older, "back": reverse("care")}
    return page(request, "patient/care_looked.html", shown)


@patient_session(Purpose.CARE)
@methods("GET", "POST")
def care_correct(request: HttpRequest) -> HttpResponse:
    """What the patient asked to have put right, with our answers; and a box to ask for more."""
    patient = patient_of_care(request)
    if switches(request):
        read_on(request)
        form = as_typed(CorrectionForm(request.POST))
    else:
        form = CorrectionForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid() and _asked(request, patient, form):
            messages.success(request, _("Thank you. We have your words and will answer on this page."))
            return redirect("care-correct")
    shown = {"form": form, "rows": rows_for_patient(patient, get_language()), "back": reverse("care")}
    return page(request, "patient/care_correct.html", shown)


def _asked(request: HttpRequest, patient: Patient, form: CorrectionForm) -> bool:
    """Keep what was written; False with the objection on the form."""
    try:
        ask_for_correction(
            patient=patient,
            words=form.cleaned_data["words"],
            language=get_language(),
            at=timezone.now(),
            request=request,
        )
    except Refused as refused:
        form.add_error("words", refused)
        return False
    except NotDone as error:
        form.add_error(None, str(error))
        return False
    return True
