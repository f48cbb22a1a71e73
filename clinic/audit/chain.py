"""The chain over the audit trail: `seal` adds to it, `verify` proves it, `anchor` says where it stands.

Each event carries its own keyed hash from the start, so a changed or invented one is noticed at once. What
that hash cannot tell is whether events are missing or have changed places; a seal tells it of the events it
holds. Until the next seal, a minute at most while a worker runs, an event can be deleted unseen, and the last
seals with all their events can be for as long as no anchor was taken after them: hence one in each backup.

`seal` reads without a transaction and adds each seal with one INSERT. Killed at any moment it leaves a whole
chain. See clinic/models/audit_seal.py for why there is no lock.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from clinic.audit import runs
from clinic.audit.seals import Anchor, BatchDigest, Problem, in_utc, seal_hash
from clinic.audit.verify import Verification, verify
from clinic.configuration import audit_keys
from clinic.models import AuditEvent, AuditSeal

__all__ = ["Anchor", "Problem", "Verification", "anchor", "count_waiting", "seal", "verify"]

EVENTS_A_SEAL = 10_000
SEALS_LOOKED_BACK = 1_500
"""At one a minute a day and more: how late an event may commit and still be sealed by itself."""


@dataclass(frozen=True)
class _Found:
    head: AuditSeal | None
    events: list[tuple[int, str]]
    """Id and keyed hash of the oldest unsealed events, by id; one seal's worth."""


def seal(*, at: datetime, look_back: int | None = SEALS_LOOKED_BACK) -> int:
    """Seal every event that stands unsealed, in batches. Returns how many.

    Events that became visible more than `look_back` seals late are found with None, which reads all seals.
    Raises DatabaseError.
    """
    sealed = 0
    while True:
        found = _unsealed(look_back)
        if not found.events:
            return sealed
        if _added(_next_seal(found, at)):
            sealed += len(found.events)


def anchor() -> Anchor:
    """Where the chain stands now. Seal first, so that it vouches for what just happened, too."""
    head = AuditSeal.objects.order_by("-number").first()
    if head is None:
        return Anchor(0, "", 0, "", "")
    return Anchor(head.number, head.hash, head.total, in_utc(head.at), head.key_id)


def count_waiting(head: AuditSeal | None) -> int:
    """How many events came after those sealed; a late one among the sealed is not counted."""
    return AuditEvent.objects.filter(id__gt=head.up_to if head else 0).count()


def _unsealed(look_back: int | None) -> _Found:
    """The seals are read before the events: whoever adds a seal meanwhile takes the next number from us."""
    head = AuditSeal.objects.order_by("-number").first()
    if head is None:
        return _Found(None, _events_in(runs.Covered(), above=0, up_to=0))
    lists = (
        AuditSeal.objects.filter(number__lte=head.number).order_by("-number").values_list("events", "up_to")
    )
    recent = list(lists if look_back is None else lists[: look_back + 1])
    # The oldest of them is only asked how far it and all before it reach; none of those ids is looked for.
    above = recent.pop()[1] if look_back is not None and len(recent) > look_back else 0
    covered = runs.Covered()
    for events, _ in recent:
        for run in _runs(events):
            covered.add(*run)
    return _Found(head, _events_in(covered, above, head.up_to))


def _events_in(covered: runs.Covered, above: int, up_to: int) -> list[tuple[int, str]]:
    """The first unsealed events: those that came late, among the ids up to `up_to`, then what follows."""
    hashes = AuditEvent.objects.order_by("id").values_list("id", "content_hash")
    late = []
    for low, high in runs.clusters(covered.holes(above, up_to)):
        late += [row for row in hashes.filter(id__gte=low, id__lte=high) if row[0] not in covered]
        if len(late) >= EVENTS_A_SEAL:
            return late[:EVENTS_A_SEAL]
    return late + list(hashes.filter(id__gt=up_to)[: EVENTS_A_SEAL - len(late)])


def _runs(events: str) -> list[runs.Run]:
    """What a damaged seal held is sealed again: going on protects what comes, and `verify` names the seal."""
    try:
        return runs.read(events)
    except ValueError:
        return []


def _next_seal(found: _Found, at: datetime) -> AuditSeal:
    ids, key, digest = [number for number, _ in found.events], audit_keys.current(), BatchDigest()
    for number, content_hash in found.events:
        digest.add(number, content_hash)
    head = found.head or AuditSeal(number=0, total=0, up_to=0, hash="")
    seal = AuditSeal(
        number=head.number + 1,
        at=at,
        events=runs.written(runs.joined(ids)),
        count=len(ids),
        total=head.total + len(ids),
        up_to=max(head.up_to, ids[-1]),
        batch_digest=digest.text(),
        previous_hash=head.hash,
        key_id=key.id,
    )
    seal.hash = seal_hash(seal, key)
    return seal


def _added(seal: AuditSeal) -> bool:
    """False when another sealer took the number; then what stands unsealed has to be looked up again."""
    try:
        with transaction.atomic():
            seal.save(force_insert=True)
    except IntegrityError:
        if not AuditSeal.objects.filter(number=seal.number).exists():
            raise
        return False
    return True
