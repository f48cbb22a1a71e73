"""The protocols behind one visit's assessments: texts by edition, together where the requests differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField

from clinic.prepared import Many, Prepared
from intake.decided import Decided
from intake.questions.items import Sheet, document_of, said, sheet_of
from treatments.models import ProtocolEdition

_EDITIONS = Prepared(
    lambda keys: ProtocolEdition.objects.select_related("treatment", "publication").filter(pk__in=keys),
    keys=Many(BigIntegerField()),
)


@dataclass(frozen=True, slots=True)
class Protocols:
    """The editions the assessments were made with, by request, and all their English texts in one sheet."""

    editions: Mapping[object, ProtocolEdition]
    sheet: Sheet

    @property
    def documents(self) -> list[Mapping[str, Any]]:
        """Each edition's document once, in the order of the requests."""
        return [document_of(edition) for edition in self.each]

    @property
    def each(self) -> list[ProtocolEdition]:
        return list({edition.pk: edition for edition in self.editions.values()}.values())

    @property
    def sources(self) -> dict[str, str]:
        """What each source code stands for: a statement of the article, or a kind of basis."""
        found: dict[str, str] = {}
        for document in self.documents:
            found |= {entry["code"]: entry["says"] for entry in document.get("statements", ())}
            found |= {code: said(text, "en") for code, text in document.get("bases", {}).items()}
        return found

    def sheet_for(self, request: object) -> Sheet:
        return sheet_of(self.editions[request], "en")

    def document_for(self, request: object) -> Mapping[str, Any]:
        return document_of(self.editions[request])


def protocols_of(decided: Decided) -> Protocols:
    """The protocols of a visit whose requests are assessed. One query; the assessments keep what was read."""
    wanted = {item.assessment.edition_id for item in decided.requests}
    found = {edition.pk: edition for edition in _EDITIONS.all(keys=wanted)}
    for item in decided.requests:
        item.assessment.edition = found[item.assessment.edition_id]
    editions = {item.request.pk: item.assessment.edition for item in decided.requests}
    return Protocols(editions, _together([sheet_of(edition, "en") for edition in editions.values()]))


def _together(sheets: list[Sheet]) -> Sheet:
    """One sheet with every text; where two editions name the same thing, the first request's words win."""
    first = sheets[0]
    if all(sheet is first for sheet in sheets):
        return first
    return Sheet(
        items=_union([sheet.items for sheet in sheets]),
        areas=_union([sheet.areas for sheet in sheets]),
        indications=_union([sheet.indications for sheet in sheets]),
        sections=_union([sheet.sections for sheet in sheets]),
        treatment=", ".join(dict.fromkeys(sheet.treatment for sheet in sheets)),
        title=first.title,
    )


def _union(texts: list[Mapping[str, Any]]) -> dict[str, Any]:
    together: dict[str, Any] = {}
    for mapping in reversed(texts):
        together = {**together, **mapping}
    order = dict.fromkeys(key for mapping in texts for key in mapping)
    return {key: together[key] for key in order}
