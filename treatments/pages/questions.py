"""The questions to read: wording in both languages, options, when asked, how long an answer holds."""

from collections.abc import Mapping
from typing import Any

from treatments.pages.rules import questions_read
from treatments.sentences import Names, answer_sentence, asked_sentence, shelf_life_sentence, title_of

Document = Mapping[str, Any]


SYMPTOM_CHECK = "symptom_check"


def questions_by_section(document: Document, names: Names, of_symptoms: bool = False) -> list[dict[str, Any]]:
    """The sections in order, each with its questions: those of the symptom check alone, or all others."""
    readers = _rules_by_question(document)
    asked: dict[str, list[dict[str, Any]]] = {}
    for question in document["questions"]:
        if (list(question.get("only_for", ())) == [SYMPTOM_CHECK]) == of_symptoms:
            asked.setdefault(question["section"], []).append(_question(question, names, readers))
    return [
        {"code": code, "title": title["en"], "questions": asked[code]}
        for code, title in document["sections"].items()
        if code in asked
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
