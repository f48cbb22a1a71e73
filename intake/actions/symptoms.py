"""A symptom report is kept with the level it reaches; a dermatologist closes it with a note."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from clinic.roles import DERMATOLOGIST
from intake.actions.locks import lock_patient
from intake.actions.rights import role_in, role_of
from intake.canonical import digest
from intake.dates import clinic_day
from intake.models import RED_LEVELS, SymptomClosure, SymptomReport, TreatmentSession
from intake.refusals import NotNow
from intake.symptoms import check_in_force, compared_with, days_after, readable
from intake.texts import clean_text
from treatments.models import ProtocolEdition
from treatments.symptoms import SymptomCheck, SymptomResult

NO_NOTE = "Write what was found and done."
NOT_OPEN = "This report needs no closing: what it tells is expected."
CLOSED = "This report was closed already. Its note stands below."


def report_symptoms(
    *,
    session: TreatmentSession,
    answers: Mapping[str, Any],
    submit_key: str,
    mode: str,
    language: str,
    by: User | None = None,
    at: datetime,
    request: HttpRequest | None = None,
) -> SymptomReport:
    """Keep what was told about a session, with its level by the edition in force.

    What is asked and missing counts as a call, never as nothing. The same answers sent twice from one page
    (`submit_key`) are one report; other answers from that page are another one. Raises NotNow where the
    protocol has no symptom check, Refused for words that cannot be stored.
    """
    role = role_in(mode, by)
    edition, check = check_in_force(session.treatment)
    days = days_after(session, on=clinic_day(at))
    told = _asked(check, readable(check, answers), days)
    key = digest([str(session.pk), submit_key, told])
    with transaction.atomic():
        # Two tabs of one person are put in order, so that each is held against the other.
        lock_patient(session.patient)
        sent = SymptomReport.objects.filter(submit_key=key).first()
        if sent is not None:
            return sent
        earlier = list(SymptomReport.objects.filter(session=session).order_by("given_at", "id"))
        result = check.assess(told, days_after=days, previous=compared_with(check, earlier))
        row = _row(session, edition, told, days, result)
        report = SymptomReport.objects.create(
            **row,
            language=language,
            mode=mode,
            given_at=at,
            given_by=by,
            content_hash=digest(_written(row, edition) | {"at": at, "mode": mode}),
            submit_key=key,
        )
        _record("create", report, by, role, at, request)
    return report


def close_report(
    *, report: SymptomReport, note: str, by: User, at: datetime, request: HttpRequest | None = None
) -> SymptomClosure:
    """A dermatologist dealt with a report: its red line goes. Raises NotNow where nothing is to be closed."""
    role, note = role_of(by, DERMATOLOGIST), clean_text(note)
    if not note:
        raise NotNow(NO_NOTE)
    if report.level not in RED_LEVELS:
        raise NotNow(NOT_OPEN)
    with transaction.atomic():
        lock_patient(report.patient)
        if SymptomClosure.objects.filter(report=report).exists():
            raise NotNow(CLOSED)
        closure = SymptomClosure.objects.create(report=report, note=note, at=at, by=by)
        _record("change", report, by, role, at, request)
    return closure


def _asked(check: SymptomCheck, answers: dict[str, Any], days: int) -> dict[str, Any]:
    """An answer behind a question that was changed since is no part of the report."""
    asked = check.asked(answers, days_after=days)
    return {code: answers[code] for code in asked if code in answers}


def _row(
    session: TreatmentSession, edition: ProtocolEdition, told: dict, days: int, result: SymptomResult
) -> dict[str, Any]:
    signs = [
        {"code": s.code, "level": s.level, "status": s.status, "because": [list(one) for one in s.because]}
        for s in result.signs
    ]
    return {
        "session": session,
        "patient": session.patient,
        "edition": edition,
        "answers": told,
        "days_after": days,
        "signs": signs,
        "level": result.level,
    }


def _written(row: Mapping[str, Any], edition: ProtocolEdition) -> dict[str, Any]:
    """A report's content as it is hashed: rows by their keys, the edition by its own hashes."""
    keys = {name: str(row[name].pk) for name in ("session", "patient")}
    return dict(row) | keys | {"edition": [edition.rules_hash, edition.wording_hash]}


def _record(action: str, report: SymptomReport, by, role: str, at: datetime, request) -> None:
    audit.record(
        action,
        by=by,
        role=role,
        patient_id=report.patient_id,
        target=f"symptom report {report.pk}",
        request=request,
        at=at,
    )
