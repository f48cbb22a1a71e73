"""Symptoms for staff: asked by phone, one report, and its closing by a dermatologist."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinic.people.emergency import opens as reads_in_emergency
from clinic.policy import methods, staff
from clinic.roles import DERMATOLOGIST, SEES_REASONS
from intake.access import DESK, session_for_desk, symptom_report_for_desk, symptom_report_to_close
from intake.actions.symptoms import close_report, report_symptoms
from intake.dates import clinic_day
from intake.forms.symptoms import ClosureForm, HowAskedForm
from intake.models import RED_LEVELS, Mode, SymptomClosure, SymptomReport, TreatmentSession
from intake.questions.items import sheet_of
from intake.refusals import NotDone, NotNow
from intake.symptoms.words import answer_rows, missing_rows, sign_words, what_to_do
from intake.views.symptom_taking import Taking, taking_of

READ_IN = "en"
"""Staff pages are English; what is read out stands beside in the patient's language."""
KEPT = "The answers are kept."
CLOSED = "Closed. The red line is gone."


@staff(*DESK)
@methods("GET", "POST")
def ask_symptoms(request: HttpRequest, pk: str) -> HttpResponse:
    """The symptom check with the patient on the phone or here: the same pages, blanks allowed."""
    session = session_for_desk(request, pk, viewing=request.method == "GET")
    language = session.patient.language
    local = language if language != READ_IN else ""
    try:
        day = clinic_day(timezone.now())
        taking = taking_of([session], request.POST, on=day, language=READ_IN, by_staff=True, local=local)
        return _take(request, taking) if request.method == "POST" else _put(request, taking)
    except NotNow as error:
        messages.error(request, str(error), extra_tags="stop")
        return redirect("patient", session.patient_id)


@staff(*DESK, emergency=True)
@methods("GET")
def symptom_report(request: HttpRequest, pk: str) -> HttpResponse:
    """One report: its level and what to do; what was told and why, for those who see reasons."""
    return _report_page(request, symptom_report_for_desk(request, pk))


@staff(DERMATOLOGIST)
@methods("POST")
def close_symptom_report(request: HttpRequest, pk: str) -> HttpResponse:
    """Take the red line away, with a note of what was found and done."""
    report = symptom_report_to_close(request, pk)
    form = ClosureForm(request.POST)
    if not form.is_valid():
        return _report_page(request, report, form)
    try:
        note = form.cleaned_data["note"]
        close_report(report=report, note=note, by=request.user, at=timezone.now(), request=request)
    except NotDone as error:
        form.add_error(None, str(error))
        return _report_page(request, report, form)
    messages.success(request, CLOSED, extra_tags="good")
    return redirect("symptom-report", report.pk)


def _take(request: HttpRequest, taking: Taking) -> HttpResponse:
    if not taking.page:
        return _send(request, taking)
    form = taking.form(request.POST)
    is_valid = form.is_valid()
    if "back" in request.POST and taking.told.put:
        return _put(request, taking.back(form))
    if not is_valid:
        return _put(request, taking, form)
    after = taking.after(form)
    return _send(request, after) if after.is_urgent() or not after.page else _put(request, after)


def _send(request: HttpRequest, taking: Taking) -> HttpResponse:
    try:
        report = report_symptoms(
            session=taking.session,
            answers=taking.told.counted,
            submit_key=taking.key,
            mode=_mode(request),
            language=taking.local or READ_IN,
            by=request.user,
            at=timezone.now(),
            request=request,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), extra_tags="stop")
        return redirect("ask-symptoms", taking.session.pk)
    messages.success(request, KEPT, extra_tags="good")
    return redirect("symptom-report", report.pk)


def _put(request: HttpRequest, taking: Taking, form: Any = None) -> HttpResponse:
    session = taking.session
    shown = {
        "patient": session.patient,
        "visit": None,
        "form": form or taking.form(),
        "mode_form": HowAskedForm(initial={"mode": _mode(request)}),
        "title": taking.title,
        "heading": taking.heading,
        "session": session,
        "areas": _areas(session, taking),
        "days": taking.days,
        "in_doubt": taking.is_in_doubt,
        "may_go_back": bool(taking.told.put),
    }
    return render(request, "desk/symptoms.html", shown)


def _areas(session: TreatmentSession, taking: Taking) -> str:
    names = sheet_of(taking.edition, READ_IN).areas
    return ", ".join(names.get(area, area) for area in session.areas)


def _mode(request: HttpRequest) -> str:
    asked = request.POST.get("mode", "")
    return asked if asked in (Mode.PHONE, Mode.STAFF) else Mode.PHONE.value


def _report_page(
    request: HttpRequest, report: SymptomReport, form: ClosureForm | None = None
) -> HttpResponse:
    closure = SymptomClosure.objects.filter(report=report).select_related("by").first()
    is_open = report.level in RED_LEVELS and closure is None
    shown = {
        "patient": report.patient,
        "visit": None,
        "only_reads": reads_in_emergency(request, report.patient_id),
        "report": report,
        "word": report.get_level_display(),
        "is_open": is_open,
        "closure": closure,
        "to_do": what_to_do(report.level, settings.EMERGENCY_NUMBER) if closure is None else [],
    }
    if request.user.has_role(*SEES_REASONS) or shown["only_reads"]:
        shown |= _reasons(report)
    if is_open and request.user.has_role(DERMATOLOGIST):
        shown["form"] = form or ClosureForm()
    elif form is not None:
        shown["form"] = form
    return render(request, "intake/symptom_report.html", shown)


def _reasons(report: SymptomReport) -> dict[str, Any]:
    return {
        "sees_signs": True,
        "signs": sign_words(report),
        "rows": answer_rows(report),
        "missing": missing_rows(report),
    }
