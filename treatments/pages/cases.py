"""The worked cases to read: who, what differs from the usual answers, what must come out, and if it does."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clinic.templatetags.clinic_dates import staff_date
from treatments.pages.readings import Reading
from treatments.protocol_file.problems import Path
from treatments.publish_checks.cases import case_faults
from treatments.sentences import Names, listed, title_of, words_of

Document = Mapping[str, Any]

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def worked_cases(reading: Reading, names: Names) -> dict[str, Any]:
    """Every case with its check, and how many are green."""
    faults = _checked(reading, names)
    rows = [
        _row(case, names, faults.get(place, []))
        for place, case in enumerate(reading.document["worked_cases"])
    ]
    return {"cases": rows, "total": len(rows), "red": sum(bool(row["problems"]) for row in rows)}


def _checked(reading: Reading, names: Names) -> dict[int, list[str]]:
    """What is wrong with each case, by its place; kept for a final edition, as compiling costs the most."""
    if not reading.is_final:
        return _faults(reading.document, names)
    key = (str(reading.edition), reading.edition.rules_hash)
    if key not in _kept:
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = _faults(reading.document, names)
    return _kept[key]


_kept: dict[tuple[str, str], dict[int, list[str]]] = {}
_MOST_KEPT = 16


def _faults(document: Document, names: Names) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for fault in case_faults(document):
        what = _DAY.sub(lambda day: staff_date(day[0]), fault.what)
        found.setdefault(fault.path[1], []).append(f"{_about(fault.path[2:], names)}: {what}")
    return found


def _about(path: Path, names: Names) -> str:
    """What of a case a fault is about: "Earliest date, forehead", "Finding, sunburn"."""
    kind, *codes = path[1:] if path[0] == "expect" else path
    told = [names.areas.get(code, words_of(str(code))).lower() for code in codes]
    return ", ".join([_EXPECTED.get(kind, title_of(str(kind))), *told])


_EXPECTED = {"areas": "Decision", "dates": "Earliest date", "findings": "Finding"}
"""Parts of what a case expects that are tables, as one line of them is called."""


def _row(case: Mapping[str, Any], names: Names, problems: list[str]) -> dict[str, Any]:
    expect = case["expect"]
    return {
        "code": case["case"],
        "about": case.get("about", ""),
        "context": _context(case, names),
        "answers": [_answer(code, value, names) for code, value in case["answers"].items()],
        "decision": expect["decision"],
        "earliest": _day(expect["earliest_date"]),
        "findings": [
            {"code": code, "title": title_of(code), "status": status}
            for code, status in expect["findings"].items()
        ],
        "missing": [names.questions.get(code, code) for code in expect["missing"]],
        "problems": problems,
    }


def _context(case: Mapping[str, Any], names: Names) -> str:
    """Concern, areas and days in one line."""
    earlier = case.get("previous_sessions", [])
    parts = [
        names.indications.get(case["indication"], case["indication"]),
        listed([names.areas.get(code, code).lower() for code in case["areas"]], "and"),
        f"planned {staff_date(case['planned_on'])}",
        f"answered {staff_date(case['as_of'])}",
        f"born {staff_date(case['birth_date'])}",
        *([f"earlier sessions {listed([staff_date(day) for day in earlier], 'and')}"] if earlier else []),
    ]
    return "; ".join(parts)


def _answer(code: str, value: Any, names: Names) -> str:
    return f"{names.questions.get(code, code)}: {_value(value, names)}"


def _value(value: Any, names: Names) -> str:
    """An answer in words: codes spelled out, days as staff read them, null as blank."""
    if value is None:
        return "left blank"
    if isinstance(value, str):
        return staff_date(value) if value[:4].isdigit() else words_of(value)
    if isinstance(value, Sequence):
        return (
            ", ".join(names.areas[item].lower() if item in names.areas else item for item in value) or "none"
        )
    return f"{value:g}"


def _day(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
