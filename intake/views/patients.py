"""Patients: find, register with a warning about doubles, read and edit the particulars."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinic.people.emergency import may_open
from clinic.policy import methods, staff
from clinic.roles import LEAD, SEES_REASONS
from intake.access import (
    DESK,
    PATIENTS,
    READS_CORRECTIONS,
    RECORDS,
    audit_list_view,
    patient_for_staff,
)
from intake.actions.patients import edit_patient as change
from intake.actions.patients import register_patient
from intake.corrections import corrections_of, waiting_for
from intake.courses.page import courses_of
from intake.dates import clinic_day
from intake.forms.meanwhile import Saved, as_opened, put_together
from intake.forms.particulars import ParticularsForm, guessed_from, particulars_of
from intake.messages.shown import messages_shown
from intake.models import Patient
from intake.questions.wording import Refused
from intake.refusals import Changed, NotDone
from intake.search import MOST, find_patients, possible_doubles
from intake.texts import clean_line
from intake.worklists.today import rows_of

VISITS = 30
"""Latest visits a patient's page shows."""
TYPED = 120
"""Characters of the find box."""
NAMED = ("family_name", "given_name", "birth_date")
"""What a person is told apart by without phone and e-mail."""


@staff(*PATIENTS)
@methods("GET", "POST")
def patients(request: HttpRequest) -> HttpResponse:
    """Find a patient. By POST: what is typed must not stand in an address or a log."""
    typed, found, problem = "", [], ""
    if request.method == "POST":
        typed, problem = _typed(request)
        found = find_patients(typed) if typed else []
        problem = problem or (
            "" if typed else "Type a name, a birth date, a record number or a phone number."
        )
        if found:
            audit_list_view(request, "patients found")
    shown = {"typed": typed, "found": found, "problem": problem, "many": len(found) == MOST}
    may = {
        "registers": request.user.has_role(*DESK),
        "finds_batches": request.user.has_role(LEAD, *SEES_REASONS),
    }
    return render(request, "desk/patients.html", shown | may | waiting_for(request.user))


@staff(*DESK)
@methods("GET", "POST")
def new_patient(request: HttpRequest) -> HttpResponse:
    """Register a patient, unless the person is there already."""
    on = clinic_day(timezone.now())
    if request.method != "POST" or "typed" in request.POST:
        initial = guessed_from(_typed(request)[0]) if request.method == "POST" else {}
        return _registration(request, ParticularsForm(on=on, initial=initial))
    form = ParticularsForm(request.POST, on=on)
    if not form.is_valid():
        return _registration(request, form)
    doubles = _doubles(form)
    if doubles and request.POST.get("anyway") != _names_of(doubles):
        audit_list_view(request, "possible doubles")
        return _registration(request, form, doubles)
    return _register(request, form, on)


@staff(*PATIENTS)
@methods("GET")
def patient(request: HttpRequest, pk: str) -> HttpResponse:
    """Particulars and visits. The lead sees no result: it comes from answers."""
    found, now = patient_for_staff(request, pk), timezone.now()
    visits = found.visits.select_related("patient", "place").order_by("-starts_at")[:VISITS]
    works = request.user.has_role(*DESK)
    return render(
        request,
        "desk/patient.html",
        {
            "patient": found,
            "age": found.age_on(clinic_day(now)),
            "rows": rows_of(visits, at=now),
            "works_with_visits": works,
            "courses": courses_of(found, on=clinic_day(now)) if works else [],
            "sees_reasons": request.user.has_role(*SEES_REASONS),
            "corrections": corrections_of(found) if request.user.has_role(*READS_CORRECTIONS) else [],
            "copies_records": request.user.has_role(*RECORDS),
            "may_open_emergency": may_open(request.user),
        }
        | (messages_shown(found, now) if works else {}),
    )


