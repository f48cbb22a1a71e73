"""The summary's grounds: why, worst first; what is unknown; which waits count."""

from datetime import date
from typing import Any

from clinic.templatetags.clinic_dates import staff_date
from intake.canonical import canonical
from intake.decided import WEIGHT_OF_EFFECT, Decided, DecidedRequest
from intake.models import Response
from intake.questions.answer_text import answer_words
from intake.questions.items import Sheet
from intake.summary.protocols import Protocols

FIRST_AMONG_EQUALS = "changing_spot"
"""A spot that changes may be a cancer: it stands first among findings of equal weight."""

CONTEXT = {
    "areas": "Areas",
    "birth_date": "Born",
    "indication": "Concern",
    "previous_sessions": "Earlier sessions",
}

Row = dict[str, Any]


def why_of(decided: Decided, results: dict[object, Row], protocols: Protocols) -> list[Row]:
    """The findings of all requests, the same one once with all its areas, worst first."""
    merged: dict[str, tuple[Row, list[DecidedRequest], list[str]]] = {}
    for item in decided.requests:
        for finding in results[item.request.pk]["findings"]:
            key = canonical([finding[name] for name in ("code", "status", "ends_on", "because")])
            row, found_in, areas = merged.setdefault(key, (_finding(finding, protocols), [], []))
            found_in.append(item)
            areas += finding["areas"] if finding["areas"] is not None else item.request.areas
            row["areas"] = None if finding["areas"] is None else row["areas"]
    for row, found_in, areas in merged.values():
        if row["areas"] is not None or len(found_in) < len(decided.requests):
            row["areas"] = _area_labels(list(dict.fromkeys(areas)), protocols.sheet)
    rows = [row for row, _, _ in merged.values()]
    return sorted(rows, key=lambda row: (row["weight"], row["code"] != FIRST_AMONG_EQUALS))


def passed_of(decided: Decided, response: Response, protocols: Protocols) -> list[str]:
    """The rules that found nothing in any request; one that looks at a blank question has not passed."""
    found = {mark["code"] for item in decided.requests for mark in item.assessment.marks}
    rules = {rule["code"]: rule for document in protocols.documents for rule in document["rules"]}
    blank = _blank_with_follow_ups(response, protocols)
    return [code for code, rule in rules.items() if code not in found and not looked_at(rule, "when") & blank]


def looked_at(entry: Row, key: str) -> set[str]:
    """The questions that the groups of criteria under `key` look at."""
    return {part["question"] for group in entry.get(key, ()) for part in group if "question" in part}


def _blank_with_follow_ups(response: Response, protocols: Protocols) -> set[str]:
    """What is blank, and the questions that may yet be asked because of it."""
    blank = set(response.missing)
    for document in protocols.documents:
        for question in document["questions"]:  # a follow-up stands behind what opens it
            if looked_at(question, "asked_when") & blank:
                blank.add(question["code"])
    return blank


def unknown_of(decided: Decided, response: Response, sheet: Sheet) -> list[Row]:
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


def waits_of(decided: Decided, results: dict[object, Row], protocols: Protocols) -> list[Row]:
    """The waits that count, the binding one first; `label` names the answer a wait counts from."""
    rows = {
        (wait["code"], wait["ends_on"]): {
            **wait,
            "areas": _area_labels(wait["areas"], protocols.sheet),
            "label": _counts_from(wait["code"], protocols),
        }
        for item in decided.requests
        for wait in results[item.request.pk]["waits"]
    }
    return sorted(rows.values(), key=lambda row: row["ends_on"], reverse=True)


def _counts_from(code: str, protocols: Protocols) -> str:
    """The label of the date a rule's wait counts from, "Last sunburn"; else its code in words."""
    items = protocols.sheet.items
    rules = [rule for document in protocols.documents for rule in document["rules"] if rule["code"] == code]
    asked = [part.get("question") for rule in rules for group in rule["when"] for part in group]
    dated = (items[name].label for name in asked if name in items and items[name].type == "when")
    return next(dated, code.replace("_", " ").capitalize())


def _finding(finding: Row, protocols: Protocols) -> Row:
    codes = [code.strip() for code in finding["source"].split(",") if code.strip()]
    return {
        "code": finding["code"],
        "status": finding["status"],
        "effects": finding["effects"],
        "weight": min(WEIGHT_OF_EFFECT[effect] for effect in finding["effects"]),
        "areas": finding["areas"],
        "ends_on": finding["ends_on"],
        "sentence": finding["sentence"],
        "clears": finding["clears"].get("en", ""),
        "because": [_because(entry, protocols.sheet) for entry in finding["because"]],
        "sources": [{"code": code, "says": protocols.sources.get(code, "")} for code in codes],
    }


def _because(entry: Row, sheet: Sheet) -> Row:
    code, answer = entry["question"], entry["answer"]
    item = sheet.items.get(code)
    if item is None:  # context: the booking's concern and areas, the birth date, the days of earlier sessions
        entries = answer if isinstance(answer, list) else [answer]
        words = ", ".join(_context_words(str(entry), sheet) for entry in entries)
        return {"question": code, "label": CONTEXT.get(code, code), "answer": words or "none"}
    return {"question": code, "label": item.label, "answer": answer_words(item, answer)}


def _context_words(value: str, sheet: Sheet) -> str:
    """A concern or an area by its name, a day as staff write it."""
    try:
        return staff_date(date.fromisoformat(value))
    except ValueError:
        return sheet.indications.get(value) or sheet.areas.get(value, value)


def _area_labels(areas: list[str] | None, sheet: Sheet) -> list[str] | None:
    return None if areas is None else [sheet.areas.get(area, area) for area in areas]
