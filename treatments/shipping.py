"""Protocols that come with the software arrive as drafts beside the clinic's editions, never over them."""

from collections.abc import Iterator

from treatments import editions, publishing
from treatments.models import ProtocolEdition, Publication
from treatments.protocol_file import rules_hash, wording_hash


def ship(publish_first: bool = False) -> Iterator[str]:
    """Store what is not here yet, one line of what happened for each treatment; running it again is harmless.

    `publish_first` puts the shipped edition in force where no edition of that treatment ever was.
    """
    for code in editions.shipped_codes():
        yield _ship(code)
        if publish_first and not Publication.objects.filter(treatment__code=code).exists():
            yield _publish(code)


def _ship(code: str) -> str:
    document = editions.shipped_document(code)
    edition = editions.edition_by_label(code, document["edition"])
    if edition is None:
        edition = publishing.store(document, origin=ProtocolEdition.Origin.SHIPPED)
        return f"{edition} arrived as a draft."
    here = f"{edition} is here already, {edition.status}"
    return f"{here}." if _is_as_shipped(edition) else f"{here}, unlike the shipped file: left as it is."


def _publish(code: str) -> str:
    edition = editions.edition_by_label(code, editions.shipped_document(code)["edition"])
    if not _is_as_shipped(edition):
        return f"{edition} is not published: it is not the shipped protocol any more."
    publishing.publish(edition, by=None)
    return f"{edition} is published. These are defaults for a dermatologist to confirm, not medical advice."


def _is_as_shipped(edition: ProtocolEdition) -> bool:
    shipped = editions.shipped_document(edition.treatment.code)
    kept = edition.rules_hash, edition.wording_hash
    return kept == (rules_hash(shipped), wording_hash(shipped))
