"""The treatment guides a patient may be pointed to."""

from collections.abc import Iterable
from dataclasses import dataclass

from intake.addresses import guide_page
from intake.questions.items import sheet_of
from treatments.models import ProtocolEdition


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide's address in the reader's language, and the treatment it is about."""

    url: str
    treatment: str


def guides_offered(language: str) -> list[Guide]:
    """The guides of every treatment in force: the same for everybody, whoever was invited to what."""
    in_force = ProtocolEdition.objects.in_force().select_related("treatment").order_by("treatment__code")
    return guides_of(in_force, language)


def guides_of(editions: Iterable[ProtocolEdition], language: str) -> list[Guide]:
    """The guides of these editions' treatments, each once."""
    found = {edition.treatment.code: edition for edition in editions}
    return [
        Guide(guide_page(code, language), sheet_of(edition, language).treatment)
        for code, edition in found.items()
    ]
