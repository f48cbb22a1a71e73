"""A patient's copy made at the clinic, and the list of who has looked at the record."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from clinic import audit
from clinic.policy import methods, staff
from clinic.sign_in.recent import recently
from intake.access import RECORDS, patient_to_copy
from intake.copy.file import file_of, name_of_file
from intake.copy.page import page_of
from intake.models import Language, Patient
from intake.who_looked import PRINTED, events_about, staff_rows

COPY, LOG = "copy of the record", "access log"
"""What the audit trail calls them."""


@staff(*RECORDS)
@methods("GET")
@recently
def patient_copy(request: HttpRequest, pk: str) -> HttpResponse:
    """In which forms the copy is made."""
    patient = patient_to_copy(request, pk)
    return render(request, "desk/copy.html", {"patient": patient, "languages": Language.choices})


@staff(*RECORDS)
@methods("POST")
@recently
def patient_copy_file(request: HttpRequest, pk: str) -> HttpResponse:
    """The copy as a file, in the language asked for."""
    patient, at = patient_to_copy(request, pk, viewing=False), timezone.now()
    language = _language(request.POST.get("language"), patient)
    audit.record("export", request=request, patient_id=patient.pk, target=COPY, at=at)
    return download(file_of(patient, at=at, language=language, own_page=False), at)


@staff(*RECORDS)
@methods("GET")
@recently
def patient_copy_page(request: HttpRequest, pk: str) -> HttpResponse:
    """The copy to read and to print, in the patient's language or the one asked for."""
    patient, at = patient_to_copy(request, pk, viewing=False), timezone.now()
    language = _language(request.GET.get("lang"), patient)
    audit.record("print", request=request, patient_id=patient.pk, target=COPY, at=at)
    with translation.override(language):
        shown = page_of(patient, language=language, own_page=False)
        return render(request, "desk/copy_page.html", {"patient": patient, "at": at, **shown})


@staff(*RECORDS)
@methods("GET")
def patient_access_log(request: HttpRequest, pk: str) -> HttpResponse:
    """Who has looked at this record, newest first."""
    patient = patient_to_copy(request, pk, viewing=False)
    audit.record("view", request=request, patient_id=patient.pk, target=LOG)
    events, older = events_about(patient, before=request.GET.get("before", ""))
    return render(request, "desk/access_log.html", _log(patient, events, older))


@staff(*RECORDS)
@methods("GET")
def patient_access_log_print(request: HttpRequest, pk: str) -> HttpResponse:
    """The same on paper, many events a part."""
    patient = patient_to_copy(request, pk, viewing=False)
    audit.record("print", request=request, patient_id=patient.pk, target=LOG)
    events, older = events_about(patient, before=request.GET.get("before", ""), most=PRINTED)
    shown = _log(patient, events, older) | {"at": timezone.now()}
    return render(request, "desk/access_log_print.html", shown)


def download(content: bytes, at: datetime) -> HttpResponse:
    """A file whose name says nothing of whose it is."""
    answer = HttpResponse(content, content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name_of_file(at)}"'
    return answer


def _log(patient: Patient, events: list, older: str) -> dict:
    return {"patient": patient, "events": staff_rows(events), "older": older}


def _language(asked: str | None, patient: Patient) -> str:
    return asked if asked in Language.values else patient.language
