"""The summary's grounds: why, worst first; what is unknown; which waits count."""

from typing import Any

from intake.answer_text import answer_words
from intake.canonical import canonical
from intake.decided import WEIGHT_OF_EFFECT, Decided, DecidedRequest
from intake.items import Sheet
from intake.models import Response
from intake.summary_protocols import Protocols

FIRST_AMONG_EQUALS = "changing_spot"
"""A spot that changes may be a cancer: it stands first among findings of equal weight."""

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


def passed_of(decided: Decided, protocols: Protocols) -> int:
    """How many rules were looked at and found nothing in any request."""
    found = {mark["code"] for item in decided.requests for mark in item.assessment.marks}
    rules = {rule["code"] for document in protocols.documents for rule in document["rules"]}
    return len(rules - found)


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


def waits_of(decided: Decided, results: dict[object, Row], sheet: Sheet) -> list[Row]:
    """The waits that count, the binding one first."""
    rows = {
        (wait["code"], wait["ends_on"]): {**wait, "areas": _area_labels(wait["areas"], sheet)}
        for item in decided.requests
        for wait in results[item.request.pk]["waits"]
    }
    return sorted(rows.values(), key=lambda row: row["ends_on"], reverse=True)


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
    if item is None:  # context, such as the age or the days of earlier sessions
        words = ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)
        return {"question": code, "label": code.replace("_", " ").capitalize(), "answer": words}
    return {"question": code, "label": item.label, "answer": answer_words(item, answer)}


def _area_labels(areas: list[str] | None, sheet: Sheet) -> list[str] | None:
    return None if areas is None else [sheet.areas.get(area, area) for area in areas]
