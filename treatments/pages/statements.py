"""All sources of an edition, each with its use and the places that rest on it."""

from collections.abc import Iterator, Mapping
from typing import Any

from treatments.sentences import title_of

Document = Mapping[str, Any]
Place = dict[str, str]

USE_WORDS = {"used": "Used", "shown": "Shown in the guide", "not_shown": "Not shown to patients"}


def sources_page(document: Document) -> dict[str, list[dict[str, Any]]]:
    """Statements, bases and references with what rests on each."""
    places = _places_by_code(document)
    return {
        "statements": [
            {
                "code": statement["code"],
                "says": statement["says"],
                "use": statement["use"],
                "use_word": USE_WORDS[statement["use"]],
                "why": statement.get("why", ""),
                "places": places.get(statement["code"], []),
            }
            for statement in document["statements"]
        ],
        "bases": [
            {"code": code, "says": name["en"], "count": len(places.get(code, []))}
            for code, name in document["bases"].items()
        ],
        "references": [
            {"code": code, "says": text, "places": places.get(code, [])}
            for code, text in document["references"].items()
        ],
    }


def _places_by_code(document: Document) -> dict[str, list[Place]]:
    found: dict[str, dict[tuple[str, str], Place]] = {}
    for code, place in _citations(document):
        found.setdefault(code, {})[place["anchor"], place["what"]] = place
    return {code: list(places.values()) for code, places in found.items()}


def _citations(document: Document) -> Iterator[tuple[str, Place]]:
    """Every (source, place) of the document, in its order."""
    for rule in document["rules"]:
        yield from _cited(rule, f"rule-{rule['code']}", title_of(rule["code"]))
    for row in document["schedules"]:
        yield from _cited(row, "schedules", "Schedules")
    for row in document["depths"]:
        yield from _cited(row, "depths", "Depths")
    for row in (*document["before"], *document["after"]):
        yield from _cited(row, f"care-{row['code']}", title_of(row["code"]))
    for sign in document["warning_signs"]:
        yield from _cited(sign, "signs", "Warning signs")
    for part in document["guide"]:
        for sentence in part["sentences"]:
            yield from _cited(sentence, "", f"Guide, {part['title']['en'].lower()}")


def _cited(row: Mapping[str, Any], anchor: str, what: str) -> Iterator[tuple[str, Place]]:
    for code in row["basis"]:
        yield code, {"anchor": anchor, "what": what}
