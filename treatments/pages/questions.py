"""The questions to read: wording in both languages, options, when asked, how long an answer holds."""

from collections.abc import Mapping
from typing import Any

from treatments.pages.rules import questions_read
from treatments.sentences import Names, answer_sentence, asked_sentence, shelf_life_sentence, title_of

Document = Mapping[str, Any]


def questions_by_section(document: Document, names: Names) -> list[dict[str, Any]]:
    """The sections in order, each with its questions."""
    readers = _rules_by_question(document)
    return [
        {
            "code": code,
            "title": title["en"],
            "questions": [
                _question(question, names, readers)
                for question in document["questions"]
                if question["section"] == code
            ],
        }
        for code, title in document["sections"].items()
    ]


def _question(question: Mapping[str, Any], names: Names, readers: Mapping) -> dict[str, Any]:
    return {
        "code": question["code"],
        "label": question["label"]["en"],
        "asked": asked_sentence(question, names),
        "answer": answer_sentence(question),
        "shelf_life": shelf_life_sentence(question),
        "record_only": bool(question.get("record_only")),
        "wordings": _wordings(question),
        "rules": readers.get(question["code"], []),
    }


def _wordings(question: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All texts of a question with what each is; an option is called by its code."""
    rows = [
        ("Question", question["text"]),
        ("Hint", question.get("hint")),
        ("Why we ask", question.get("why")),
    ]
    rows += question.get("options", {}).items()
    return [{"term": term, "texts": texts} for term, texts in rows if texts]


def _rules_by_question(document: Document) -> dict[str, list[dict[str, str]]]:
    """Which rules read a question, to link to."""
    found: dict[str, list[dict[str, str]]] = {}
    for rule in document["rules"]:
        for code in questions_read(rule):
            found.setdefault(code, []).append({"code": rule["code"], "title": title_of(rule["code"])})
    return found
