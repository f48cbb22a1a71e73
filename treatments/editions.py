"""Editions of protocols: how one is found, as a document and as an engine. `publishing` changes them.

Published content never changes, so what is made from it is kept for the process under its hashes.
"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.db.models import BigIntegerField, CharField, Func, JSONField, OuterRef, Subquery

from clinic.prepared import Prepared
from treatments.edition_rows import read_rows
from treatments.eligibility import Engine, compile_protocol
from treatments.models import ProtocolEdition, Publication
from treatments.protocol_file import canonical, read_file
from treatments.protocol_values import protocol_from

__all__ = [
    "document_of",
    "edition_by_label",
    "engine_for",
    "in_force",
    "mark_of_in_force",
    "marked",
    "protocol_from",
    "remembered",
    "shipped_codes",
    "shipped_document",
]

SHIPPED = Path(__file__).parent / "protocols"
KEPT_EDITIONS = 32
"""Documents and engines held per process: a few megabytes each."""

Document = dict[str, Any]


# -- Finding ----------------------------------------------------------------------------------------------


_IN_FORCE = Prepared(
    lambda code: (
        ProtocolEdition.objects.in_force()
        .select_related("treatment", "publication")
        .defer("usual_answers")  # read for every page, used by none
        .filter(treatment__code=code)
        .order_by()
    ),
    code=CharField(),
)


def in_force(treatment_code: str) -> ProtocolEdition | None:
    """The published edition of a treatment; None where nothing is published."""
    if not treatment_code.isprintable():
        return None  # a database cannot be asked for half a character or for NUL
    return _IN_FORCE.first(code=treatment_code)


MARK = (
    *("pk", "published_at", "treatment_id", "edition_id"),
    *("edition__label", "edition__rules_hash", "edition__wording_hash"),
)
"""What a mark says of a publication and its edition, its key first."""


class _Listed(Func):
    """Columns as one JSON list.

    Not Django's JSONObject: before its first use that asks SQLite in a transaction whether it knows JSON, and
    where somebody else was writing just then, it takes that for a no until the process ends.
    """

    function, output_field = "JSON_ARRAY", JSONField()

    def as_postgresql(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, function="JSONB_BUILD_ARRAY", **context)


_PUBLISHED_AS = Prepared(
    lambda publication: (
        ProtocolEdition.objects.select_related("treatment", "publication")
        .defer("usual_answers")
        .filter(publication=publication)
    ),
    publication=BigIntegerField(),
)
_marked: dict[tuple, ProtocolEdition] = {}


def mark_of_in_force(column: str) -> Subquery:
    """To annotate rows that name a treatment in `column`: which edition is in force for it, for `marked`.

    So a page that reads such rows needs no query more for their editions.
    """
    found = Publication.objects.filter(treatment__code=OuterRef(column), retirement=None)
    return Subquery(found.order_by().values(mark=_Listed(*MARK))[:1])


def marked(mark: Sequence[Any] | None) -> ProtocolEdition | None:
    """The edition a mark is of, kept for the process: a published one never changes. Do not change it.

    The mark names its content too: another database put in the place of this one is not mistaken for it.
    """
    if mark is None:
        return None
    key = tuple(mark)
    edition = _marked.get(key)
    if edition is None:
        edition = _PUBLISHED_AS.first(publication=mark[0])
        if len(_marked) >= KEPT_EDITIONS:
            _marked.clear()  # another thread may be reading: what it has found it keeps
        _marked[key] = edition
    return edition


def edition_by_label(treatment_code: str, label: str) -> ProtocolEdition | None:
    """One edition in whatever state; None where there is none of that name."""
    if not (treatment_code + label).isprintable():
        return None
    editions = ProtocolEdition.objects.select_related("treatment", "publication__retirement")
    return editions.filter(treatment__code=treatment_code, label=label).first()


def shipped_codes() -> tuple[str, ...]:
    """The treatments whose protocol comes with the software."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.yaml")))


@cache
def shipped_document(code: str) -> Document:
    """The protocol that came with the software. Shared by everybody who asks: do not change it.

    Raises KeyError for a code that is not shipped.
    """
    if code not in shipped_codes():
        raise KeyError(code)
    return read_file(SHIPPED / f"{code}.yaml")


# -- Content ----------------------------------------------------------------------------------------------

_kept: dict[tuple[str, ...], dict[str, Any]] = {}
_making = Lock()


def document_of(edition: ProtocolEdition) -> Document:
    """The edition as a document. That of a published edition is shared: do not change it."""
    return remembered(edition, "document", lambda: canonical(read_rows(edition)))


def engine_for(edition: ProtocolEdition, form: str = "") -> Engine:
    """The edition ready to assess cases, compiled once per process when published.

    With a `form`, its engine knows the questions that only this form asks, too; the rules are the same.
    """
    return remembered(
        edition, f"engine {form}", lambda: compile_protocol(protocol_from(document_of(edition), form))
    )


def remembered(edition: ProtocolEdition, kind: str, make: Callable[[], Any]) -> Any:
    """What `make` gives, made once for published content, anew for a draft.

    Asks the database once unless the edition was fetched with its publication, as `in_force` does.
    """
    if edition.is_draft:
        return make()
    key = (edition.treatment.code, edition.label, edition.rules_hash, edition.wording_hash)
    kept = _kept.get(key, {})
    if kind in kept:
        return kept[kind]
    value = make()
    with _making:
        while len(_kept) >= KEPT_EDITIONS and key not in _kept:
            del _kept[next(iter(_kept))]
        return _kept.setdefault(key, {}).setdefault(kind, value)
