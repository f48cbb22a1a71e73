"""The edition a page is about, its document, and who has reviewed its wording."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from treatments import editions
from treatments.models import ProtocolEdition, WordingReview
from treatments.protocol_file import wording_hash

Reviews = Mapping[str, WordingReview]
"""The latest review of a wording, by language."""


@dataclass(frozen=True)
class Reading:
    """One edition as it is read. `edition` is None for the shipped protocol before any is published.

    `is_in_force` is said only of what `for_patients` gives.
    """

    document: Mapping[str, Any]
    edition: ProtocolEdition | None
    reviews: Reviews
    is_in_force: bool = False

    @property
    def is_final(self) -> bool:
        """Whether the content can no longer change, so that what is made from it may be kept."""
        return self.edition is not None and not self.edition.is_draft


def for_patients(code: str) -> Reading | None:
    """What patients are told of a treatment: the edition in force, else the shipped protocol, else None."""
    edition = editions.in_force(code)
    if edition is not None:
        return replace(_of_edition(edition), is_in_force=True)
    if code not in editions.shipped_codes():
        return None
    return Reading(editions.shipped_document(code), None, _reviews(_shipped_wording(code)))


def of_edition(code: str, label: str) -> Reading | None:
    """One edition, a draft and a retired one too; None where there is none of that name."""
    edition = editions.edition_by_label(code, label)
    return _of_edition(edition) if edition else None


def reviews_by_wording(hashes: Iterable[str]) -> dict[str, dict[str, WordingReview]]:
    """The latest review of each wording by language, in one query."""
    found: dict[str, dict[str, WordingReview]] = {}
    for review in WordingReview.objects.filter(wording_hash__in=set(hashes)).order_by("reviewed_at", "id"):
        found.setdefault(review.wording_hash, {})[review.language] = review
    return found


def _of_edition(edition: ProtocolEdition) -> Reading:
    return Reading(editions.document_of(edition), edition, _reviews(edition.wording_hash))


def _reviews(wording: str) -> Reviews:
    return reviews_by_wording([wording]).get(wording, {})


@lru_cache
def _shipped_wording(code: str) -> str:
    return wording_hash(editions.shipped_document(code))
