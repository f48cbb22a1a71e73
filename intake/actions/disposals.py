"""The end of retention: which records are old enough to go, and letting one of them go, whole, once.

Guarded four times: a clinic lead approves by name and reason, nothing is left open, nothing in any table is
younger than the years, and the database refuses to delete a frozen row without the approval's own row and
refuses that row where the patient was here lately (intake/models/disposal.py). Audit events, emergency
accesses and the disposal itself stay: they say who did what, and name a key nobody else ever gets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, Max, Model, QuerySet
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from clinic.roles import LEAD
from intake.actions.locks import lock_patient
from intake.actions.rights import role_of
from intake.models import CorrectionRequest, Disposal, Patient, Recall, Visit, way_to_patient
from intake.questions.wording import Refused
from intake.refusals import NotNow
from intake.texts import LINE, clean_text

AHEAD = {"expires_at", "next_try_at", "claimed_until"}
"""Columns that name a time to come, not something that happened."""

YOUNGER = "This record was used on {day}. It is kept for {years} years after that."
STILL_OPEN = "Something about this patient is still open: {what}."


@dataclass(frozen=True, slots=True)
class Due:
    """A record old enough to go, and when anything last happened in it."""

    patient: Patient
    last_active_at: datetime


def due(*, at: datetime) -> Iterator[Due]:
    """Records in which nothing happened for the years they are kept, by record number."""
    cutoff = cutoff_of(at)
    old = Patient.objects.filter(created_at__lt=cutoff).exclude(
        pk__in=Visit.objects.filter(starts_at__gte=cutoff).values("patient")
    )
    for patient in old.order_by("record_number").iterator():
        last = last_active_at(patient)
        if last < cutoff and not open_things(patient):
            yield Due(patient, last)


def cutoff_of(at: datetime) -> datetime:
    """Nothing that happened since may go."""
    years = settings.RETENTION_YEARS
    try:
        return at.replace(year=at.year - years)
    except ValueError:  # 29 February
        return at.replace(year=at.year - years, day=28)


def last_active_at(patient: Patient) -> datetime:
    """The latest time in any row that leads to the patient, in whatever table."""
    return max(
        moment
        for model in models_of_a_patient()
        for moment in rows_of(model, patient).aggregate(**_latest(model)).values()
        if moment is not None
    )


def open_things(patient: Patient) -> list[str]:
    """What somebody still has to do about this patient."""
    found = {
        "a call to make": Recall.objects.filter(patient=patient, closed_at=None),
        "a correction request": CorrectionRequest.objects.filter(patient=patient, answer=None),
    }
    return [what for what, rows in found.items() if rows.exists()]


def let_go(
    *, patient: Patient, reason: str, by: User, at: datetime, request: HttpRequest | None = None
) -> Disposal:
    """Delete every row of one patient and keep who approved it. All of it or nothing.

    Raises Refused without a reason, NotNow for a record that is too young or has something open.
    """
    role, told = role_of(by, LEAD), clean_text(reason, LINE)
    if not told:
        raise Refused("blank")
    with transaction.atomic():
        lock_patient(patient)
        last = last_active_at(patient)
        _refuse_too_early(patient, last, at)
        found = {model._meta.label: rows_of(model, patient) for model in children_first()}
        made = Disposal.objects.create(
            patient_id=patient.pk,
            record_number=patient.record_number,
            last_active_at=last,
            reason=told,
            rows={label: rows.count() for label, rows in found.items()},
            at=at,
            by=by,
        )
        for rows in found.values():
            # Not delete(): that stops at rows which protect each other, such as a response and its successor.
            rows._raw_delete(rows.db)
        audit.record(
            "change",
            by=by,
            role=role,
            patient_id=made.patient_id,
            target=f"disposal {made.pk}",
            fields=sorted(label for label, count in made.rows.items() if count),
            at=at,
            request=request,
        )
    return made


def models_of_a_patient() -> list[type[Model]]:
    """The patient and every table whose rows lead to one."""
    models = [model for model in apps.get_app_config("intake").get_models() if way_to_patient(model)]
    return [Patient, *models]


def children_first() -> list[type[Model]]:
    """The same in an order in which no row goes before those that point to it: guards ask whose row it is."""
    left, ordered = models_of_a_patient(), []
    while left:
        free = [model for model in left if not any(_points_to(other, model) for other in left)]
        ordered += free
        left = [model for model in left if model not in free]
    return ordered


def rows_of(model: type[Model], patient: Patient) -> QuerySet[Model]:
    """One table's rows of this patient."""
    way = "__".join(field.name for field in way_to_patient(model)) or "pk"
    return model._default_manager.filter(**{way: patient.pk}).order_by()


def _points_to(other: type[Model], model: type[Model]) -> bool:
    """Whether a row of `other` may name one of `model`; rows of one table go together."""
    return other is not model and any(
        field.is_relation and field.related_model is model for field in other._meta.concrete_fields
    )


def _latest(model: type[Model]) -> dict[str, Max]:
    fields = [field.name for field in model._meta.concrete_fields if isinstance(field, DateTimeField)]
    return {f"latest_{name}": Max(name) for name in fields if name not in AHEAD}


def _refuse_too_early(patient: Patient, last: datetime, at: datetime) -> None:
    if last >= cutoff_of(at):
        raise NotNow(YOUNGER.format(day=f"{last:%d-%b-%Y}", years=settings.RETENTION_YEARS))
    waiting = open_things(patient)
    if waiting:
        raise NotNow(STILL_OPEN.format(what=", ".join(waiting)))
