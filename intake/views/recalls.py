"""The recall list of the desk: who had to wait, from when they may come, and how to reach them. Never why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clinic.policy import methods, staff
from intake.access import DESK, audit_list_view, recall_for_desk
from intake.actions.recalls import BY_HAND, close_recall
from intake.dates import clinic_day
from intake.forms.courses import RecallForm
from intake.models import Recall, RecallOutcome, VisitState
from intake.refusals import NotDone
from intake.worklists.recall_list import recall_page

OUTCOMES = [(outcome.value, outcome.label) for outcome in BY_HAND]


@staff(*DESK)
@methods("GET")
def recalls(request: HttpRequest) -> HttpResponse:
    """Everybody who is waited for."""
    return _page(request)


@staff(*DESK)
@methods("POST")
def close(request: HttpRequest, pk: str) -> HttpResponse:
    """Take somebody off the list, saying what was heard."""
    recall = recall_for_desk(request, pk)
    form = RecallForm(request.POST, outcomes=OUTCOMES, prefix=f"recall-{recall.pk}")
    if not form.is_valid():
        return _page(request, recall, form)
    try:
        close_recall(
            recall=recall,
            outcome=form.cleaned_data["outcome"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
            request=request,
        )
    except NotDone as error:
        messages.error(request, f"{recall.patient}: {error}", extra_tags="stop")
        return redirect("recalls")
    said = RecallOutcome(form.cleaned_data["outcome"]).label
    messages.success(request, f"{recall.patient}: {said}.", extra_tags="good")
    return redirect("recalls")


def _page(request: HttpRequest, wrong: Recall | None = None, form: RecallForm | None = None) -> HttpResponse:
    audit_list_view(request, "recalls")
    after, on = request.GET.get("after", ""), clinic_day(timezone.now())
    page = recall_page(after=after)
    found = page.recalls
    if wrong is not None and wrong.closed_at is None and wrong.pk not in [one.pk for one in found]:
        found = [wrong, *found]
    rows = [
        {
            "recall": one,
            "patient": one.patient,
            "is_due": one.due_on is not None and one.due_on <= on,
            "book": _booking(one),
            "form": form if wrong and one.pk == wrong.pk else _form(one),
            "open": bool(wrong and one.pk == wrong.pk),
        }
        for one in found
    ]
    shown = {"rows": rows, "after": page.after, "is_first": not after, "form": form}
    return render(request, "desk/recalls.html", shown)


def _form(recall: Recall) -> RecallForm:
    return RecallForm(outcomes=OUTCOMES, prefix=f"recall-{recall.pk}")


def _booking(recall: Recall) -> str:
    """Where a new day is given: a visit that is over is booked anew, one that did not take place is moved."""
    visit = recall.visit
    if visit.state in (VisitState.BOOKED, VisitState.NO_SHOW):
        return reverse("move", args=[visit.pk])
    return f"{reverse('book', args=[recall.patient_id])}?after={visit.pk}"
