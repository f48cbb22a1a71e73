"""All sources of an edition, each with its use and the places that rest on it."""

from collections.abc import Iterator, Mapping
from typing import Any

from treatments.sentences import title_of

Document = Mapping[str, Any]
Place = dict[str, str]

USE_WORDS = {"used": "Used", "shown": "Shown in the guide", "not_shown": "Not shown to patients"}


def sources_page(document: Document, at: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Statements, bases and references with what rests on each; `at` is the address of each part."""
    places = _places_by_code(document, at)
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


def _places_by_code(document: Document, at: Mapping[str, str]) -> dict[str, list[Place]]:
    found: dict[str, dict[tuple[str, str], Place]] = {}
    for code, place in _citations(document, at):
        found.setdefault(code, {})[place["url"], place["what"]] = place
    return {code: list(places.values()) for code, places in found.items()}


def _citations(document: Document, at: Mapping[str, str]) -> Iterator[tuple[str, Place]]:
    """Every (source, place) of the document, in its order."""
    for rule in document["rules"]:
        yield from _cited(rule, f"{at['rules']}#rule-{rule['code']}", title_of(rule["code"]))
    for row in (*document["before"], *document["after"]):
        yield from _cited(row, f"{at['care']}#care-{row['code']}", title_of(row["code"]))
    for rows, url, what in _lists(document, at):
        for row in rows:
            yield from _cited(row, url, what)
    for part in document["guide"]:
        for sentence in part["sentences"]:
            yield from _cited(sentence, "", f"Guide, {part['title']['en'].lower()}")


def _lists(document: Document, at: Mapping[str, str]) -> Iterator[tuple[Any, str, str]]:
    """Rows that have no place of their own: the rows, the address of their list, its name."""
    yield document["schedules"], f"{at['care']}#schedules", "Schedules"
    yield document["depths"], f"{at['care']}#depths", "Depths"
    yield document.get("orders", ()), f"{at['care']}#orders", "Orders"
    yield document["warning_signs"], f"{at['signs']}#signs", "Warning signs"
    yield document.get("consent", {}).get("statements", ()), f"{at['consent']}#consent", "Consent"
    yield document.get("scales", ()), f"{at['consent']}#scales", "Rating scales"


def _cited(row: Mapping[str, Any], url: str, what: str) -> Iterator[tuple[str, Place]]:
    for code in row["basis"]:
        yield code, {"url": url, "what": what}
