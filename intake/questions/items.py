"""A protocol's questions as people read them: one list in one language, read once per edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from intake.canonical import digest
from treatments import editions
from treatments.care import same_day_codes
from treatments.models import ProtocolEdition

COMMON = {
    "yes": {"en": "Yes", "es": "Sí"},
    "no": {"en": "No", "es": "No"},
    "not_sure": {"en": "I’m not sure", "es": "No lo sé"},
    "never": {"en": "Never", "es": "Nunca"},
}
"""Answers whose wording is the same in every question."""

SHEETS_KEPT = 32
"""Editions times languages a process keeps in memory; a clinic has one or two editions in use."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question in one language. `options` are (code, words) in order; for areas, all areas.

    `wording` is the hash of everything the person answering read.
    """

    code: str
    section: str
    section_title: str
    type: str
    required: bool
    not_sure: bool
    never: bool
    options: tuple[tuple[str, str], ...]
    unit: str
    label: str
    text: str
    hint: str
    why: str
    wording: str

    def words_of(self, option: str) -> str:
        """What an option code says; the code itself where an older edition had other options."""
        return dict(self.options).get(option, option)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The texts of one edition in one language."""

    items: Mapping[str, Item]
    areas: Mapping[str, str]
    indications: Mapping[str, str]
    sections: Mapping[str, str]
    treatment: str
    title: str


def document_of(edition: ProtocolEdition) -> Mapping[str, Any]:
    """The edition's document, shared by everybody who asks: do not change it."""
    return editions.document_of(edition)


def daily_codes(edition: ProtocolEdition) -> tuple[str, ...]:
    """The questions that are put on the day of every session, in the questionnaire's order."""
    return editions.remembered(edition, "daily codes", lambda: same_day_codes(document_of(edition)))


def sheet_of(edition: ProtocolEdition, language: str) -> Sheet:
    """The edition's texts in a language; English where it has no other."""
    return _sheet(edition.pk, edition.rules_hash, edition.wording_hash, language)


def said(text: Mapping[str, str] | None, language: str) -> str:
    """A text in that language; English where that is missing, empty where there is none."""
    return (text or {}).get(language) or (text or {}).get("en", "")


@lru_cache(maxsize=SHEETS_KEPT)
def _sheet(pk: int, rules_hash: str, wording_hash: str, language: str) -> Sheet:
    edition = ProtocolEdition.objects.select_related("treatment", "publication").get(pk=pk)
    document = editions.document_of(edition)
    sections = _words(document["sections"], language)
    areas = _words(document["areas"], language)
    items = [_item(entry, sections, areas, language) for entry in document["questions"]]
    return Sheet(
        items={item.code: item for item in items},
        areas=areas,
        indications=_words(document["indications"], language),
        sections=sections,
        treatment=said(document["treatment"]["name"], language),
        title=said(document["questionnaires"]["pre_visit"]["title"], language),
    )


def _words(texts: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    return {code: said(text, language) for code, text in texts.items()}


def _item(entry: Mapping[str, Any], sections: dict, areas: dict, language: str) -> Item:
    options = _options(entry, areas, language)
    read = {key: said(entry.get(key), language) for key in ("label", "text", "hint", "why")}
    return Item(
        code=entry["code"],
        section=entry["section"],
        section_title=sections[entry["section"]],
        type=entry["type"],
        required=entry.get("required", True),
        not_sure=entry.get("not_sure", False),
        never=entry.get("never", False),
        options=options,
        unit=entry.get("unit", ""),
        **read,
        wording=digest([read, options])[:16],
    )


def _options(entry: Mapping[str, Any], areas: dict, language: str) -> tuple[tuple[str, str], ...]:
    if entry["type"] == "choice":
        return tuple(_words(entry["options"], language).items())
    if entry["type"] == "areas":
        return tuple(areas.items())
    codes = ["yes", "no"] if entry["type"] == "yesno" else ["never"] if entry.get("never") else []
    codes += ["not_sure"] if entry.get("not_sure") else []
    return tuple((code, said(COMMON[code], language)) for code in codes)