@staff(*DESK)
@methods("GET", "POST")
def edit_patient(request: HttpRequest, pk: str) -> HttpResponse:
    """Put the particulars right."""
    found, now = patient_for_staff(request, pk, viewing=request.method == "GET"), timezone.now()
    on = clinic_day(now)
    if request.method != "POST":
        return _edition(request, found, ParticularsForm(on=on, initial=particulars_of(found)))
    form = ParticularsForm(request.POST, on=on)
    if not form.is_valid():
        return _edition(request, found, form)
    doubles = _doubles_since(form, found, on)
    if doubles and request.POST.get("anyway") != _names_of(doubles):
        audit_list_view(request, "possible doubles")
        return _edition(request, found, form, doubles)
    return _change(request, found, form, now)


def _change(request: HttpRequest, found: Patient, form: ParticularsForm, now: datetime) -> HttpResponse:
    version, on = request.POST.get("version", ""), clinic_day(now)
    try:
        change(
            patient=found,
            particulars=form.particulars(),
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
            by=request.user,
            at=now,
            on=on,
            request=request,
        )
    except Changed as error:
        found.refresh_from_db()
        both, rows = put_together(form, found, on)
        both.add_error(None, str(error))
        return _edition(request, found, both, meanwhile=rows)
    except (NotDone, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return _edition(request, found, form)
    messages.success(request, "Saved.", extra_tags="good")
    return redirect("patient", found.pk)


def _register(request: HttpRequest, form: ParticularsForm, on: date) -> HttpResponse:
    try:
        made = register_patient(
            particulars=form.particulars(), by=request.user, at=timezone.now(), on=on, request=request
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _registration(request, form)
    messages.success(request, f"{made} is registered as {made.grouped_record_number}.", extra_tags="good")
    return redirect("patient" if "only_save" in request.POST else "book", made.pk)


def _registration(
    request: HttpRequest, form: ParticularsForm, doubles: Sequence[Patient] = ()
) -> HttpResponse:
    shown = {"form": form, "doubles": doubles, "anyway": _names_of(doubles) if doubles else ""}
    return render(request, "desk/new_patient.html", shown)


def _edition(
    request: HttpRequest,
    found: Patient,
    form: ParticularsForm,
    doubles: Sequence[Patient] = (),
    meanwhile: Sequence[Saved] | None = None,
) -> HttpResponse:
    """The form to edit. It goes on from what was opened, or from now where that has changed `meanwhile`."""
    anew = not form.is_bound or meanwhile is not None
    shown = {
        "patient": found,
        "form": form,
        "version": found.version if anew else request.POST.get("version", ""),
        "opened": as_opened(None if anew else request.POST, on=form.on, patient=found),
        "doubles": doubles,
        "anyway": _names_of(doubles) if doubles else request.POST.get("anyway", ""),
        "meanwhile": meanwhile,
    }
    return render(request, "desk/edit_patient.html", shown)


def _doubles(form: ParticularsForm) -> list[Patient]:
    return possible_doubles(**{name: form.cleaned_data[name] for name in (*NAMED, "phone", "email")})


def _doubles_since(form: ParticularsForm, found: Patient, on: date) -> list[Patient]:
    """Other records that what was changed here speaks for; what was so before has been looked at."""
    typed = form.particulars().cleaned(on)
    looked_at = {"search_name": NAMED, "birth_date": NAMED, "phone_digits": ("phone",), "email": ("email",)}
    changed = [names for column, names in looked_at.items() if typed[column] != getattr(found, column)]
    return possible_doubles(**{name: typed[name] for names in changed for name in names}, but=found.pk)


def _names_of(doubles: Sequence[Patient]) -> str:
    """Which records were shown: "register anyway" says that these are other people, and only these."""
    return hashlib.sha256(" ".join(sorted(str(one.pk) for one in doubles)).encode()).hexdigest()[:16]


def _typed(request: HttpRequest) -> tuple[str, str]:
    """What was typed to find somebody, and what is wrong with it."""
    try:
        return clean_line(request.POST.get("typed", ""), TYPED), ""
    except Refused as refused:
        return "", str(refused.message)
