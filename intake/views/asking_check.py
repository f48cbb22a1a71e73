"""Everything that was answered, before staff send it for the patient."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.utils import timezone

from clinic.policy import methods, staff
from intake.access import DESK, visit_for_desk
from intake.actions.drafts import open_draft
from intake.actions.submission import submit
from intake.dates import clinic_day
from intake.forms.asking import ModeForm, SendForm
from intake.questions.answer_text import answer_lines
from intake.refusals import NotDone
from intake.views.asking import asking_of, mode_of
from intake.views.asking_state import Asking
from intake.views.visits import version_of
from treatments.medicines import suggestions

SENT = "The answers are sent."
SENT_WITH_BLANKS = "The answers are sent. {count} {are} still missing: ask again when the patient knows."


@staff(*DESK)
@methods("GET", "POST")
def ask_check(request: HttpRequest, pk: str) -> HttpResponse:
    """Check the answers, then send them; blanks are allowed and make the result "Missing"."""
    visit = visit_for_desk(request, pk, viewing=request.method == "GET")
    asking = asking_of(request, visit)
    if isinstance(asking, HttpResponse):
        return asking
    form = SendForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, asking, form)
    if not asking.may_send:
        messages.info(request, "There is nothing new to send.")
        return redirect("visit", visit.pk)
    return _send(request, asking, form)


def _send(request: HttpRequest, asking: Asking, form: SendForm) -> HttpResponse:
    at = timezone.now()
    told = {"mode": mode_of(request, asking), "by": request.user, "at": at, "request": request}
    try:
        response = submit(
            draft=asking.draft or open_draft(visit=asking.visit, **told),
            version=version_of(request),
            attested_name=form.cleaned_data["confirmed_by"],
            blanks_allowed=True,
            on=clinic_day(at),
            **told,
        )
    except (NotDone, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return _page(request, asking, form)
    missing = len(response.missing)
    said = SENT_WITH_BLANKS.format(count=missing, are=pluralize(missing, "is,are")) if missing else SENT
    messages.success(request, said, extra_tags="warn" if missing else "good")
    return redirect("visit", asking.visit.pk)


def _page(request: HttpRequest, asking: Asking, form: SendForm) -> HttpResponse:
    missing = asking.standing.missing
    shown = {
        "visit": asking.visit,
        "patient": asking.visit.patient,
        "progress": asking.progress(),
        "groups": _groups(asking),
        "missing": [(code, asking.items[code].label) for code in missing],
        "form": form,
        "mode_form": ModeForm(initial={"mode": mode_of(request, asking)}),
        "version": asking.version,
        "may_send": asking.may_send,
    }
    return render(request, "desk/ask_check.html", shown)


def _groups(asking: Asking) -> list[dict[str, Any]]:
    """The asked questions by group, each with its answer in words."""
    return [
        {"title": title, "code": section, "rows": [_row(asking, code) for code in asking.asked_in(section)]}
        for section, title in asking.sections.items()
    ]


def _row(asking: Asking, code: str) -> dict[str, Any]:
    item, value = asking.items[code], asking.standing.counted.get(code)
    return {
        "code": code,
        "question": item.text,
        "label": item.label,
        "lines": answer_lines(item, value),
        "blank": value is None,
        "meant": _meant(asking, value) if item.type == "text_list" and code == "medicines" else [],
    }


def _meant(asking: Asking, lines: Any) -> list[str]:
    """What a medicine that is not sure may have been, as "Did you mean"."""
    protocol = asking.questionnaire.parts[0].engine.protocol
    found = {line: suggestions(protocol, line) for line in lines or ()}
    return [f"{line}: did you mean {' or '.join(names)}?" for line, names in found.items() if names]
