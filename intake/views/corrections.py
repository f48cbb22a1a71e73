"""Correction requests at the clinic: those that wait, one to read, its answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinic.policy import methods, staff
from intake.access import (
    READS_CORRECTIONS,
    RECORDS,
    audit_list_view,
    correction_for_staff,
    correction_to_answer,
)
from intake.actions.corrections import answer_correction
from intake.corrections import MOST, waiting
from intake.forms.corrections import CorrectionAnswerForm
from intake.models import CorrectionRequest
from intake.questions.wording import Refused
from intake.refusals import NotDone

ANSWERED = "Answered. The patient reads it on the own page."


@staff(*READS_CORRECTIONS)
@methods("GET")
def corrections(request: HttpRequest) -> HttpResponse:
    """The requests nobody answered, the longest waiting first."""
    audit_list_view(request, "correction requests")
    found = waiting().select_related("patient")[:MOST]
    return render(request, "desk/corrections.html", {"corrections": found})


@staff(*READS_CORRECTIONS)
@methods("GET", "POST")
def correction(request: HttpRequest, pk: str) -> HttpResponse:
    """One request; the lead and dermatologists answer it."""
    if request.method != "POST":
        found = correction_for_staff(request, pk)
        return _page(request, found, CorrectionAnswerForm())
    found = correction_to_answer(request, pk)
    form = CorrectionAnswerForm(request.POST)
    if form.is_valid() and _answered(request, found, form):
        messages.success(request, ANSWERED, extra_tags="good")
        return redirect("correction", found.pk)
    return _page(request, found, form)


def _answered(request: HttpRequest, found: CorrectionRequest, form: CorrectionAnswerForm) -> bool:
    """Keep the answer; False with what is wrong on the form."""
    told = form.cleaned_data
    try:
        answer_correction(
            correction=found,
            outcome=told["outcome"],
            words=told["words"],
            by=request.user,
            at=timezone.now(),
            request=request,
        )
    except Refused as refused:
        form.add_error("words", refused)
        return False
    except NotDone as error:
        form.add_error(None, str(error))
        return False
    return True


def _page(request: HttpRequest, found: CorrectionRequest, form: CorrectionAnswerForm) -> HttpResponse:
    answer = getattr(found, "answer", None)
    may = answer is None and request.user.has_role(*RECORDS)
    shown = {"patient": found.patient, "correction": found, "answer": answer}
    return render(request, "desk/correction.html", shown | ({"form": form} if may else {}))
