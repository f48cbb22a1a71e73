"""The consult-ready summary: one visit as a flat value of JSON, for the page, the print and the PDF alike.

It reads what was stored and computes no eligibility. It knows no clock, so that the same record gives the
same bytes: a signature covers their hash.
"""

from datetime import date
from typing import Any

from django.db.models import UUIDField

from clinic.prepared import Many, Prepared
from intake.decided import WEIGHT_OF_EFFECT, Decided, DecidedRequest, decided_of
from intake.models import Assessment, Patient, Response, Visit
from intake.orders import labels_of, order_rows
from intake.summary.after import ratings_of, symptoms_of
from intake.summary.course import changes_since, course_of
from intake.summary.plan import care_of, plan_of
from intake.summary.protocols import Protocols, protocols_of
from intake.summary.safety import problem_of, safety_of
from intake.summary.signed import signed_area, signing_of
from intake.summary.unsent import unsent_of
from intake.summary.why import passed_of, unknown_of, waits_of, why_of
from treatments.models import ProtocolEdition

Row = dict[str, Any]

_STORED = Prepared(
    lambda keys: Assessment.objects.filter(pk__in=keys).only("request_id", "result", "facts"),
    keys=Many(UUIDField()),
)


def summary_of(visit: Visit, decided: Decided | None = None) -> Row:
    """Everything the summary shows. `response` is None where no answers count yet."""
    decided = decided or decided_of(visit)
    patient, response = visit.patient, decided.response
    shown: Row = {"patient": _patient(patient, decided), "visit": _visit(visit, decided), "response": None}
    if response is None or not decided.requests or decided.requests[0].assessment is None:
        return shown
    protocols, results = protocols_of(decided), _stored(decided)
    sheet, planned_on = protocols.sheet, decided.requests[0].assessment.planned_on
    return shown | {
        "response": _response(response),
        "headline": _headline(decided),
        "areas": [row for item in decided.requests for row in _areas(item, protocols)],
        "why": why_of(decided, results, protocols),
        "passed": passed_of(decided, response, protocols),
        "unknown": unknown_of(decided, response, sheet),
        "waits": waits_of(decided, results, protocols),
        "safety": safety_of(response, results, sheet),
        "problem": problem_of(response),
        "course": course_of(visit, sheet),
        "symptoms": symptoms_of(visit),
        "ratings": ratings_of(decided),
        "plan": [plan_of(item, protocols) for item in decided.requests],
        **signing_of(decided, protocols),
        "unsent": unsent_of(response, sheet),
        "orders": _orders(decided, protocols),
        "care": care_of(protocols.documents, planned_on),
        "changes": changes_since(visit, response, sheet),
        "protocol": _protocol(protocols.each[0], sheet.treatment),
        "protocols": [_protocol(edition, str(edition)) for edition in protocols.each],
        "record": [_record(item) for item in decided.requests],
    }


def _protocol(edition: ProtocolEdition, treatment: str) -> Row:
    return {
        "treatment": treatment,
        "edition": edition.label,
        "rules_hash": edition.rules_hash,
        "wording_hash": edition.wording_hash,
    }


def _patient(patient: Patient, decided: Decided) -> Row:
    answers = decided.response.answers if decided.response else {}
    day = decided.requests[0].assessment.planned_on if _assessed(decided) else None
    return {
        "id": str(patient.pk),
        "name": str(patient),
        "family_name": patient.family_name,
        "given_name": patient.given_name,
        "preferred_name": patient.preferred_name,
        "born": patient.birth_date.isoformat(),
        "age": patient.age_on(day) if day else None,
        "sex": patient.get_sex_at_birth_display() if patient.sex_at_birth else "",
        "record_number": patient.grouped_record_number,
        "language": patient.get_language_display(),
        "interpreter_needed": patient.interpreter_needed,
        "allergies": list(answers.get("other_allergies") or []),
    }


def _visit(visit: Visit, decided: Decided) -> Row:
    return {
        "id": str(visit.pk),
        "starts_at": visit.starts_at.isoformat(),
        "place": visit.place.name,
        "planned_on": decided.requests[0].assessment.planned_on.isoformat() if _assessed(decided) else None,
    }


def _response(response: Response) -> Row:
    return {
        "id": str(response.pk),
        "number": response.number,
        "status": response.get_status_display(),
        "mode": response.get_mode_display(),
        "language": response.language,
        "submitted_at": response.submitted_at.isoformat(),
        "attested_name": response.attested_name,
        "content_hash": response.content_hash,
    }


def _headline(decided: Decided) -> Row:
    counts = {effect: decided.count(effect) for effect in WEIGHT_OF_EFFECT}
    return {
        "decision": decided.decision,
        "earliest_date": _written(decided.earliest_date),
        "missing": len(decided.missing),
        **counts,
    }


def _areas(item: DecidedRequest, protocols: Protocols) -> list[Row]:
    assessment, sheet = item.assessment, protocols.sheet_for(item.request.pk)
    return [
        {
            "request": str(item.request.pk),
            "area": area,
            "label": sheet.areas.get(area, area),
            "for": sheet.indications.get(item.request.indication, item.request.indication),
            "decision": assessment.areas[area],
            "date": assessment.dates.get(area),
            "signed": signed_area(item.areas.get(area)),
        }
        for area in item.request.areas
    ]


def _orders(decided: Decided, protocols: Protocols) -> list[Row]:
    """What the standing signature orders and what it does not, in the words of the protocol."""
    labels = {code: label for edition in protocols.each for code, label in labels_of(edition).items()}
    rows = order_rows([item.review for item in decided.requests if item.review])
    return [row | {"label": labels.get(row["code"], row["code"])} for row in rows]


def _stored(decided: Decided) -> dict[object, Row]:
    """The stored result of each request, with its recognised medicines; one query."""
    rows = _STORED.all(keys=[item.assessment.pk for item in decided.requests])
    return {row.request_id: row.result | {"medicines": row.facts["medicines"]} for row in rows}


def _record(item: DecidedRequest) -> Row:
    """Which assessment and review a page shows, so that a new one makes an open page outdated."""
    review = item.review or item.asked or item.lapsed
    return {
        "request": str(item.request.pk),
        "assessment": str(item.assessment.pk),
        "review": str(review.pk) if review else None,
    }


def _assessed(decided: Decided) -> bool:
    return bool(decided.requests) and decided.requests[0].assessment is not None


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
