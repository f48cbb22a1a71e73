"""The record of a session: written once after it ended, read and printed, added to."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinic import audit
from clinic.people import people_with
from clinic.people.emergency import opens as reads_in_emergency
from clinic.policy import methods, staff
from clinic.roles import SEES_REASONS
from intake.access import session_for_clinician
from intake.actions.addenda import add_to_session
from intake.actions.session_records import RecordWrong, record_session
from intake.courses.depths import ranges_of
from intake.courses.session_page import last_used, page_of
from intake.forms.records import RecordForm
from intake.models import TreatmentSession
from intake.refusals import NotDone

SAVED = "The record is kept. From now on it is only added to."
NEXT_ONE = "The record is kept. This session of the same visit is not recorded yet."
ADDED = "Added to the record."


@staff(*SEES_REASONS, emergency=True)
@methods("GET", "POST")
def session(request: HttpRequest, pk: str) -> HttpResponse:
    """One session: its record, or the form for it once the session has ended."""
    if request.method == "POST":
        return _record(request, session_for_clinician(request, pk, viewing=False))
    found = session_for_clinician(request, pk)
    may_record = _may_record(found) and not reads_in_emergency(request, found.patient_id)
    return _page(request, found, _form(found) if may_record else None)


@staff(*SEES_REASONS)
@methods("POST")
def add(request: HttpRequest, pk: str) -> HttpResponse:
    """Add to a recorded session; the record stays as it was written."""
    found = session_for_clinician(request, pk, viewing=False)
    try:
        text = request.POST.get("text", "")
        add_to_session(session=found, text=text, by=request.user, at=timezone.now(), request=request)
    except (NotDone, ValidationError) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])), extra_tags="stop")
    else:
        messages.success(request, ADDED, extra_tags="good")
    return redirect("session", found.pk)


@staff(*SEES_REASONS)
@methods("GET")
def session_print(request: HttpRequest, pk: str) -> HttpResponse:
    """The session on one sheet of paper."""
    found = session_for_clinician(request, pk, viewing=False)
    target = f"sheet of session {found.pk}"
    audit.record("print", request=request, patient_id=found.patient_id, target=target)
    return render(request, "intake/session_print.html", page_of(found))


def _record(request: HttpRequest, found: TreatmentSession) -> HttpResponse:
    form = _form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        record_session(
            session=found,
            depths=form.depths(),
            done=form.done(),
            by=request.user,
            at=timezone.now(),
            request=request,
        )
    except RecordWrong as error:
        form.refuse(error)
        return _page(request, found, form)
    except NotDone as error:
        messages.error(request, str(error), extra_tags="stop")
        return redirect("session", found.pk)
    return _to_the_next(request, found)


def _form(found: TreatmentSession, data: object = None) -> RecordForm:
    return RecordForm(data, ranges=ranges_of(found), clinicians=people_with(*SEES_REASONS))


def _may_record(found: TreatmentSession) -> bool:
    return found.ended_at is not None and found.recorded_at is None


def _page(request: HttpRequest, found: TreatmentSession, form: RecordForm | None) -> HttpResponse:
    shown = page_of(found) | {"only_reads": reads_in_emergency(request, found.patient_id)}
    if form is not None:
        shown |= {"form": form, "last_used": last_used()}
    return render(request, "intake/session.html", shown)


def _to_the_next(request: HttpRequest, found: TreatmentSession) -> HttpResponse:
    """To another session of the visit that is not recorded, else to the record just written."""
    others = TreatmentSession.objects.filter(visit=found.visit_id, recorded_at=None, ended_at__isnull=False)
    other = others.order_by("started_at").first()
    messages.success(request, NEXT_ONE if other else SAVED, extra_tags="good")
    return redirect("session", other.pk if other else found.pk)
