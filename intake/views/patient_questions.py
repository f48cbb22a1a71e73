"""One question a page: it is shown, answered, saved, and leads on to the next."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from clinic.policy import methods, patient_session
from intake.actions.answers import Saved
from intake.care.guides import guides_of
from intake.forms.answers import AnswerForm, boxes_of
from intake.models import SAME_DAY, Purpose
from intake.questions.answer_text import PATIENT, answer_lines, day_words
from intake.questions.items import Item
from intake.questions.shelf import given_on, is_stale
from intake.refusals import Conflict
from intake.views.patient_language import as_typed, switches
from intake.views.patient_names import names_address
from intake.views.patient_sitting import (
    TO_SEND,
    Sitting,
    address_of,
    answering,
    is_unreviewed,
    next_address,
    page,
    page_kept,
)

PAGE = "patient/question.html"
LISTS = ("text_list", "areas")
"""Types whose old answer stands in the boxes when it is put again: whoever adds one thing keeps the rest."""


@patient_session(Purpose.QUESTIONNAIRE, Purpose.SAME_DAY)
@methods("GET")
@answering
def questions(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """To the first question that is not answered; to the check page when all are."""
    return HttpResponseRedirect(address_of(sitting.standing.next_open(), sitting.form))


@patient_session(Purpose.QUESTIONNAIRE, Purpose.SAME_DAY)
@methods("GET", "POST")
@answering
def question(request: HttpRequest, sitting: Sitting, code: str) -> HttpResponse:
    """Show one question, or take its answer. A question that is not asked leads to the first open one."""
    item = sitting.item(code)
    if not sitting.asks(code):
        return redirect("questions")
    if request.method == "POST":
        form = AnswerForm(item, request.POST)
        return _show(sitting, item, as_typed(form)) if switches(request) else _take(sitting, item, form)
    return _ask(sitting, item)


def _ask(sitting: Sitting, item: Item) -> HttpResponse:
    """The question with what is known in its boxes."""
    known, old = _known(sitting, item), _old(sitting, item)
    boxes = boxes_of(item, known)
    if boxes and not old:
        frame, gaps = _frame(sitting, item)
        return page_kept(sitting.request, PAGE, {"item": item, "boxes": boxes, **frame}, gaps)
    return _show(sitting, item, AnswerForm(item, value=known, version=sitting.draft.version))


def _known(sitting: Sitting, item: Item) -> Any:
    """What stands in the boxes at first. Of an answer that is to be put again, nothing but the lists."""
    value = sitting.draft.answers.get(item.code)
    if not is_stale(sitting.draft.given, item.code):
        return value
    return value or None if item.type in LISTS else None  # "nothing to list" is not ticked for anybody


def _take(sitting: Sitting, item: Item, form: AnswerForm) -> HttpResponse:
    """Save what was answered and go on; with an error, the same page with everything typed."""
    post, skips = sitting.request.POST, "skip" in sitting.request.POST and not item.required
    still = "still" in post and is_stale(sitting.draft.given, item.code)
    if "later" in post and sitting.form != SAME_DAY and _says_nothing_new(sitting, item, form):
        return redirect("finish-later")
    if not skips and not still and not form.is_valid():
        return _show(sitting, item, form)
    value = sitting.draft.answers.get(item.code) if still else None if skips else form.value
    saved = sitting.save(item.code, value, form.version)
    if not saved.all_taken:
        return _show_refused(sitting, item, form, saved)
    if "later" in post and sitting.form != SAME_DAY:
        return redirect("finish-later")
    known = sitting.draft.answers.get(item.code)
    # `redirect` takes an address for a page's name first and searches them all.
    return HttpResponseRedirect(names_address(saved, item, known) or next_address(saved, item.code))


def _says_nothing_new(sitting: Sitting, item: Item, form: AnswerForm) -> bool:
    """Whether the boxes are blank, or as they were filled in from an answer that is to be put again."""
    if form.is_blank():
        return True
    old = sitting.draft.answers.get(item.code) if is_stale(sitting.draft.given, item.code) else None
    return old is not None and form.is_valid() and form.value == old


def _show_refused(sitting: Sitting, item: Item, form: AnswerForm, saved: Saved) -> HttpResponse:
    """An answer that was not taken: why, or what another window said meanwhile."""
    if item.code in saved.refused:
        form.is_valid()
        form.add_error("answer", saved.refused[item.code])
        return _show(sitting, item, form)
    form.show_again(saved.draft.version)
    other = _in_words(saved.conflicts[item.code], item, sitting.language)
    return _show(sitting, item, form, other=other, goes_on=next_address(saved, item.code))


def _in_words(conflict: Conflict, item: Item, language: str) -> dict[str, list[str]]:
    yours, theirs = (answer_lines(item, v, language, PATIENT) for v in (conflict.yours, conflict.theirs))
    return {"yours": yours, "theirs": theirs}


def _show(
    sitting: Sitting, item: Item, form: AnswerForm, other: Any = None, goes_on: str = ""
) -> HttpResponse:
    frame, gaps = _frame(sitting, item)
    told = {"form": form, "old": _old(sitting, item), "other": other, "goes_on": goes_on}
    return page(sitting.request, PAGE, {"item": item, **frame, **gaps, **told})


def _frame(sitting: Sitting, item: Item) -> tuple[dict[str, Any], dict[str, int]]:
    """What stands around the boxes: what many pages have in common, and the numbers of this one."""
    number, count = sitting.standing.progress(item.code)
    common = {
        "back": _back(sitting, item),
        "is_answered": item.code in sitting.draft.answers,
        "today": sitting.form == SAME_DAY,
        "unreviewed": is_unreviewed(sitting.questionnaire, sitting.language),
        "guides": tuple(guides_of([part.edition for part in sitting.questionnaire.parts], sitting.language)),
    }
    return common, {"number": number, "count": count, "version": sitting.draft.version}


def _old(sitting: Sitting, item: Item) -> dict[str, Any] | None:
    """The answer of an earlier visit that is too old to count, and its day; None where there is none."""
    given, value = sitting.draft.given, sitting.draft.answers.get(item.code)
    if value is None or not is_stale(given, item.code):
        return None
    lines = answer_lines(item, value, sitting.language, PATIENT)
    on = day_words(given_on(given, item.code), sitting.language, PATIENT)
    return {"lines": lines, "on": on, "in_boxes": item.type in LISTS and bool(value)}


def _back(sitting: Sitting, item: Item) -> str:
    """The page behind this one: the check it came from, or the question before; none before the first."""
    if sitting.request.GET.get("from") == "check":
        return reverse("check-answers")
    previous = sitting.standing.previous(item.code)
    if previous:
        return address_of(previous, sitting.form)
    return reverse(TO_SEND[sitting.form]) if sitting.form == SAME_DAY else ""
