"""The patient tells how the skin is after a session, and reads at once what to do."""

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language

from clinic.policy import methods, patient_session
from clinic.times import Times, clinic_times
from intake.access_by_link import patient_of_care, symptom_report_of_care
from intake.actions.symptoms import report_symptoms
from intake.care.lines import lines_after
from intake.dates import clinic_day, clinic_zone
from intake.models import Purpose, SymptomReport
from intake.refusals import NotNow
from intake.symptoms import sessions_to_ask
from intake.symptoms.words import sign_words
from intake.views.patient_language import as_typed, read_on, switches
from intake.views.patient_sitting import mode_of, page
from intake.views.symptom_taking import Taking, taking_of


@patient_session(Purpose.CARE)
@methods("GET", "POST")
def symptoms(request: HttpRequest) -> HttpResponse:
    """A few questions, the urgent ones first; the answer stands on the page they lead to."""
    patient, at = patient_of_care(request), timezone.now()
    if switches(request):
        read_on(request)
    sessions = sessions_to_ask(patient, on=clinic_day(at))
    if not sessions:
        return page(request, "patient/symptoms_no_session.html", frame())
    try:
        taking = taking_of(sessions, request.POST, on=clinic_day(at), language=get_language())
        return _put(request, taking) if request.method != "POST" else _take(request, taking)
    except NotNow:
        return page(request, "patient/not_now.html", {}, status=503)


@patient_session(Purpose.CARE)
@methods("GET")
def symptoms_told(request: HttpRequest, pk: str) -> HttpResponse:
    """What the patient is to do about what was told."""
    report, language = symptom_report_of_care(request, pk), get_language()
    told = phone_hours(clinic_times(), timezone.now(), language) | {
        "level": report.level,
        "signs": sign_words(report, language, doubts=False),
        "lines": _after_care(report, language) if report.level == "expected" else [],
    }
    return page(request, "patient/symptoms_told.html", frame() | told)


def _take(request: HttpRequest, taking: Taking) -> HttpResponse:
    if not taking.page:
        return _send(request, taking)
    form = taking.form(request.POST)
    if switches(request):
        return _put(request, taking, as_typed(form))
    is_valid = form.is_valid()
    if "back" in request.POST and taking.told.put:
        return _put(request, taking.back(form))
    if not is_valid:
        return _put(request, taking, form)
    after = taking.after(form)
    if after.is_urgent() or not after.page:
        return _send(request, after)
    return _put(request, after)


def _send(request: HttpRequest, taking: Taking) -> HttpResponse:
    report = report_symptoms(
        session=taking.session,
        answers=taking.told.counted,
        submit_key=taking.key,
        mode=mode_of(request),
        language=taking.language,
        at=timezone.now(),
        request=request,
    )
    return redirect("symptoms-told", report.pk)


def _put(request: HttpRequest, taking: Taking, form: Any = None) -> HttpResponse:
    """The page that is due; a form that was not taken keeps what was typed in it."""
    shown = {
        "form": form or taking.form(),
        "heading": taking.heading,
        "title": taking.title,
        "may_go_back": bool(taking.told.put),
        "in_doubt": taking.is_in_doubt,
    }
    return page(request, "patient/symptoms.html", frame() | shown)


def _after_care(report: SymptomReport, language: str) -> list[str]:
    """What holds now after this session; nothing before its end is recorded."""
    orders = {order.code: order.words for order in report.session.review.orders.filter(ordered=True)}
    lines = lines_after(report.session, orders=orders, language=language)
    now = report.given_at
    timed = [line for line in lines if line.first is None or line.first <= now]
    return [line.text for line in timed if line.last is None or line.last > now]


def phone_hours(times: Times, at: datetime, language: str) -> dict[str, Any]:
    """From when to when the phone is answered, and whether it is now."""
    clock = at.astimezone(clinic_zone()).time()
    answered = times.is_open(clinic_day(at)) and times.phone_from <= clock < times.phone_until
    opens, closes = (_clock(one, language) for one in (times.phone_from, times.phone_until))
    return {"opens": opens, "closes": closes, "answered_now": answered}


def _clock(moment: time, language: str) -> str:
    """8:00 am, or 8:00 where the day is told in 24 hours."""
    if language == "es":
        return f"{moment.hour}:{moment.minute:02d}"
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {'am' if moment.hour < 12 else 'pm'}"


def frame() -> dict[str, str]:
    """The way home, where the patient's own page is there."""
    try:
        home = reverse("care")
    except NoReverseMatch:
        home = ""
    return {"home": home}
