"""The consult-ready summary: one visit as a flat value of JSON, for the page, the print and the PDF alike.

It reads what was stored and computes no eligibility. It knows no clock, so that the same record gives the
same bytes: a signature covers their hash.
"""

from datetime import date
from typing import Any

from intake.answer_text import answer_words
from intake.decided import WEIGHT_OF_EFFECT, Decided, DecidedRequest, decided_of
from intake.items import Item, Sheet, document_of, said, sheet_of
from intake.models import Assessment, Patient, Response, ReviewArea, Visit
from intake.summary_course import changes_since, course_of
from intake.summary_plan import care_of, plan_of
from treatments.models import ProtocolEdition

FIRST_AMONG_EQUALS = "changing_spot"
"""A spot that changes may be a cancer: it stands first among findings of equal weight."""

SKIN_TYPE = "skin_type"
ROMAN = ("I", "II", "III", "IV", "V", "VI")

Row = dict[str, Any]


def summary_of(visit: Visit, decided: Decided | None = None) -> Row:
    """Everything the summary shows. `response` is None where no answers count yet."""
    decided = decided or decided_of(visit)
    patient, response = visit.patient, decided.response
    shown: Row = {"patient": _patient(patient, decided), "visit": _visit(visit, decided), "response": None}
    if response is None or not decided.requests or decided.requests[0].assessment is None:
        return shown
    edition = _edition(decided.requests[0].assessment)
    sheet = sheet_of(edition, "en")
    results = _stored(decided)
    return shown | {
        "response": _response(response),
        "headline": _headline(decided),
        "areas": [row for item in decided.requests for row in _areas(item, sheet)],
        "why": _why(decided, results, sheet, document_of(edition)),
        "passed": _passed(decided, document_of(edition)),
        "unknown": _unknown(decided, sheet, response),
        "waits": _waits(decided, results, sheet),
        "safety": _safety(response, results, sheet),
        "problem": _problem(response),
        "course": course_of(visit, sheet),
        "plan": [plan_of(item, sheet, document_of(edition)) for item in decided.requests],
        "care": care_of(document_of(edition), decided.requests[0].assessment.planned_on),
        "changes": changes_since(visit, response, sheet),
        "protocol": {
            "treatment": sheet.treatment,
            "edition": edition.label,
            "rules_hash": edition.rules_hash,
            "wording_hash": edition.wording_hash,
        },
        "record": [_record(item) for item in decided.requests],
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


def _areas(item: DecidedRequest, sheet: Sheet) -> list[Row]:
    assessment = item.assessment
    return [
        {
            "request": str(item.request.pk),
            "area": area,
            "label": sheet.areas.get(area, area),
            "for": sheet.indications.get(item.request.indication, item.request.indication),
            "decision": assessment.areas[area],
            "date": assessment.dates.get(area),
            "signed": _signed(item, item.areas.get(area)),
        }
        for area in item.request.areas
    ]


def _signed(item: DecidedRequest, area: ReviewArea | None) -> Row | None:
    if area is None or item.review is None:
        return None
    return {
        "decided": area.decided,
        "label": area.get_decided_display(),
        "treat_not_before": _written(area.treat_not_before),
        "reason": area.get_reason_code_display() if area.reason_code else "",
        "reason_text": area.reason_text,
        "signer": item.review.signer.signature_name,
        "signed_at": item.review.signed_at.isoformat(),
        "digest": item.review.digest,
    }


def _why(decided: Decided, results: dict, sheet: Sheet, document: dict) -> list[Row]:
    """The findings of all requests, each rule once, worst first."""
    merged: dict[tuple[str, str], Row] = {}
    sources = _sources(document)
    for item in decided.requests:
        for finding in results[item.request.pk]["findings"]:
            key = (finding["code"], finding["status"])
            if key in merged:
                _merge_areas(merged[key], finding, sheet)
            else:
                merged[key] = _finding(finding, sheet, sources)
    return sorted(merged.values(), key=lambda row: (row["weight"], row["code"] != FIRST_AMONG_EQUALS))


def _finding(finding: Row, sheet: Sheet, sources: dict[str, str]) -> Row:
    codes = [code.strip() for code in finding["source"].split(",") if code.strip()]
    return {
        "code": finding["code"],
        "status": finding["status"],
        "effects": finding["effects"],
        "weight": min(WEIGHT_OF_EFFECT[effect] for effect in finding["effects"]),
        "areas": _area_labels(finding["areas"], sheet),
        "ends_on": finding["ends_on"],
        "sentence": finding["sentence"],
        "clears": finding["clears"].get("en", ""),
        "because": [_because(entry, sheet) for entry in finding["because"]],
        "sources": [{"code": code, "says": sources.get(code, "")} for code in codes],
    }


def _because(entry: Row, sheet: Sheet) -> Row:
    code, answer = entry["question"], entry["answer"]
    item = sheet.items.get(code)
    if item is None:  # context, such as the age or the days of earlier sessions
        words = ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)
        return {"question": code, "label": code.replace("_", " ").capitalize(), "answer": words}
    return {"question": code, "label": item.label, "answer": answer_words(item, answer)}


