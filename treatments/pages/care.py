"""How the treatment is given, for staff: schedules, depths, instructions, warning signs, medicines."""

from collections.abc import Mapping
from typing import Any

from treatments.pages import care_times
from treatments.pages.guide import LEVELS
from treatments.pages.sources import Sources
from treatments.sentences import Names, sign_condition, title_of

Part = Mapping[str, Any]
Document = Mapping[str, Any]

AT_CHECK_IN = {
    "wait": "If it was not kept: the rule’s wait starts.",
    "note": "If it was not kept: noted at check-in.",
    "ask": "Asked at check-in.",
    "rescreen": "If it happened: screened again at check-in.",
    "none": "Not asked at check-in.",
}
LEVEL_WORDS = {
    "urgent": "Emergency services at once, and the clinic is told",
    "call": "Call the clinic the same day",
    "late": "Weeks later: the dermatologist is told",
    "expected": "Expected: after-care is shown",
}


def schedules(document: Document, sources: Sources) -> list[dict[str, Any]]:
    """Sessions and days between them, by concern."""
    return [
        {
            "concerns": [document["indications"][code]["en"] for code in row["indications"]],
            "sessions": care_times.sessions(row),
            "shortest": row["interval_days"][0],
            "longest": row["interval_days"][1],
            "upkeep": row.get("maintenance", {}).get("en", ""),
            "sources": sources.of(row["basis"]),
        }
        for row in document["schedules"]
    ]


def depths(document: Document, sources: Sources) -> list[dict[str, Any]]:
    """Usual needle depth by area, in millimetres. For staff only."""
    return [
        {
            "areas": [document["areas"][code]["en"] for code in row["areas"]],
            "least": f"{row['usual_mm'][0]:g}",
            "most": f"{row['usual_mm'][1]:g}",
            "warn": f"{row['warn_above_mm']:g}",
            "sources": sources.of(row["basis"]),
        }
        for row in document["depths"]
    ]


def before(document: Document, sources: Sources) -> list[dict[str, Any]]:
    """What a patient does or leaves before a session, with the rules it serves."""
    return [
        _instruction(row, care_times.time_before(row), sources)
        | {
            "serves": [{"code": code, "title": title_of(code)} for code in row["serves"]],
            "check_in": AT_CHECK_IN[row["at_check_in"]],
            "when_ordered": bool(row.get("when_ordered")),
        }
        for row in document["before"]
    ]


def after(document: Document, sources: Sources) -> list[dict[str, Any]]:
    """What a patient does or leaves after a session."""
    return [_instruction(row, care_times.time_after(row), sources) for row in document["after"]]


def _instruction(row: Part, when: str, sources: Sources) -> dict[str, Any]:
    return {
        "code": row["code"],
        "title": title_of(row["code"]),
        "when": when,
        "wordings": [{"term": "Patients", "texts": row["text"]}],
        "sources": sources.of(row["basis"]),
    }


def orders(document: Document, sources: Sources) -> list[dict[str, Any]]:
    """What a dermatologist may order for one patient, with the instructions that are told only then."""
    told = {row["code"] for row in (*document["before"], *document["after"]) if row.get("when_ordered")}
    return [
        {
            "label": row["label"],
            "is_told": row["code"] in told,
            "code": row["code"],
            "sources": sources.of(row["basis"]),
        }
        for row in document.get("orders", ())
    ]


def signs(document: Document, sources: Sources, names: Names) -> list[dict[str, Any]]:
    """Warning signs by level, the most urgent first."""
    found = [
        {"level": level, "word": LEVEL_WORDS[level], "signs": _signs(document, level, sources, names)}
        for level in LEVELS
    ]
    return [level for level in found if level["signs"]]


def _signs(document: Document, level: str, sources: Sources, names: Names) -> list[dict[str, Any]]:
    return [
        {
            "code": sign["code"],
            "text": sign["text"],
            "condition": sign_condition(sign, names),
            "is_in_guide": sign.get("in_guide", True),
            "sources": sources.of(sign["basis"]),
        }
        for sign in document["warning_signs"]
        if sign["level"] == level
    ]


def consent(document: Document, sources: Sources) -> dict[str, Any] | None:
    """The words of the consent with their sources; None for an edition that has none."""
    wording = document.get("consent")
    if not wording:
        return None
    said = [{"text": row["text"], "sources": sources.of(row["basis"])} for row in wording["statements"]]
    return {"title": wording["title"], "statements": said, "agree": wording["agree"]}


def scales(document: Document, sources: Sources) -> list[dict[str, Any]]:
    """The scales on which change is rated: who rates, for which concerns, and the words of each step."""
    return [
        {
            "label": row["label"],
            "text": row.get("text", {}),
            "raters": " and ".join(row["rated_by"]),
            "concerns": [document["indications"][code]["en"] for code in row.get("indications", ())],
            "steps": [{"term": f"{step['value']:g}", "texts": step["text"]} for step in row["steps"]],
            "sources": sources.of(row["basis"]),
        }
        for row in document.get("scales", ())
    ]


def medicines(document: Document) -> list[dict[str, Any]]:
    """Names by class; those under "none" are known and raise nothing."""
    return [
        {
            "code": code,
            "title": document["medicine_classes"].get(code, {}).get("en", "Known, and no rule asks for it"),
            "names": names,
        }
        for code, names in document["medicines"].items()
    ]
