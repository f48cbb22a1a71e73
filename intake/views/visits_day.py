"""The check of the day as staff do it with the patient: nothing has changed, or what has is asked again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html

from clinic.policy import methods, staff
from intake.access import DESK, visit_for_desk
from intake.actions.answers import save_answers
from intake.actions.same_day import begin_check, check_the_day, send_check, still_so
from intake.dates import clinic_day
from intake.decided import decided_of
from intake.forms.asking import ModeForm, QuestionsForm
from intake.forms.day_check import DayCheckForm
from intake.models import SAME_DAY, Draft, Signature, Visit
from intake.questions.answer_text import answer_words
from intake.refusals import AnswersMissing, NotDone
from intake.same_day import DayList, list_of
from intake.views.asking import asking_of, mode_of, show_refusals
from intake.views.asking_state import Asking
from intake.views.visits import version_of

NOTHING_DUE = "Nothing has to be asked again today."
MORE = "Saved. Some questions are still open."
SENT = "The check of the day is sent."
SENT_AND_HELD = "The check of the day is sent. A dermatologist has to look at it before a session."


@staff(*DESK)
@methods("GET", "POST")
def same_day(request: HttpRequest, pk: str) -> HttpResponse:
    """What was told, in one list: nothing has changed, or what has is asked on the page behind."""
    visit = visit_for_desk(request, pk, viewing=request.method == "GET")
    asking = _checking(request, visit)
    if isinstance(asking, HttpResponse):
        return asking
    before = decided_of(visit).response
    listed = list_of(asking.questionnaire, asking.standing, asking.answers, asking.given, before)
    if not listed.lines:
        return redirect("same-day-changed", visit.pk)
    form = _list_form(request, asking, listed)
    if form.is_bound and form.is_valid():
        return _take(request, asking, form)
    return _page(request, asking, "desk/same_day.html", form, since=listed.since)


@staff(*DESK)
@methods("GET", "POST")
def same_day_changed(request: HttpRequest, pk: str) -> HttpResponse:
    """What has changed, and what is only asked because of it, as one group; then the check is sent."""
    visit = visit_for_desk(request, pk, viewing=request.method == "GET")
    asking = _checking(request, visit)
    if isinstance(asking, HttpResponse):
        return asking
    codes = _changed(asking)
    if request.method != "POST":
        return _page(request, asking, "desk/same_day_changed.html", _group_form(asking, codes))
    shown = set(request.POST.get("shown", "")[:4_000].split())
    form = _group_form(asking, [code for code in codes if code in shown], request.POST)
    return _save(request, asking, form)


def _checking(request: HttpRequest, visit: Visit) -> Asking | HttpResponse:
    """The check as it stands; or back to the visit, saying why there is nothing to check."""
    on = clinic_day(timezone.now())
    try:
        check_the_day(visit, on)
    except NotDone as error:
        messages.error(request, str(error), extra_tags="stop")
        return redirect("visit", visit.pk)
    asking = asking_of(request, visit, SAME_DAY)
    if isinstance(asking, Asking) and not asking.standing.put:
        messages.info(request, NOTHING_DUE)
        return redirect("visit", visit.pk)
    return asking


def _list_form(request: HttpRequest, asking: Asking, listed: DayList) -> DayCheckForm:
    """The list to tick, and what only this form asks; beside it the same as the patient speaks."""
    # What is no choice of one button is asked among what has changed.
    today = [asking.items[code] for code in listed.today]
    only_today = [item for item in today if item.type in ("yesno", "choice")]
    form = DayCheckForm(
        only_today,
        [(code, _in_short(asking, code)) for code in listed.lines],
        request.POST if request.method == "POST" else None,
        version=asking.version,
        already=listed.changed,
        answers=asking.to_fill_in(),
    )
    for code in asking.local.keys() & {item.code for item in only_today}:
        spoken = format_html('<span class="local" lang="es">{}</span>', asking.local[code].text)
        form.fields[f"q-{code}"].help_text = spoken
    return form


def _in_short(asking: Asking, code: str) -> str:
    value = asking.answers.get(code)
    words = "left blank" if value is None else answer_words(asking.items[code], value)
    return format_html("{}: <strong>{}</strong>", asking.items[code].label, words)


def _take(request: HttpRequest, asking: Asking, form: DayCheckForm) -> HttpResponse:
    """Keep what is still so; send the check where nothing has changed and nothing is left open."""
    told = _told(request, asking)
    try:
        draft = _begun(request, asking)
        values = {"changed": form.changed, "values": form.values, "version": form.read_version()}
        saved = still_so(draft=draft, **values, **told)
        if form.says_something or not saved.all_taken:
            return redirect("same-day-changed", asking.visit.pk)
        return _sent(asking.visit, saved.draft, told, request)
    except NotDone as error:
        return _refused(request, asking.visit, error)


def _changed(asking: Asking) -> list[str]:
    """What is open, and what this check has answered otherwise than it was told: it may be put right."""
    sent, still_open = decided_of(asking.visit).response, asking.standing.still_open
    differs = {code for code in sent.given if asking.answers.get(code) != sent.answers.get(code)}
    return [code for code in asking.standing.put if code in still_open or code in differs]


def _group_form(asking: Asking, codes: list[str], data: Any = None) -> QuestionsForm:
    items = [asking.items[code] for code in codes]
    held = {"answers": asking.to_fill_in(), "local": asking.local, "told": asking.told}
    return QuestionsForm(items, data, **held)


def _save(request: HttpRequest, asking: Asking, form: QuestionsForm) -> HttpResponse:
    """Save the group; send the check, or ask what the answers opened."""
    values, required = form.values(), asking.questionnaire.is_required
    kept = {code: value for code, value in values.items() if value is not None or not required(code)}
    try:
        _begun(request, asking)
        told = _told(request, asking)
        version = version_of(request) or 0
        saved = save_answers(visit=asking.visit, values=kept, version=version, form=SAME_DAY, **told)
        _refuse_blanks(form, values.keys() - kept.keys())
        show_refusals(asking, form, saved)
        now = _checking(request, asking.visit)
        if isinstance(now, HttpResponse):
            return now
        if form.errors:
            return _page(request, now, "desk/same_day_changed.html", form)
        return _sent(asking.visit, saved.draft, told, request)
    except NotDone as error:
        return _refused(request, asking.visit, error)


def _refuse_blanks(form: QuestionsForm, blank: set[str]) -> None:
    for code in blank:
        form.add_error(code, ValidationError(form.fields[code].error_messages["required"], code="required"))


def _begun(request: HttpRequest, asking: Asking) -> Draft:
    return asking.draft or begin_check(visit=asking.visit, **_told(request, asking))


def _told(request: HttpRequest, asking: Asking) -> dict[str, Any]:
    """By whom, how and when: what every action is told."""
    at = timezone.now()
    told = {"mode": mode_of(request, asking), "by": request.user, "request": request}
    return told | {"at": at, "on": clinic_day(at)}


def _sent(visit: Visit, draft: Draft, told: dict[str, Any], request: HttpRequest) -> HttpResponse:
    """Send the check; what is open still is asked first."""
    try:
        send_check(draft=draft, version=draft.version, **told)
    except AnswersMissing:
        messages.info(request, MORE)
        return redirect("same-day-changed", visit.pk)
    held = decided_of(visit).signature != Signature.GIVEN
    messages.success(request, SENT_AND_HELD if held else SENT, extra_tags="warn" if held else "good")
    return redirect("visit", visit.pk)


def _refused(request: HttpRequest, visit: Visit, error: Exception) -> HttpResponse:
    messages.error(request, str(error), extra_tags="stop")
    return redirect("visit", visit.pk)


def _page(request: HttpRequest, asking: Asking, template: str, form: Any, **more: Any) -> HttpResponse:
    shown = {
        "visit": asking.visit,
        "patient": asking.visit.patient,
        "form": form,
        "codes": " ".join(form.fields),
        "version": asking.version,
        "mode_form": ModeForm(initial={"mode": mode_of(request, asking)}),
    }
    return render(request, template, shown | more)
