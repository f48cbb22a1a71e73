"""The check on the day of the visit, and the consent: a few taps before a session."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinic.policy import methods, patient_session
from clinic.session_limits import is_on_tablet
from intake.access_by_link import visit_of_the_day
from intake.actions.consents import give_consent
from intake.actions.drafts import ANSWERABLE
from intake.actions.same_day import send_check, still_so
from intake.consents import ConsentNeeded, consents_needed
from intake.dates import clinic_day
from intake.decided import decided_of
from intake.forms.day_check import ConsentForm, DayCheckForm
from intake.models import EndReason, Purpose, Signature, Visit, VisitState
from intake.questions.answer_text import PATIENT, answer_lines, day_words
from intake.questions.parts import parts_of
from intake.questions.shelf import is_stale
from intake.questions.wording import Refused
from intake.refusals import AnswersMissing, NotDone
from intake.same_day import is_checked, list_of
from intake.views.patient_language import as_typed, read_on, switches
from intake.views.patient_sitting import Sitting, address_of, answering, mode_of, page

ONCE_MORE = "list"
"""In the address: the list is wanted although all of it is answered."""


@patient_session(Purpose.SAME_DAY)
@methods("GET", "POST")
@answering
def day_check(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """What was told before, in one list: nothing has changed, or what has is answered again.

    Once all of it is answered, what has changed is checked and sent; the list may be asked for once more.
    """
    draft, before = sitting.draft, decided_of(sitting.visit).response
    listed = list_of(sitting.questionnaire, sitting.standing, draft.answers, draft.given, before)
    all_anew = not any(is_stale(draft.given, code) for code in sitting.standing.put)
    if not listed.lines or (all_anew and ONCE_MORE not in request.GET):
        return _send(request, sitting)
    today = [sitting.item(code) for code in listed.today]
    form = DayCheckForm(
        [item for item in today if item.type in ("yesno", "choice")],
        [(code, _in_short(sitting, code)) for code in listed.lines],
        request.POST if request.method == "POST" else None,
        version=draft.version,
        already=listed.changed,
        answers=draft.answers,
    )
    if switches(request):
        form = as_typed(form)
    elif form.is_bound and form.is_valid():
        return _take(request, sitting, form)
    since = day_words(listed.since, sitting.language, PATIENT)
    return page(request, "patient/day_check.html", {"form": form, "since": since})


@patient_session(Purpose.SAME_DAY)
@methods("GET")
def day_sent(request: HttpRequest) -> HttpResponse:
    """Thanks, and what comes next: consent where it is due, the doctor's look where something changed."""
    visit = visit_of_the_day(request)
    is_today = clinic_day(visit.starts_at) == clinic_day(timezone.now())
    if is_today and request.invitation.ended_reason != EndReason.SUBMITTED and _is_check_due(visit):
        return redirect("day-check")
    if _consent_due(visit):
        return redirect("consent-to-treatment")
    told = {"is_today": is_today, "held": not _may_be_treated(visit), "day": _signed_day(visit)}
    return page(request, "patient/day_sent.html", told)


@patient_session(Purpose.SAME_DAY)
@methods("GET", "POST")
def consent(request: HttpRequest) -> HttpResponse:
    """The words to agree to, a box that is not ticked, the name; one page for each course."""
    visit, at = visit_of_the_day(request), timezone.now()
    if switches(request):
        read_on(request)
    due = _consent_due(visit)
    if due is None:
        return redirect("day-sent")
    bound = request.POST if request.method == "POST" else None
    form = ConsentForm(bound, agree=due.text.agree, shared=is_on_tablet(request))
    if switches(request):
        form = as_typed(form)
    elif form.is_bound and form.is_valid() and _agreed(request, visit, due, form, at):
        return redirect("day-sent")
    return page(request, "patient/consent.html", {"form": form, "text": due.text})


