"""Changes to editions of protocols: one is stored as a draft, published for good, retired.

Each is one transaction with its audit event.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from clinic import audit
from clinic.models import User
from clinic.roles import Role
from treatments import publish_checks
from treatments.edition_rows import EDITION_MODELS, read_rows, save_rows
from treatments.editions import Document, edition_by_label, in_force
from treatments.models import ProtocolEdition, Publication, Retirement, Treatment
from treatments.protocol_file import (
    Problem,
    ProtocolFileError,
    canonical,
    problems_in,
    rules_hash,
    wording_hash,
)


class EditionExists(ValueError):
    """The treatment has an edition of that label already."""


class NotADraft(ValueError):
    """Only a draft can be published, only a published edition retired."""


class NotAllowed(PermissionError):
    """The person may not do this."""


class PublishRefused(ValueError):
    """The edition fails its checks; `problems` says all that is to be mended."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


@transaction.atomic
def store(
    document: Mapping[str, Any],
    by: User | None = None,
    origin: str = ProtocolEdition.Origin.FILE,
    at: datetime | None = None,
) -> ProtocolEdition:
    """A new draft with this content.

    Raises ProtocolFileError where the document has faults, EditionExists where its label is taken.
    """
    problems = problems_in(document, document_name(document))
    if problems:
        raise ProtocolFileError(problems)
    document = canonical(document)
    code, label = document["treatment"]["code"], document["edition"]
    if found := edition_by_label(code, label):
        drop = ", or throw the draft away first (manage.py protocol discard)" if found.is_draft else ""
        raise EditionExists(f"{found} exists already; give the protocol another edition{drop}")
    treatment, _ = Treatment.objects.get_or_create(code=code)
    edition = ProtocolEdition(
        treatment=treatment,
        label=label,
        name=document["treatment"]["name"],
        usual_answers=document["usual_answers"],
        rules_hash=rules_hash(document),
        wording_hash=wording_hash(document),
        origin=origin,
        created_at=at or timezone.now(),
        created_by=by,
    )
    _insert(edition)
    save_rows(edition, document)
    role = by.role_among((Role.LEAD, Role.DERMATOLOGIST)) if by else audit.SYSTEM
    audit.record("create", by=by, role=role, target=f"protocol {edition}", at=at)
    return edition


def _insert(edition: ProtocolEdition) -> None:
    """Save the new row; where somebody was faster, say so as if the label had been there before."""
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
    except IntegrityError:
        raise EditionExists(f"{edition} exists already; give the protocol another edition") from None


def document_name(document: Any) -> str:
    """What messages call a document that is not a file."""
    treatment = document.get("treatment") if isinstance(document, Mapping) else None
    code = treatment.get("code") if isinstance(treatment, Mapping) else None
    return f"{code}@{document.get('edition')}" if code else "protocol"


@transaction.atomic
def publish(edition: ProtocolEdition, by: User | None, at: datetime | None = None) -> Publication:
    """Put a draft in force for good and retire the edition before it. `by` is None at installation only.

    Raises NotAllowed unless a dermatologist signs, NotADraft, PublishRefused. Editions and the rows below
    cannot be changed by anybody else meanwhile; on SQLite the transaction itself sees to that.
    """
    at = at or timezone.now()
    if by is not None and not by.has_role(Role.DERMATOLOGIST):
        raise NotAllowed("Only a dermatologist can publish a protocol.")
    edition = _held(edition)
    if not edition.is_draft:
        raise NotADraft(f"{edition} is {edition.status}; only a draft can be published")
    document = canonical(read_rows(edition))
    problems = publish_checks.problems(document, str(edition))
    if problems:
        raise PublishRefused(problems)
    _fix_hashes(edition, document)
    before = in_force(edition.treatment.code)
    if before:
        _retire(before, by, at)
    return _publication(edition, by, at)


@transaction.atomic
def retire(edition: ProtocolEdition, by: User, at: datetime | None = None) -> Retirement:
    """Take a published edition out of force without another in its place. Raises NotAllowed, NotADraft."""
    if not by.has_role(Role.DERMATOLOGIST):
        raise NotAllowed("Only a dermatologist can retire a protocol.")
    edition = _held(edition)
    if edition.status != ProtocolEdition.Status.PUBLISHED:
        raise NotADraft(f"{edition} is {edition.status}; only a published edition can be retired")
    return _retire(edition, by, at or timezone.now())


@transaction.atomic
def discard(edition: ProtocolEdition, by: User, at: datetime | None = None) -> None:
    """Throw a draft away for good; its name is free again. Raises NotAllowed, NotADraft."""
    role = by.role_among((Role.LEAD, Role.DERMATOLOGIST))
    if not role:
        raise NotAllowed("Only a clinic lead or a dermatologist can throw a draft away.")
    edition = _held(edition)
    if not edition.is_draft:
        raise NotADraft(f"{edition} is {edition.status}; only a draft can be thrown away")
    edition.delete()
    audit.record("change", by=by, role=role, target=f"protocol {edition} discarded", at=at)


def _held(edition: ProtocolEdition) -> ProtocolEdition:
    """The edition as it is now, while nobody else changes any. Raises NotADraft where it was thrown away."""
    _lock()
    found = ProtocolEdition.objects.select_related("treatment").filter(pk=edition.pk).first()
    if found is None:
        raise NotADraft(f"{edition} was thrown away meanwhile")
    return found


def _lock() -> None:
    """No row of any edition is written until this transaction ends. Patients' records do not wait.

    A row lock would not do: another transaction's new row below the draft is seen by nobody yet.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in EDITION_MODELS)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def _fix_hashes(edition: ProtocolEdition, document: Document) -> None:
    """The hashes of what is published, whatever was edited since the draft was stored."""
    hashes = {"rules_hash": rules_hash(document), "wording_hash": wording_hash(document)}
    if any(getattr(edition, name) != value for name, value in hashes.items()):
        ProtocolEdition.objects.filter(pk=edition.pk).update(**hashes)


def _retire(edition: ProtocolEdition, by: User | None, at: datetime) -> Retirement:
    row = Retirement.objects.create(publication=edition.publication, retired_at=at, retired_by=by)
    _record("change", by, f"protocol {edition} retired", at)
    return row


def _publication(edition: ProtocolEdition, by: User | None, at: datetime) -> Publication:
    last = Publication.objects.filter(treatment=edition.treatment).aggregate(last=Max("number"))["last"] or 0
    try:
        row = Publication.objects.create(
            edition=edition,
            treatment=edition.treatment,
            number=last + 1,
            published_at=at,
            published_by=by,
            at_installation=by is None,
        )
    except IntegrityError:
        raise NotADraft(f"Somebody else has just published an edition of {edition.treatment}") from None
    _record("sign", by, f"protocol {edition} published", at)
    return row


def _record(action: str, by: User | None, target: str, at: datetime) -> None:
    role = Role.DERMATOLOGIST if by else audit.SYSTEM
    audit.record(action, by=by, role=role, target=target, at=at)
