"""Asking by phone or at the desk: a group of questions a page, follow-ups as they open, then sending."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clinic.policy import methods, staff
from intake.access import DESK, visit_for_desk
from intake.actions.answers import Saved, save_answers
from intake.actions.drafts import ANSWERABLE, open_draft
from intake.dates import clinic_day
from intake.forms.asking import ModeForm, QuestionsForm
from intake.models import PRE_VISIT, Mode, Visit
from intake.questions.answer_text import answer_words
from intake.refusals import NotDone, NotNow
from intake.views.asking_state import Asking
from intake.views.visits import version_of

CONFLICT = "Somebody else answered this meanwhile: “{theirs}”. Check it and save again."


@staff(*DESK)
@methods("GET")
def ask(request: HttpRequest, pk: str) -> HttpResponse:
    """To the question that is named, or to the first group where one is missing, or to the check."""
    visit = visit_for_desk(request, pk, viewing=False)
    asking = asking_of(request, visit)
    if isinstance(asking, HttpResponse):
        return asking
    code = request.GET.get("question", "")
    if code in asking.items:
        fold = "?all=1" if asking.is_settled(code) else ""
        return redirect(_section_page(visit, asking.items[code].section) + f"{fold}#q-{code}")
    section = asking.first_open_section()
    return redirect(_section_page(visit, section)) if section else redirect("ask-check", visit.pk)


@staff(*DESK)
@methods("GET", "POST")
def ask_section(request: HttpRequest, pk: str, section: str) -> HttpResponse:
    """One group of questions. A change asks for its follow-ups; nothing is saved before "Save"."""
    visit = visit_for_desk(request, pk, viewing=request.method == "GET")
    asking = asking_of(request, visit)
    if isinstance(asking, HttpResponse):
        return asking
    if section not in asking.sections:
        raise Http404
    if request.method != "POST":
        return _page(request, asking, section, _blank_form(asking, section))
    typed = _typed_form(request, asking, section)
    if request.htmx:
        return _follow_ups(request, asking, section, typed)
    if "follow" in request.POST:
        return _with_follow_ups(request, asking, section, typed)
    return _save(request, asking, section, typed)


def _save(request: HttpRequest, asking: Asking, section: str, form: QuestionsForm) -> HttpResponse:
    values = _to_save(asking, form.values(), _ticked(request))
    try:
        saved = _saved(request, asking, values)
    except NotDone as error:
        messages.error(request, str(error), extra_tags="stop")
        return redirect("visit", asking.visit.pk)
    show_refusals(asking, form, saved)
    shown = set(form.fields)
    now = Asking(asking.visit, clinic_day(timezone.now()))
    if form.errors:
        return _page(request, now, section, form)
    opened = [code for code in now.asked_in(section) if code not in shown and code in now.standing.still_open]
    if opened:
        messages.info(request, "Saved. The answers opened more questions.")
        return redirect(_section_page(asking.visit, section) + f"#q-{opened[0]}")
    if "later" in request.POST:
        messages.success(request, "Saved. The answers are not sent yet.", extra_tags="good")
        return redirect("visit", asking.visit.pk)
    behind = now.next_section(section)
    return redirect(_section_page(asking.visit, behind)) if behind else redirect("ask-check", asking.visit.pk)


def _saved(request: HttpRequest, asking: Asking, values: dict[str, Any]) -> Saved:
    at = timezone.now()
    told = {"visit": asking.visit, "mode": mode_of(request, asking), "by": request.user, "at": at}
    open_draft(**told, request=request)
    version = version_of(request) or 0
    return save_answers(values=values, version=version, on=clinic_day(at), request=request, **told)


def _to_save(asking: Asking, values: dict[str, Any], ticked: set[str]) -> dict[str, Any]:
    """A question left blank that was never answered stays as it is, unless it may be passed over.

    Where "Still so" is ticked and nothing typed, the old answer is given again.
    """
    required, known = asking.questionnaire.is_required, asking.to_fill_in()
    told = {
        code: value
        for code, value in values.items()
        if value is not None or (code not in ticked and (code in known or not required(code)))
    }
    again = {code for code in ticked & asking.again if values.get(code, "") is None}
    return told | {code: asking.answers[code] for code in again}


def _ticked(request: HttpRequest) -> set[str]:
    """The questions whose old answer is said to be still so."""
    return set(request.POST.getlist("still"))


def show_refusals(asking: Asking, form: QuestionsForm, saved: Saved) -> None:
    """What was not taken, at its question."""
    for code, refused in saved.refused.items():
        form.add_error(code, refused)
    for code, conflict in saved.conflicts.items():
        theirs = answer_words(asking.items[code], conflict.theirs)
        form.add_error(code, ValidationError(CONFLICT.format(theirs=theirs), code="conflict"))


def _follow_ups(request: HttpRequest, asking: Asking, section: str, form: QuestionsForm) -> HttpResponse:
    """Only the questions that come or go, so that nothing somebody is typing in is touched."""
    asked = asking.asked_in(section, asking.with_values(form.values()))
    opened = [code for code in asked if code not in form.fields]
    closed = [code for code in form.fields if code not in asked]
    if not opened and not closed:
        return HttpResponse(status=204)
    fresh = _form(asking, opened)
    shown = {"opened": _places(asking, opened, fresh), "closed": closed, "codes": " ".join(asked)}
    return render(request, "desk/_follow_ups.html", shown)


def _with_follow_ups(request: HttpRequest, asking: Asking, section: str, form: QuestionsForm) -> HttpResponse:
    """The same without script: the whole group again, with what was typed and the questions now open."""
    asked = asking.asked_in(section, asking.with_values(form.values()))
    return _page(request, asking, section, _form(asking, asked, answers=asking.to_fill_in() | form.typed()))


def _page(request: HttpRequest, asking: Asking, section: str, form: QuestionsForm) -> HttpResponse:
    mode = ModeForm(initial={"mode": mode_of(request, asking)})
    codes = asking.codes_in(section)
    folded = [code for code in codes if code in form.fields and asking.is_settled(code)]
    shown = {
        "visit": asking.visit,
        "patient": asking.visit.patient,
        "section": section,
        "title": asking.sections[section],
        "progress": asking.progress(),
        "form": form,
        "mode_form": mode,
        "places": _places(asking, [code for code in codes if code not in folded], form),
        "folded": _places(asking, folded, form),
        "ticked": _ticked(request),
        "unfolded": "all" in request.GET or any(code in form.errors for code in folded),
        "codes": " ".join(form.fields),
        "version": asking.version,
        "corrects": asking.corrects,
        "is_last": asking.next_section(section) is None,
    }
    return render(request, "desk/ask.html", shown)


def _places(asking: Asking, codes: list[str], form: QuestionsForm) -> list[tuple[str, Any, bool]]:
    """Each question's place on the page, and whether it offers "Still so"; one not asked keeps its place."""
    again = asking.again | set(getattr(form.data, "getlist", lambda name: [])("still"))
    return [(code, form[code] if code in form.fields else None, code in again) for code in codes]


