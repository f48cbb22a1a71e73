"""What an edition says about a course of care: instructions, orders, consent, scales, the same-day questions.

Pure functions of a document (`editions.document_of`). What they give are the document's own rows, shared by
everybody who asks: do not change them. An edition that is older than a part of the file has none of it.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

Part = Mapping[str, Any]
Document = Mapping[str, Any]

SAME_DAY = "same_day"
SERVED = ("wait", "note")
"""What check-in does with an instruction that was not kept, where the rules it serves tell it."""

ENDS_WHEN = {"vitamins_a_c": "no_exfoliants"}
"""Instructions that end when another begins: skin is made ready with vitamin A (S21, S22) until retinoids are
to be left (S16)."""


class ConsentText(NamedTuple):
    """What a patient consents to, in one language. The same words have one `version` in every edition."""

    version: str
    title: str
    statements: tuple[str, ...]
    agree: str


def instructions_before(document: Document, *, orders: Collection[str] = ()) -> tuple[Part, ...]:
    """What a patient with these orders does or leaves before a session, in the order of the file."""
    return _told(document["before"], orders)


def instructions_after(document: Document, *, orders: Collection[str] = ()) -> tuple[Part, ...]:
    """The same after a session."""
    return _told(document["after"], orders)


def span_before(document: Document, row: Part) -> tuple[int | None, int]:
    """Days before a session on which an instruction begins (None: at all times) and ends, both included.

    One that ends when another begins is over the day before that, whatever its own last day says.
    """
    until = row.get("until_days", 0)
    follower = ENDS_WHEN.get(row["code"])
    starts = [other["from_days"] for other in document["before"] if other["code"] == follower]
    return row.get("from_days"), max([until, *(days + 1 for days in starts)])


def questions_behind(document: Document, row: Part) -> frozenset[str]:
    """The questions that the rules an instruction serves look at."""
    return frozenset(
        criterion["question"]
        for rule in document["rules"]
        if rule["code"] in row["serves"]
        for group in rule["when"]
        for criterion in group
        if "question" in criterion
    )


def _told(rows: list[Part], orders: Collection[str]) -> tuple[Part, ...]:
    """An instruction marked `when_ordered` is told only where the order of its own code was given."""
    return tuple(row for row in rows if not row.get("when_ordered") or row["code"] in orders)


def orders_of(document: Document) -> tuple[Part, ...]:
    """What a dermatologist may order for one patient: each with `code`, `label` and `basis`."""
    return tuple(document.get("orders", ()))


def consent_of(document: Document, language: str) -> ConsentText | None:
    """The consent to the treatment in that language, else in English; None where the edition has none."""
    consent = document.get("consent")
    if consent is None:
        return None
    title, agree = _said(consent["title"], language), _said(consent["agree"], language)
    statements = [_said(row["text"], language) for row in consent["statements"]]
    return ConsentText(_version([title, statements, agree]), title, tuple(statements), agree)


def _said(text: Mapping[str, str], language: str) -> str:
    return text.get(language) or text["en"]


def _version(words: list[Any]) -> str:
    """Twelve digits of the SHA-256 of every word that is read."""
    written = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def scales_for(document: Document, indication: str) -> tuple[Part, ...]:
    """The scales on which change is rated for a concern; one that names no concern serves all of them."""
    scales = document.get("scales", ())
    return tuple(scale for scale in scales if indication in scale.get("indications", [indication]))


def same_day_codes(document: Document) -> tuple[str, ...]:
    """The questions asked on the day of a session, in the questionnaire's order.

    Those the edition's form lists, every answer that holds for a day only, and what is read by the rules
    behind instructions that check-in holds a patient to; so an older form lacks none of them.
    """
    form = document["questionnaires"].get(SAME_DAY, {}).get("questions", [])
    wanted = set(form) | _served(document)
    return tuple(
        question["code"]
        for question in document["questions"]
        if question["code"] in wanted
        or (form == "all" and not question.get("only_for"))
        or question.get("shelf_life_days") == 0
    )


def _served(document: Document) -> set[str]:
    """The questions that the served rules of instructions marked wait or note look at."""
    rows = [row for row in document["before"] if row["at_check_in"] in SERVED]
    return {code for row in rows for code in questions_behind(document, row)}
