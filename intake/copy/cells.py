"""One column of one row: as a value for the file, and as lines of text for the page."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Field, Model

from clinic.models import Place, User
from intake.copy.choice_words import YES_NO, choice_words, in_language, words_of
from intake.copy.held import Held
from intake.copy.labels import label
from intake.copy.table import Table
from intake.copy.tables import BY_NAME
from intake.questions.answer_text import PATIENT, day_words, moment_words, when_words
from treatments.models import ProtocolEdition

CODED = {
    "treatment": "treatment",
    "indication": "indication",
    "area": "area",
    "scale": "scale",
    "review_orders.code": "order",
}
"""Columns that hold one code of the protocol."""
LISTS = {"areas": "area", "asks": "question", "missing": "question"}
"""Columns that hold a list of codes."""


class Cells:
    """The columns of one patient's rows, in one language."""

    def __init__(self, held: Held) -> None:
        self.held, self.language, self.vocabulary = held, held.language, held.vocabulary

    def value(self, table: Table, field: Field, row: Model) -> Any:
        """What the file holds: times in UTC, a code with its words, a person by name."""
        value, name = getattr(row, field.attname), field.name
        if value is None:
            return None
        if field.is_relation:
            return self._pointed_to(field, value)
        if self._is_list(table, name, value):
            return [{"code": code, "words": self._of(LISTS[name], code)} for code in value]
        if name == "signs":
            return [sign | {"words": self.vocabulary.of("sign", sign["code"])} for sign in value]
        if name == "given":
            return {code: self._given(how) for code, how in value.items()}
        words = self._code(table, name, value, row)
        if words is not None:
            return {"code": value, "words": words} if value != "" else None
        return written(value)

    def lines(self, table: Table, field: Field, row: Model) -> list[str]:
        """What the page says; no line for a column that is empty."""
        return self._lines(table, field, getattr(row, field.attname), row)

    def answers(self, row: Model) -> list[tuple[str, str, list[str]]]:
        """Code, question and answer of everything that was answered."""
        edition, known = row.edition_id, self.vocabulary
        return [
            (code, known.question(code, edition), known.answer(code, row.answers[code], edition))
            for code in known.in_order(row.answers, edition)
        ]

    def _lines(self, table: Table, field: Field, value: Any, row: Model | None) -> list[str]:
        name = field.name
        if value is None or value == "" or value == []:
            return []
        if field.is_relation:
            return [self._name_of(field, value)]
        if self._is_list(table, name, value):
            return [", ".join(self._of(LISTS[name], code) for code in value)]
        if name == "signs":
            return [self.vocabulary.of("sign", sign["code"]) for sign in value]
        if name in ("before", "after"):
            return [line for pair in value.items() for line in self._changed(*pair)]
        if name == "previous_sessions_elsewhere":
            return [when_words(day, self.language, PATIENT) for day in value]
        words = self._code(table, name, value, row)
        return [self._said(value) if words is None else words]

    def _changed(self, column: str, value: Any) -> list[str]:
        """A column of a course as it was or became."""
        courses = BY_NAME["courses"]
        field = courses.model._meta.get_field(column)
        told = ", ".join(self._lines(courses, field, value, None)) or "–"
        return [f"{label('courses', column, self.language)}: {told}"]

    def _is_list(self, table: Table, name: str, value: Any) -> bool:
        return name in LISTS and isinstance(value, list) and table.name != "assessments"

    def _code(self, table: Table, name: str, value: Any, row: Model | None) -> str | None:
        """The words of a code; None for a column that holds none."""
        kind = CODED.get(f"{table.name}.{name}") or CODED.get(name)
        if kind:
            return self.vocabulary.of(kind, value)
        if table.name == "outcome_ratings" and name == "value":
            return self.vocabulary.step(row.scale, value)
        if words_of(table.name, name):
            return choice_words(table.name, name, value, self.language)
        return None

    def _of(self, kind: str, code: str) -> str:
        return self.vocabulary.question(code) if kind == "question" else self.vocabulary.of(kind, code)

    def _pointed_to(self, field: Field, value: Any) -> Any:
        if field.related_model is User:
            return {"name": self.held.people[value]}
        if field.related_model is Place:
            place = self.held.places[value]
            return {"name": place.name, "address": place.address}
        if field.related_model is ProtocolEdition:
            edition = self.held.editions[value]
            return {"treatment": edition.treatment.code, "edition": edition.label}
        return written(value)

    def _name_of(self, field: Field, value: Any) -> str:
        told = self._pointed_to(field, value)
        return told.get("name", "") if isinstance(told, dict) else str(told)

    def _given(self, how: dict[str, Any]) -> dict[str, Any]:
        """When and how an answer was given; a person of the staff by name."""
        user = how.get("user")
        return {**how, "user": {"name": self.held.people[user]}} if user else how

    def _said(self, value: Any) -> str:
        if isinstance(value, bool):
            return in_language(YES_NO[value], self.language)
        if isinstance(value, datetime):
            return moment_words(value, self.language)
        return day_words(value, self.language, PATIENT) if isinstance(value, date) else str(value)


def written(value: Any) -> Any:
    """A value as JSON holds it: times in UTC, numbers with a point as text, keys as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value