def _blank_form(asking: Asking, section: str) -> QuestionsForm:
    return _form(asking, asking.asked_in(section))


def _typed_form(request: HttpRequest, asking: Asking, section: str) -> QuestionsForm:
    """The questions the page showed, as it says itself, with what was typed."""
    shown = set(request.POST.get("shown", "")[:4_000].split())
    return _form(asking, [code for code in asking.codes_in(section) if code in shown], data=request.POST)


def _form(asking: Asking, codes: list[str], **held: Any) -> QuestionsForm:
    held = {"answers": asking.to_fill_in(), "local": asking.local, "told": asking.told} | held
    return QuestionsForm([asking.items[code] for code in codes], **held)


def mode_of(request: HttpRequest, asking: Asking) -> str:
    asked = request.POST.get("mode", "")
    return asked if asked in (Mode.PHONE, Mode.STAFF) else asking.usual_mode()


def _section_page(visit: Visit, section: str) -> str:
    return reverse("ask-section", args=[visit.pk, section])


def asking_of(request: HttpRequest, visit: Visit, form: str = PRE_VISIT) -> Asking | HttpResponse:
    """One form's questions of the visit; or back to the visit, saying why there is nothing to ask."""
    try:
        if visit.state not in ANSWERABLE:
            raise NotNow(f"Nothing can be asked: this visit is “{visit.get_state_display().lower()}”.")
        return Asking(visit, clinic_day(timezone.now()), form)
    except NotNow as error:
        messages.error(request, str(error), extra_tags="stop")
    return redirect("visit", visit.pk)