def _take(request: HttpRequest, sitting: Sitting, form: DayCheckForm) -> HttpResponse:
    """Keep what is still so; what has changed is put question by question, else the check is sent."""
    saved = still_so(
        draft=sitting.draft,
        changed=form.changed,
        values=form.values,
        version=form.read_version(),
        mode=mode_of(request),
        at=sitting.at,
        on=clinic_day(sitting.at),
        request=request,
    )
    standing = saved.questionnaire.standing(saved.draft.answers, saved.draft.given)
    # changed, or no longer readable as it was
    if form.says_something or saved.conflicts or standing.still_open:
        return redirect(address_of(standing.next_open(), sitting.form))
    return _sent(request, sitting, None)


def _send(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Everything was given again: what only this form asks is put, then the check is sent."""
    if sitting.standing.still_open:
        return redirect(address_of(sitting.standing.still_open[0], sitting.form))
    if request.method == "POST" and "send" in request.POST:
        return _sent(request, sitting, sitting.draft.version)
    rows = [_row(sitting, code) for code in _answered_anew(sitting)]
    return page(request, "patient/day_ready.html", {"rows": rows, "list": f"?{ONCE_MORE}=1"})


def _answered_anew(sitting: Sitting) -> list[str]:
    """What is not as it was told before, and what only this form asks."""
    before = decided_of(sitting.visit).response.answers
    now = sitting.draft.answers
    return [code for code in sitting.standing.put if now.get(code) != before.get(code)]


def _sent(request: HttpRequest, sitting: Sitting, version: int | None) -> HttpResponse:
    try:
        send_check(
            draft=sitting.draft,
            version=version,
            mode=mode_of(request),
            at=sitting.at,
            on=clinic_day(sitting.at),
            request=request,
        )
    except AnswersMissing as missing:
        return redirect(address_of(missing.codes[0], sitting.form))
    return redirect("day-sent")


def _agreed(request: HttpRequest, visit: Visit, due: ConsentNeeded, form: ConsentForm, at: datetime) -> bool:
    """Keep the consent; False with the objection on the form."""
    try:
        give_consent(
            visit=visit,
            version=due.text.version,
            agreed=form.cleaned_data["agreed"],
            signed_name=form.cleaned_data["name"],
            language=get_language(),
            mode=mode_of(request),
            at=at,
            request=request,
        )
    except Refused as refused:
        form.refuse(refused)
        return False
    except NotDone:
        return True  # agreed in another window, or no longer asked for: the next page says what is
    return True


def _consent_due(visit: Visit) -> ConsentNeeded | None:
    """What to agree to now: with the patient here, once a signature lets something be treated."""
    if visit.state != VisitState.ARRIVED or not _may_be_treated(visit):
        return None
    return next(iter(consents_needed(visit, get_language())), None)


def _may_be_treated(visit: Visit) -> bool:
    """Whether a signature that stands lets any area be treated today."""
    on = clinic_day(timezone.now())
    return visit.signature == Signature.GIVEN and any(
        item.may_treat(area, on) for item in decided_of(visit).requests for area in item.areas
    )


def _signed_day(visit: Visit) -> str:
    """The next day a dermatologist signed, in words; empty where none did."""
    on = clinic_day(timezone.now())
    signed = [area.treat_not_before for area in decided_of(visit).signed_areas if area.treat_not_before]
    return day_words(min(signed), get_language(), PATIENT) if signed and min(signed) > on else ""


def _is_check_due(visit: Visit) -> bool:
    response = decided_of(visit).response
    due = response and not is_checked(parts_of(visit), response, on=clinic_day(timezone.now()))
    return bool(due) and visit.state in ANSWERABLE


def _in_short(sitting: Sitting, code: str) -> SafeString:
    """A question's few words and what was told."""
    row = _row(sitting, code)
    return format_html("{}: <strong>{}</strong>", row["label"], "; ".join(row["lines"]) or _("left blank"))


def _row(sitting: Sitting, code: str) -> dict[str, Any]:
    item, value = sitting.item(code), sitting.draft.answers.get(code)
    return {
        "label": item.label,
        "lines": [] if value is None else answer_lines(item, value, sitting.language, PATIENT),
        "url": address_of(code, sitting.form),
    }
