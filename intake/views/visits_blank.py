"""The questionnaire on paper, for a patient without a phone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinic import audit
from clinic.policy import methods, staff
from intake.access import DESK, visit_for_desk
from intake.dates import clinic_day
from intake.models import Language
from intake.questions.answer_text import PATIENT, day_words, moment_words
from intake.questions.paper import paper_of, words_in
from intake.questions.parts import NoProtocol
from intake.questions.questionnaire import questionnaire_for


@staff(*DESK)
@methods("GET")
def blank_questionnaire(request: HttpRequest, pk: str) -> HttpResponse:
    """Every question this visit may ask, in the patient's language or the one in `?lang=`."""
    visit = visit_for_desk(request, pk, viewing=False)
    asked = request.GET.get("lang")
    language = asked if asked in Language.values else visit.patient.language
    try:
        questionnaire = questionnaire_for(visit, on=clinic_day(timezone.now()))
    except NoProtocol:
        messages.error(request, "No questionnaire is in force for this visit.", extra_tags="stop")
        return redirect("visit", visit.pk)
    audit.record(
        "print", request=request, patient_id=visit.patient_id, target=f"blank questionnaire {visit.pk}"
    )
    shown = {
        "visit": visit,
        "patient": visit.patient,
        "spoken": language,
        "languages": Language.choices,
        "groups": paper_of(questionnaire, language),
        "words": words_in(language),
        "born": day_words(visit.patient.birth_date, language, PATIENT),
        "when": moment_words(visit.starts_at, language),
    }
    return render(request, "desk/blank.html", shown)
