"""The questionnaire on paper: every question a visit may ask, numbered, with boxes to tick."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intake.questions.items import Item, document_of, said
from intake.questions.parts import Part
from intake.questions.questionnaire import Questionnaire

WORDS = {
    "title": {"en": "Questions before your visit", "es": "Preguntas antes de su cita"},
    "only_if": {"en": "Only if {conditions}", "es": "Solo si {conditions}"},
    "is": {
        "en": "you answered “{options}” to question {number}",
        "es": "contestó “{options}” en la pregunta {number}",
    },
    "dated": {
        "en": "you wrote a date for question {number}",
        "es": "escribió una fecha en la pregunta {number}",
    },
    "or": {"en": " or ", "es": " o "},
    "and": {"en": " and ", "es": " y "},
    "date": {"en": "Date (a month and year are enough)", "es": "Fecha (basta con el mes y el año)"},
    "number": {"en": "Number", "es": "Número"},
    "percent": {"en": "Percent", "es": "Por ciento"},
    "months": {"en": "Months", "es": "Meses"},
    "none": {"en": "None", "es": "Nada"},
    "name": {"en": "Name", "es": "Nombre"},
    "born": {"en": "Born", "es": "Nacimiento"},
    "visit": {"en": "Visit", "es": "Cita"},
    "record": {"en": "Record", "es": "Expediente"},
    "how": {
        "en": "Tick one box for each question, or write. If you do not know, tick “I’m not sure”. "
        "Keep taking every medicine you were prescribed.",
        "es": "Marque una casilla en cada pregunta o escriba. Si no lo sabe, marque “No lo sé”. "
        "Siga tomando todos los medicamentos que le recetaron.",
    },
    "attest": {
        "en": "These answers are true and complete, as far as I know.",
        "es": "Hasta donde sé, estas respuestas son verdaderas y completas.",
    },
    "signature": {"en": "Signature", "es": "Firma"},
    "day": {"en": "Date", "es": "Fecha"},
    "optional": {"en": "(you may leave this blank)", "es": "(puede dejarla en blanco)"},
}
"""What the sheet says besides the questions."""

LINES = {"text": 2, "text_list": 4}
"""Lines to write on."""


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question on paper. `boxes` are words beside boxes, `blank` what is written on a line after them."""

    number: int
    text: str
    hint: str
    only_if: str
    boxes: tuple[str, ...]
    blank: str
    lines: int
    many: bool
    optional: bool


def words_in(language: str) -> dict[str, str]:
    """The sheet's own words in one language."""
    return {key: said(text, language) for key, text in WORDS.items()}


def paper_of(questionnaire: Questionnaire, language: str) -> list[tuple[str, list[PaperQuestion]]]:
    """The questions by group, in order. One that this visit can never ask is left out."""
    standing = questionnaire.standing({}, {})
    conditions = _conditions(questionnaire.parts)
    every = questionnaire.items(standing.order, language)
    items = {item.code: item for item in every if _may_be_asked(item, conditions, standing.asked)}
    numbers = {code: number for number, code in enumerate(items, start=1)}
    groups: dict[str, list[PaperQuestion]] = {}
    for code, item in items.items():
        follows = [] if code in standing.asked else conditions[code]
        only_if = _only_if(follows, items, numbers, language) if follows else ""
        groups.setdefault(item.section_title, []).append(_question(item, numbers[code], only_if, language))
    return list(groups.items())


def _conditions(parts: Iterable[Part]) -> dict[str, list]:
    """`asked_when` of every question, by its code; empty where it is always asked."""
    found: dict[str, list] = {}
    for part in parts:
        for entry in document_of(part.edition)["questions"]:
            found.setdefault(entry["code"], entry.get("asked_when") or [])
    return found


def _may_be_asked(item: Item, conditions: Mapping[str, list], asked: Sequence[str]) -> bool:
    """Whether an answer can open the question; one that only another concern opens cannot."""
    groups = conditions[item.code]
    return item.code in asked or any(any("question" in one for one in group) for group in groups)


def _only_if(groups: list, items: Mapping[str, Item], numbers: Mapping[str, int], language: str) -> str:
    words = words_in(language)
    told = [words["and"].join(_criterion(one, items, numbers, words) for one in group) for group in groups]
    return words["only_if"].format(conditions=words["or"].join(told))


def _criterion(
    one: Mapping[str, Any], items: Mapping[str, Item], numbers: Mapping[str, int], words: dict[str, str]
) -> str:
    number = numbers.get(one.get("question"), "")
    if "is" in one:
        options = f"”{words['or']}“".join(items[one["question"]].words_of(option) for option in one["is"])
        return words["is"].format(number=number, options=options)
    return words["dated"].format(number=number)


def _question(item: Item, number: int, only_if: str, language: str) -> PaperQuestion:
    words = words_in(language)
    boxes = tuple(text for _, text in item.options)
    blank = {"when": words["date"], "number": words.get(item.unit, words["number"])}.get(item.type, "")
    if item.type == "text_list":
        boxes = (words["none"],)
    return PaperQuestion(
        number=number,
        text=item.text,
        hint=item.hint,
        only_if=only_if,
        boxes=boxes,
        blank=blank,
        lines=LINES.get(item.type, 0),
        many=item.type == "areas",
        optional=not item.required,
    )
