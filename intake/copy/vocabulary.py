"""What the codes of the protocol say, in one language, by the editions that a patient's record rests on."""

from collections.abc import Iterable, Mapping
from typing import Any

from intake.courses.outcomes import step_words
from intake.questions.answer_text import PATIENT, answer_lines
from intake.questions.items import Item, document_of, said, sheet_of
from treatments.models import ProtocolEdition


class Vocabulary:
    """Words by kind of code, a later edition's before an earlier one's; an answer's by its own edition."""

    def __init__(self, editions: Iterable[ProtocolEdition], language: str) -> None:
        self.language = language
        self._items: dict[int, Mapping[str, Item]] = {}
        self._words: dict[str, dict[str, str]] = {}
        self._scales: dict[str, Mapping[str, Any]] = {}
        for edition in sorted(editions, key=lambda one: one.pk):
            self._learn(edition)

    def of(self, kind: str, code: str) -> str:
        """A code in words; the code itself where no edition has it."""
        return self._words.get(kind, {}).get(code, code)

    def question(self, code: str, edition: int | None = None) -> str:
        """A question as it was asked."""
        item = self._item(code, edition)
        return item.text or item.label if item else code

    def answer(self, code: str, value: Any, edition: int | None = None) -> list[str]:
        """An answer in lines; as it is stored where no edition has the question."""
        item = self._item(code, edition)
        return answer_lines(item, value, self.language, PATIENT) if item else [str(value)]

    def in_order(self, answers: Mapping[str, Any], edition: int | None = None) -> list[str]:
        """The codes of these answers in the order of the questionnaire."""
        known = [code for code in self._items.get(edition, {}) if code in answers]
        return known + sorted(set(answers) - set(known))

    def step(self, scale: str, value: int) -> str:
        """A step of a rating scale in words."""
        found = self._scales.get(scale)
        return step_words(found, value, self.language) if found else str(value)

    def _item(self, code: str, edition: int | None) -> Item | None:
        """The question by the row's own edition, else by another: a visit may ask for two treatments."""
        each = (self._items.get(edition, {}), *self._items.values())
        return next((items[code] for items in each if code in items), None)

    def _learn(self, edition: ProtocolEdition) -> None:
        sheet, document = sheet_of(edition, self.language), document_of(edition)
        self._items[edition.pk] = sheet.items
        self._scales |= {scale["code"]: scale for scale in document["scales"]}
        told = {
            "area": sheet.areas,
            "indication": sheet.indications,
            "treatment": {document["treatment"]["code"]: sheet.treatment},
            "order": self._texts(document["orders"], "label"),
            "sign": self._texts(document["warning_signs"], "text"),
            "scale": self._texts(document["scales"], "label"),
        }
        for kind, words in told.items():
            self._words.setdefault(kind, {}).update(words)

    def _texts(self, entries: Iterable[Mapping[str, Any]], name: str) -> dict[str, str]:
        return {entry["code"]: said(entry[name], self.language) for entry in entries}
