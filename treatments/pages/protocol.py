"""One edition as a page to read from top to bottom."""

from typing import Any

from treatments.pages import care
from treatments.pages.cases import worked_cases
from treatments.pages.edition_list import edition_facts
from treatments.pages.questions import questions_by_section
from treatments.pages.readings import Reading
from treatments.pages.rules import rules_by_effect
from treatments.pages.sources import Sources
from treatments.pages.statements import sources_page
from treatments.sentences import contradiction_sentence, names_in

SECTIONS = (
    ("rules", "Rules"),
    ("questions", "Questions"),
    ("schedules", "Schedules"),
    ("depths", "Needle depth"),
    ("before", "Before a session"),
    ("after", "After a session"),
    ("signs", "Warning signs"),
    ("medicines", "Medicines"),
    ("cases", "Worked cases"),
    ("sources", "Sources"),
)


def protocol_page(reading: Reading) -> dict[str, Any]:
    """What the protocol's template shows: the whole edition."""
    document = reading.document
    names, sources = names_in(document), Sources(document)
    content = {
        "rules": rules_by_effect(document, names, sources),
        "questions": questions_by_section(document, names),
        "schedules": care.schedules(document, sources),
        "depths": care.depths(document, sources),
        "before": care.before(document, sources),
        "after": care.after(document, sources),
        "signs": care.signs(document, sources),
        "medicines": care.medicines(document),
        "cases": worked_cases(reading, names),
        "sources": sources_page(document),
    }
    return content | {
        "facts": edition_facts(reading.edition, reading.reviews),
        "contents": [{"anchor": anchor, "title": title} for anchor, title in SECTIONS if content[anchor]],
        "contradictions": [contradiction_sentence(row, names) for row in document["contradictions"]],
        "rule_count": len(document["rules"]),
        "question_count": len(document["questions"]),
    }
