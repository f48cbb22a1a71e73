"""The end of the questions: check the answers, sign and send them, read that they arrived."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinic.policy import methods, patient_session
from clinic.session_limits import is_on_tablet
from intake.access_by_link import visit_after_sending
from intake.actions.submission import submit
from intake.care.before import things_to_do, weekday_and_moment
from intake.care.guides import guides_of
from intake.care.lines import lines_before
from intake.dates import clinic_day
from intake.forms.sending import SendForm
from intake.models import EndReason, Purpose
from intake.questions.answer_text import PATIENT, answer_lines
from intake.questions.items import Item, document_of
from intake.questions.parts import NoProtocol, parts_of
from intake.questions.wording import Refused
from intake.refusals import AnswersMissing, Changed
from intake.views.patient_language import as_typed, switches
from intake.views.patient_sitting import Sitting, address_of, answering, is_unreviewed, mode_of, page


@patient_session(Purpose.QUESTIONNAIRE)
@methods("GET")
@answering
def check(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """All that was asked, by section, with what is still blank."""
    items = sitting.questionnaire.items(sitting.standing.asked, sitting.language)
    context = {
        "sections": [
            {"title": title, "rows": [_row(sitting, item) for item in group]}
            for title, group in groupby(items, key=attrgetter("section_title"))
        ],
        "missing": len(sitting.standing.missing),
        "first_missing": address_of(next(iter(sitting.standing.missing), None)),
        "back": address_of(sitting.standing.asked[-1]),
        "unreviewed": is_unreviewed(sitting.questionnaire, sitting.language),
    }
    return page(request, "patient/check.html", context)


@patient_session(Purpose.QUESTIONNAIRE)
@methods("GET", "POST")
@answering
def sign(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The statement, the box and the name; sending freezes the answers, once."""
    form = SendForm(request.POST or None, version=sitting.draft.version, shared=is_on_tablet(request))
    switched = switches(request)
    if form.is_bound and not switched and form.is_valid():
        return _send(request, sitting, form)
    if not sitting.standing.is_complete:
        return redirect("check-answers")
    return page(request, "patient/sign.html", {"form": as_typed(form) if switched else form})


@patient_session(Purpose.QUESTIONNAIRE)
@methods("GET")
def sent(request: HttpRequest) -> HttpResponse:
    """Thanks, when and where, and what to do before; nothing about what was decided."""
    if request.invitation.ended_reason != EndReason.SUBMITTED:
        return redirect("questions")
    visit, language = visit_after_sending(request), get_language()
    try:
        editions = [part.edition for part in parts_of(visit)]
    except NoProtocol:
        editions = []
    documents = [document_of(edition) for edition in dict.fromkeys(editions)]
    # Nothing is ordered yet: a dermatologist reads these answers first.
    lines = lines_before(visit, orders={}, language=language, documents=documents)
    today, day = clinic_day(timezone.now()), clinic_day(visit.starts_at)
    context = {
        "visit": visit,
        "when": weekday_and_moment(visit.starts_at, language),
        "groups": things_to_do(lines, day, language, today=today),
        "guides": guides_of(editions, language),
    }
    return page(request, "patient/sent.html", context)


def _row(sitting: Sitting, item: Item) -> dict[str, Any]:
    """A question with its answer in the patient's words; `lines` is empty where it is blank."""
    value = sitting.standing.counted.get(item.code)
    lines = [] if value is None else answer_lines(item, value, sitting.language, PATIENT)
    return {"item": item, "lines": lines, "url": address_of(item.code)}


def _send(request: HttpRequest, sitting: Sitting, form: SendForm) -> HttpResponse:
    try:
        submit(
            draft=sitting.draft,
            version=form.read_version(),
            mode=mode_of(request),
            attested=form.cleaned_data["attested"],
            attested_name=form.cleaned_data["name"],
            at=sitting.at,
            on=clinic_day(sitting.at),
            parts=sitting.questionnaire.parts,
            request=request,
        )
    except Refused as refused:
        form.refuse(refused)
        return page(request, "patient/sign.html", {"form": form})
    except AnswersMissing:
        return redirect("check-answers")
    except Changed:
        messages.info(request, _("Your answers changed in another window. Check them again, then sign."))
        return redirect("check-answers")
    return redirect("sent")
