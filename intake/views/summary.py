"""The consult-ready summary as a page, on paper and as a PDF."""

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from clinic import audit
from clinic.people.emergency import opens as reads_in_emergency
from clinic.policy import methods, staff
from clinic.roles import DERMATOLOGIST, NURSE
from clinic.sign_in import recently_authenticated
from intake.access import visit_for_clinician
from intake.actions.reviews import summary_digest
from intake.consents import standings_of
from intake.decided import Decided, decided_of
from intake.forms.signing import AskForm, SignForm
from intake.models import Visit, VisitState
from intake.summary import summary_of
from intake.summary.pdf import NoPdf, summary_as_pdf
from intake.summary.words import in_words

log = logging.getLogger(__name__)

NO_PDF = "The PDF could not be made. Print the page instead, or try again later."
OPEN = (VisitState.BOOKED, VisitState.ARRIVED)
"""Until a session begins, answers may still be asked for and decided about."""


@staff(DERMATOLOGIST, NURSE, emergency=True)
@methods("GET")
def summary(request: HttpRequest, pk: str) -> HttpResponse:
    """Everything a dermatologist needs to decide, on one screen."""
    return summary_page(request, visit_for_clinician(request, pk))


@staff(DERMATOLOGIST, NURSE)
@methods("GET")
def summary_print(request: HttpRequest, pk: str) -> HttpResponse:
    """The same on one sheet of paper."""
    visit = visit_for_clinician(request, pk, viewing=False)
    _record(request, "print", visit)
    return render(request, "intake/summary_print.html", _context(visit, decided_of(visit)))


@staff(DERMATOLOGIST, NURSE)
@methods("GET")
def summary_pdf(request: HttpRequest, pk: str) -> HttpResponse:
    """The same as a tagged PDF."""
    visit = visit_for_clinician(request, pk, viewing=False)
    context = _context(visit, decided_of(visit))
    try:
        document = summary_as_pdf(context["words"], context["digest"])
    except NoPdf as reason:
        log.error("summary as PDF: %s", reason)
        messages.error(request, NO_PDF, extra_tags="stop")
        return redirect("summary", visit.pk)
    _record(request, "export", visit)
    name = f"summary-{visit.patient.record_number}.pdf"
    return HttpResponse(
        document,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def summary_page(
    request: HttpRequest, visit: Visit, sign: SignForm | None = None, ask: AskForm | None = None
) -> HttpResponse:
    """The page; with a form that was not accepted, its messages and everything that was typed."""
    decided = decided_of(visit)
    context = _context(visit, decided)
    only_reads = reads_in_emergency(request, visit.patient_id)
    context |= {"consents": standings_of(decided), "treats": not only_reads, "only_reads": only_reads}
    context["may_ask"] = context["may_ask"] and not only_reads
    if may_sign(request, visit, decided):
        fresh = recently_authenticated(request)
        unknown = context["shown"]["unknown"]
        sign = sign or SignForm(decided=decided, fresh=fresh, shown=context["digest"])
        ask = ask or AskForm(unknown=unknown, fresh=fresh, shown=context["digest"])
        context |= {"sign_form": sign, "ask_form": ask, "form": ask if ask.is_bound else sign}
    return render(request, "intake/summary.html", context)


def _context(visit: Visit, decided: Decided) -> dict:
    shown = summary_of(visit, decided)
    protocol = shown.get("protocol")
    first = decided.requests[0].request if decided.requests else None
    return {
        "visit": visit,
        "shown": shown,
        "words": in_words(shown),
        "digest": summary_digest(shown),
        "rules_at": reverse("protocol", args=[first.treatment, protocol["edition"]]) if protocol else "",
        "may_ask": visit.state in OPEN,
        "settled": bool(decided.requests) and all(item.review for item in decided.requests),
        "courses": list(dict.fromkeys(i.request.course_id for i in decided.requests if i.request.course_id)),
    }


def may_sign(request: HttpRequest, visit: Visit, decided: Decided) -> bool:
    """Whether the sign panel is shown. What may be signed is settled again by the action."""
    assessed = bool(decided.requests) and all(item.assessment for item in decided.requests)
    return request.user.has_role(DERMATOLOGIST) and assessed and visit.state in OPEN


def _record(request: HttpRequest, action: str, visit: Visit) -> None:
    audit.record(action, request=request, patient_id=visit.patient_id, target=f"summary of visit {visit.pk}")
