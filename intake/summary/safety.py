"""The summary's safety box and the problem in the patient's words."""

from typing import Any

from intake.models import Response
from intake.questions.answer_text import answer_words
from intake.questions.items import Item, Sheet

LOOKED_FOR = ("pregnant", "breastfeeding", "skin_type", "blood_thinners", "anaesthetic_allergy")
SKIN_TYPE = "skin_type"
ROMAN = ("I", "II", "III", "IV", "V", "VI")

Row = dict[str, Any]


def safety_of(response: Response, results: dict[object, Row], sheet: Sheet) -> Row:
    """Medicines as typed and as recognised, allergies, and the answers a clinician looks for first."""
    answers = response.answers
    lines = {
        code: _safety_words(sheet.items[code], answers.get(code))
        for code in LOOKED_FOR
        if code in sheet.items
    }
    return {
        "medicines": _medicines(results),
        "medicines_asked": "medicines" in answers,
        "allergies": list(answers.get("other_allergies") or []),
        "lines": [{"code": code, "label": sheet.items[code].label, "answer": v} for code, v in lines.items()],
    }


def _safety_words(item: Item, answer: Any) -> str:
    """The answer in words; a skin type keeps its number, by which clinicians know it."""
    words = answer_words(item, answer)
    return f"{answer} – {words}" if item.code == SKIN_TYPE and answer in ROMAN else words


def _medicines(results: dict[object, Row]) -> list[Row]:
    """Each typed medicine once, as the protocol that knows it best recognised it."""
    best: dict[str, Row] = {}
    for result in results.values():
        for entry in result["medicines"]:
            known = best.get(entry["text"])
            if known is None or len(entry["names"]) > len(known["names"]):
                best[entry["text"]] = entry
    return [_medicine(entry) for entry in best.values()]


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


def problem_of(response: Response) -> Row:
    """The problem in the patient's own words, untranslated."""
    answers = response.answers
    return {
        "goal": answers.get("goal", ""),
        "tried_before": answers.get("tried_before", ""),
        "language": response.language,
    }
