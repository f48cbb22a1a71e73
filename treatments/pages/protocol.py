"""One edition to read: an overview, a page for each part, and everything on one page for paper.

A part's page stays light enough for a phone; links between parts go through `at`, the address of each part,
which is empty for what stands on the same page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from treatments.pages import care
from treatments.pages.cases import worked_cases
from treatments.pages.edition_list import edition_facts
from treatments.pages.questions import questions_by_section
from treatments.pages.readings import Reading
from treatments.pages.rules import rules_by_effect
from treatments.pages.sources import Sources
from treatments.pages.statements import sources_page
from treatments.publish_checks import problems
from treatments.sentences import Names, contradiction_sentence, names_in

OVERVIEW, WHOLE = "overview", "whole"


@dataclass(frozen=True)
class Material:
    """What the parts are made from."""

    reading: Reading
    names: Names
    sources: Sources
    at: Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """A part of the protocol: its title, its templates, the places on it, and what they show."""

    title: str
    templates: tuple[str, ...]
    places: Mapping[str, str]
    content: Callable[[Material], dict[str, Any]]


def _rules(made: Material) -> dict[str, Any]:
    document = made.reading.document
    return {
        "rules": rules_by_effect(document, made.names, made.sources),
        "rule_count": len(document["rules"]),
    }


def _questions(made: Material) -> dict[str, Any]:
    questions = questions_by_section(made.reading.document, made.names)
    return {"questions": questions, "question_count": _count(questions)}


def _count(sections: Iterable[Mapping[str, Any]]) -> int:
    return sum(len(section["questions"]) for section in sections)


def _care(made: Material) -> dict[str, Any]:
    document, sources = made.reading.document, made.sources
    return {
        "schedules": care.schedules(document, sources),
        "depths": care.depths(document, sources),
        "before": care.before(document, sources),
        "after": care.after(document, sources),
        "orders": care.orders(document, sources),
    }


def _signs(made: Material) -> dict[str, Any]:
    document = made.reading.document
    symptoms = questions_by_section(document, made.names, of_symptoms=True)
    return {
        "signs": care.signs(document, made.sources, made.names),
        "symptoms": symptoms,
        "symptom_count": _count(symptoms),
    }


def _consent(made: Material) -> dict[str, Any]:
    document, sources = made.reading.document, made.sources
    return {"consent": care.consent(document, sources), "scales": care.scales(document, sources)}


def _medicines(made: Material) -> dict[str, Any]:
    document = made.reading.document
    return {
        "medicines": care.medicines(document),
        "contradictions": [contradiction_sentence(row, made.names) for row in document["contradictions"]],
    }


def _cases(made: Material) -> dict[str, Any]:
    return {"cases": worked_cases(made.reading, made.names)}


def _sources(made: Material) -> dict[str, Any]:
    return {"sources": sources_page(made.reading.document, made.at)}


PARTS = {
    "rules": Part("Rules", ("_rules",), {"rules": "Rules"}, _rules),
    "questions": Part("Questions", ("_questions",), {"questions": "Questions"}, _questions),
    "care": Part(
        "Sessions and care",
        ("_plan", "_care", "_orders"),
        {
            "schedules": "Schedules",
            "depths": "Needle depth",
            "before": "Before a session",
            "after": "After a session",
            "orders": "Orders",
        },
        _care,
    ),
    "signs": Part(
        "Warning signs",
        ("_staff_signs", "_symptoms"),
        {"signs": "Warning signs", "symptoms": "Symptom check"},
        _signs,
    ),
    "consent": Part(
        "Consent and ratings",
        ("_consent", "_scales"),
        {"consent": "Consent", "scales": "Rating scales"},
        _consent,
    ),
    "medicines": Part("Medicines", ("_medicines",), {"medicines": "Medicines"}, _medicines),
    "cases": Part("Worked cases", ("_cases",), {"cases": "Worked cases"}, _cases),
    "sources": Part("Sources", ("_sources",), {"sources": "Sources"}, _sources),
}
"""In the order they are read."""


def protocol_overview(reading: Reading) -> dict[str, Any]:
    """What an edition holds by name, each name a link to its place, with the edition's history."""
    content = _content(reading, PARTS, here=())
    return (
        _frame(reading, OVERVIEW)
        | content
        | {
            "templates": _paths("_overview"),
            "next": _beside(reading),
            "in_the_way": [] if reading.is_final else problems(reading.document, str(reading.edition)),
        }
    )


def protocol_part(reading: Reading, code: str) -> dict[str, Any]:
    """One part; the others are a link away."""
    part = PARTS[code]
    content = _content(reading, [code], here=(code,))
    return (
        _frame(reading, code)
        | content
        | {
            "templates": _paths(*part.templates),
            "part_title": part.title,
            "jumps": _jumps([part], content) if len(part.places) > 1 else [],
            "is_empty": not any(content[place] for place in part.places),
            "next": _beside(reading, code),
        }
    )


def whole_protocol(reading: Reading) -> dict[str, Any]:
    """Everything on one page, to print or to search."""
    content = _content(reading, PARTS, here=PARTS)
    return (
        _frame(reading, WHOLE)
        | content
        | {
            "templates": _paths(*(name for part in PARTS.values() for name in part.templates)),
            "part_title": "All parts",
            "contents": _jumps(PARTS.values(), content),
        }
    )


def _content(reading: Reading, codes: Iterable[str], here: Iterable[str]) -> dict[str, Any]:
    document = reading.document
    at = {code: "" if code in here else _address(reading, code) for code in PARTS}
    made = Material(reading, names_in(document), Sources(document), at)
    found: dict[str, Any] = {"at": at}
    for code in codes:
        found |= PARTS[code].content(made)
    return found


def _frame(reading: Reading, here: str) -> dict[str, Any]:
    """What stands around every page of the edition: its facts, and the way to its other pages."""
    titles = {OVERVIEW: "Overview"} | {code: part.title for code, part in PARTS.items()}
    return {
        "facts": edition_facts(reading.edition, reading.reviews),
        "has_history": here in (OVERVIEW, WHOLE),
        "whole_url": "" if here == WHOLE else _address(reading, WHOLE),
        "contents": [
            {"url": _address(reading, code), "title": title, "current": code == here}
            for code, title in titles.items()
        ],
    }


def _jumps(parts: Iterable[Part], content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Links to the places on a page that have something to show."""
    return [
        {"url": f"#{place}", "title": title}
        for part in parts
        for place, title in part.places.items()
        if content[place]
    ]


def _beside(reading: Reading, code: str | None = None) -> dict[str, str] | None:
    """The part to read after this one; after the overview, the first."""
    codes = list(PARTS)
    following = codes[codes.index(code) + 1 :] if code else codes
    if not following:
        return None
    return {"url": _address(reading, following[0]), "title": PARTS[following[0]].title}


def _address(reading: Reading, code: str) -> str:
    name = "protocol" if code == OVERVIEW else f"protocol-{code}"
    return reverse(name, args=[reading.edition.treatment.code, reading.edition.label])


def _paths(*names: str) -> list[str]:
    return [f"treatments/{name}.html" for name in names]
