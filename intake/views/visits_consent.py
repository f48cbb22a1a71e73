"""Consent as clinicians keep it: printed to be signed on paper, written down, and taken back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext

from clinic import audit
from clinic.policy import methods, staff
from clinic.roles import SEES_REASONS
from intake.access import consent_for_clinician, visit_for_clinician
from intake.actions.consents import give_consent, withdraw
from intake.consents import consents_needed, standings_of
from intake.decided import decided_of
from intake.forms.consents import PaperConsentForm, WithdrawForm
from intake.models import Language, Mode, Visit, VisitState
from intake.questions.answer_text import PATIENT, day_words, moment_words
from intake.questions.items import document_of, sheet_of
from intake.questions.paper import words_in
from intake.questions.parts import NoProtocol, parts_of
from intake.refusals import NotDone
from treatments.care import consent_of

HERE = (VisitState.ARRIVED, VisitState.IN_SESSION)


@staff(*SEES_REASONS)
@methods("GET", "POST")
def consent(request: HttpRequest, pk: str) -> HttpResponse:
    """How consent stands; what was signed on paper is written down here."""
    visit = visit_for_clinician(request, pk, viewing=request.method == "GET")
    if request.method != "POST":
        return _page(request, visit)
    form = PaperConsentForm(request.POST, version="")
    if not form.is_valid():
        return _page(request, visit, form)
    return _keep(request, visit, form)


@staff(*SEES_REASONS)
@methods("GET")
def consent_print(request: HttpRequest, pk: str) -> HttpResponse:
    """The words to agree to on paper, in the patient's language or the one in `?lang=`."""
    visit = visit_for_clinician(request, pk, viewing=False)
    language = _language(request, visit)
    sheets = _sheets(visit, language)
    if not sheets:
        raise Http404
    audit.record("print", request=request, patient_id=visit.patient_id, target=f"consent of visit {visit.pk}")
    with translation.override(language):
        ask = gettext("You may ask us anything before you sign. You may take your consent back at any time.")
    shown = {
        "visit": visit,
        "patient": visit.patient,
        "spoken": language,
        "languages": Language.choices,
        "sheets": sheets,
        "words": words_in(language) | {"ask": ask},
        "born": day_words(visit.patient.birth_date, language, PATIENT),
        "when": moment_words(visit.starts_at, language),
    }
    return render(request, "desk/consent_print.html", shown)


@staff(*SEES_REASONS)
@methods("POST")
def withdraw_consent(request: HttpRequest, pk: str) -> HttpResponse:
    """The patient takes a consent back and a clinician writes it down."""
    given = consent_for_clinician(request, pk)
    visit, form = visit_for_clinician(request, given.visit_id, viewing=False), WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, taken_back=form)
    try:
        words = form.cleaned_data["words"]
        withdraw(consent=given, words=words, by=request.user, at=timezone.now(), request=request)
    except NotDone as error:
        messages.error(request, str(error), extra_tags="stop")
    else:
        messages.success(request, "Written down: the consent is taken back.", extra_tags="good")
    return redirect("visit", visit.pk)


def _keep(request: HttpRequest, visit: Visit, form: PaperConsentForm) -> HttpResponse:
    try:
        give_consent(
            visit=visit,
            version=form.cleaned_data["version"],
            agreed=form.cleaned_data["agreed"],
            signed_name=form.cleaned_data["name"],
            language=_language(request, visit),
            mode=Mode.STAFF,
            by=request.user,
            at=timezone.now(),
            request=request,
        )
    except (NotDone, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return _page(request, visit, form)
    messages.success(request, "The consent on paper is written down.", extra_tags="good")
    return redirect("visit", visit.pk)


def _page(
    request: HttpRequest,
    visit: Visit,
    form: PaperConsentForm | None = None,
    taken_back: WithdrawForm | None = None,
) -> HttpResponse:
    language = _language(request, visit)
    due = _due(visit, language)
    paper = form or (PaperConsentForm(version=due) if due and visit.state in HERE else None)
    shown = {
        "visit": visit,
        "patient": visit.patient,
        "consents": standings_of(decided_of(visit)),
        "due": due,
        "is_here": visit.state in HERE,
        "spoken": language,
        "languages": Language.choices,
        "paper": paper,
        "withdraw_form": taken_back or WithdrawForm(),
        "prints": bool(_sheets(visit, language)),
        "form": form or taken_back,
    }
    return render(request, "desk/consent.html", shown)


def _language(request: HttpRequest, visit: Visit) -> str:
    asked = request.GET.get("lang")
    return asked if asked in Language.values else visit.patient.language


def _due(visit: Visit, language: str) -> str:
    """The version of the words to agree to next; empty where nothing is."""
    try:
        return next((needed.text.version for needed in consents_needed(visit, language)), "")
    except NoProtocol:
        return ""


def _sheets(visit: Visit, language: str) -> list[dict[str, Any]]:
    """The words in force for each treatment the visit is for, with what for and where."""
    try:
        parts = parts_of(visit)
    except NoProtocol:
        return []
    found: dict[str, dict[str, Any]] = {}
    for part in parts:
        text, sheet = consent_of(document_of(part.edition), language), sheet_of(part.edition, language)
        if text is not None:
            areas = ", ".join(sheet.areas.get(code, code) for code in part.request.areas)
            concern = sheet.indications.get(part.request.indication, part.request.indication)
            row = found.setdefault(text.version, {"text": text, "edition": part.edition, "for": []})
            row["for"].append(f"{concern}: {areas}")
    return list(found.values())