def _merge_areas(row: Row, finding: Row, sheet: Sheet) -> None:
    labels = _area_labels(finding["areas"], sheet)
    if row["areas"] is None or labels is None:
        row["areas"] = None
    else:
        row["areas"] = list(dict.fromkeys([*row["areas"], *labels]))


def _area_labels(areas: list[str] | None, sheet: Sheet) -> list[str] | None:
    return None if areas is None else [sheet.areas.get(area, area) for area in areas]


def _sources(document: dict) -> dict[str, str]:
    """What each source code stands for: a statement of the article, or a kind of basis."""
    found = {entry["code"]: entry["says"] for entry in document.get("statements", ())}
    return found | {code: said(text, "en") for code, text in document.get("bases", {}).items()}


def _passed(decided: Decided, document: dict) -> int:
    """How many rules were looked at and found nothing in any request."""
    found = {mark["code"] for item in decided.requests for mark in item.assessment.marks}
    return len({rule["code"] for rule in document["rules"]} - found)


def _unknown(decided: Decided, sheet: Sheet, response: Response) -> list[Row]:
    """What to ask, in the engine's order: what is blank and what somebody was not sure of."""
    codes = dict.fromkeys(code for item in decided.requests for code in item.assessment.ask)
    codes.update(dict.fromkeys(response.missing))
    return [
        {
            "code": code,
            "label": sheet.items[code].label,
            "text": sheet.items[code].text,
            "state": "blank" if code in response.missing else "not_sure",
        }
        for code in codes
        if code in sheet.items
    ]


def _waits(decided: Decided, results: dict, sheet: Sheet) -> list[Row]:
    """The waits that count, the binding one first."""
    rows = {
        (wait["code"], wait["ends_on"]): {**wait, "areas": _area_labels(wait["areas"], sheet)}
        for item in decided.requests
        for wait in results[item.request.pk]["waits"]
    }
    return sorted(rows.values(), key=lambda row: row["ends_on"], reverse=True)


def _safety(response: Response, results: dict, sheet: Sheet) -> Row:
    answers = response.answers
    facts = next(iter(results.values()))["medicines"]
    lines = {
        code: _safety_words(sheet.items[code], answers.get(code))
        for code in ("pregnant", "breastfeeding", "skin_type", "blood_thinners", "anaesthetic_allergy")
        if code in sheet.items
    }
    return {
        "medicines": [_medicine(entry) for entry in facts],
        "medicines_asked": "medicines" in answers,
        "allergies": list(answers.get("other_allergies") or []),
        "lines": [{"code": code, "label": sheet.items[code].label, "answer": v} for code, v in lines.items()],
    }


def _safety_words(item: Item, answer: Any) -> str:
    """The answer in words; a skin type keeps its number, by which clinicians know it."""
    words = answer_words(item, answer)
    return f"{answer} – {words}" if item.code == SKIN_TYPE and answer in ROMAN else words


def _medicine(entry: Row) -> Row:
    return {
        "text": entry["text"],
        "nothing": entry["nothing"],
        "recognised": bool(entry["names"]),
        "names": [
            {"name": name["name"], "class": name["cls"], "typed": name["typed"], "guess": name["guess"]}
            for name in entry["names"]
        ],
    }


def _problem(response: Response) -> Row:
    answers = response.answers
    return {
        "goal": answers.get("goal", ""),
        "tried_before": answers.get("tried_before", ""),
        "language": response.language,
    }


def _stored(decided: Decided) -> dict[object, Row]:
    """The stored result of each request, with its recognised medicines; one query."""
    keys = [item.assessment.pk for item in decided.requests]
    rows = Assessment.objects.filter(pk__in=keys).only("request_id", "result", "facts")
    return {row.request_id: row.result | {"medicines": row.facts["medicines"]} for row in rows}


def _edition(assessment: Assessment) -> ProtocolEdition:
    found = ProtocolEdition.objects.select_related("treatment", "publication")
    return found.get(pk=assessment.edition_id)


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
