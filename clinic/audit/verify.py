"""Proves the audit trail: every event by its own keyed hash, every seal by its events and the seal before."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from clinic import audit
from clinic.audit import runs as audit_runs
from clinic.audit.rows import UNREADABLE, Unreadable, is_spelled_as_written, rows
from clinic.audit.seals import Anchor, BatchDigest, Problem, seal_hash
from clinic.configuration import audit_keys
from clinic.models import AuditEvent, AuditSeal

LATE = timedelta(minutes=10)
"""An event that waits longer for its seal says that nobody seals: a worker does so every minute."""
EVENTS_AT_ONCE = 5_000
LOWEST = -(2**63)
COPIED = "is a copy of an event that stands under an earlier number"


def verify(*, anchor: Anchor | None = None, at: datetime | None = None) -> list[Problem]:
    """What is wrong with the trail; empty when it is whole. Raises DatabaseError when it cannot be read.

    `anchor` is where the chain stood once, kept elsewhere. `at` (default: now) is when an event counts as
    late.
    """
    return list(Verification(anchor=anchor, at=at).problems())


class Verification:
    """One look at the whole trail. The counts are those of what `problems` has read so far."""

    def __init__(self, *, anchor: Anchor | None = None, at: datetime | None = None) -> None:
        self.events = self.seals = self.waiting = 0
        self.sealed_up_to: datetime | None = None
        self._anchor, self._at, self._keys = anchor, at or timezone.now(), audit_keys.known()
        self._covered = audit_runs.Covered()
        self._last = AuditSeal(number=0, hash="", total=0, up_to=0)
        self._oldest_waiting: datetime | None = None

    def problems(self) -> Iterator[Problem]:
        """In the order of the chain. A few thousand rows are in memory at a time."""
        batch: list[AuditSeal] = []
        for seal in rows(AuditSeal, LOWEST, audit_runs.LARGEST_ID):
            if isinstance(seal, Unreadable):
                yield Problem(f"seal {seal.pk}", "cannot be read")
                continue
            yield from self._seal(seal)
            batch.append(seal)
            if sum(one.count for one in batch) >= EVENTS_AT_ONCE:
                yield from self._events_of(batch)
                batch = []
        yield from self._events_of(batch)
        yield from self._end()
        yield from self._copies()
        yield from self._unsealed()

    def _seal(self, seal: AuditSeal) -> Iterator[Problem]:
        """The seal itself, and that it follows the one before."""
        before, where = self._last, f"seal {seal.number}"
        self._last, self.seals, self.sealed_up_to = seal, self.seals + 1, seal.at
        if not self._seal_holds(seal):
            yield Problem(where, self._not_as_written(seal.key_id))
        if seal.number == before.number:
            yield Problem(where, "there are two with this number")
        elif seal.number != before.number + 1:
            yield Problem(_several("seal", before.number + 1, seal.number - 1), "missing")
        elif seal.previous_hash != before.hash:
            yield Problem(where, f"does not follow seal {before.number}: one of the two was replaced")
        elif seal.total != before.total + seal.count:
            yield Problem(where, f"counts {seal.total} events, the seals make it {before.total + seal.count}")
        if self._anchor and seal.number == self._anchor.seal:
            yield from self._against_anchor(seal, self._anchor)

    def _seal_holds(self, seal: AuditSeal) -> bool:
        try:
            key = self._keys.get(seal.key_id)
            return key is not None and seal_hash(seal, key) == seal.hash and is_spelled_as_written(seal)
        except UNREADABLE:
            return False

    def _against_anchor(self, seal: AuditSeal, anchor: Anchor) -> Iterator[Problem]:
        if (seal.hash, seal.total) != (anchor.hash, anchor.events):
            yield Problem("anchor", f"another seal {seal.number} stood there when the anchor was taken")

    def _events_of(self, seals: list[AuditSeal]) -> Iterator[Problem]:
        """The events of some seals in one reading, in the order of their ids."""
        tallies = []
        for seal in seals:
            tallies.append(_Tally(seal))
            yield from tallies[-1].claim(self._covered)
        spans = sorted(((run, tally) for tally in tallies for run in tally.runs), key=lambda span: span[0])
        found = _each(run for run, _ in spans)
        event = next(found, None)
        for (low, high), tally in spans:
            expected = low
            while event is not None and event.pk <= high:
                if event.pk >= expected:
                    yield from tally.lacks(expected, event.pk - 1)
                    yield from self._event(event)
                    tally.count(event)
                    expected = event.pk + 1
                elif event.pk >= low:
                    yield Problem(f"event {event.pk}", "there are two with this number")
                event = next(found, None)
            yield from tally.lacks(expected, high)
        for tally in tallies:
            yield from tally.problems()

    def _event(self, event: AuditEvent | Unreadable) -> Iterator[Problem]:
        self.events += 1
        if isinstance(event, Unreadable):
            yield Problem(f"event {event.pk}", "cannot be read")
        elif not self._event_holds(event):
            yield Problem(f"event {event.pk}", self._not_as_written(event.key_id))

    def _event_holds(self, event: AuditEvent) -> bool:
        try:
            return audit.holds(event, self._keys) and is_spelled_as_written(event)
        except UNREADABLE:
            return False

    def _not_as_written(self, key_id: str) -> str:
        if key_id in self._keys:
            return "is not as it was written"
        return f"names a key {key_id!r}, which is neither AUDIT_KEY nor among AUDIT_KEYS_OLD"

    def _end(self) -> Iterator[Problem]:
        if self._anchor and self._anchor.seal > self._last.number:
            gone = _several("seal", self._last.number + 1, self._anchor.seal)
            yield Problem(gone, "missing: the end of the trail was cut off after the anchor was taken")

    def _copies(self) -> Iterator[Problem]:
        """A copied row holds by its own hash, but no two events ever drew the same lot."""
        earlier = AuditEvent.objects.filter(at=OuterRef("at"), nonce=OuterRef("nonce"), pk__lt=OuterRef("pk"))
        copies = AuditEvent.objects.filter(Exists(earlier)).exclude(nonce="")
        for number in copies.order_by("pk").values_list("pk", flat=True).iterator():
            yield Problem(f"event {number}", COPIED)

    def _unsealed(self) -> Iterator[Problem]:
        """Events no seal holds yet are whole by their own hash; one that waits long is told."""
        for low, high in audit_runs.clusters(self._covered.holes(LOWEST - 1)):
            for event in rows(AuditEvent, low, high):
                if event.pk not in self._covered:
                    yield from self._event(event)
                    self._waits(event)
        if self._oldest_waiting and self._oldest_waiting < self._at - LATE:
            yield Problem("sealer", late(self.waiting, self._oldest_waiting))

    def _waits(self, event: AuditEvent | Unreadable) -> None:
        self.waiting += 1
        if isinstance(event, AuditEvent):
            self._oldest_waiting = min(self._oldest_waiting or event.at, event.at)


class _Tally:
    """A seal and what was found of its events."""

    def __init__(self, seal: AuditSeal) -> None:
        self.seal, self.runs = seal, list[audit_runs.Run]()
        self._where, self._digest, self._is_told = f"seal {seal.number}", BatchDigest(), False

    def claim(self, covered: audit_runs.Covered) -> Iterator[Problem]:
        """Read which events it holds; one that an earlier seal holds is nobody's twice."""
        try:
            runs = audit_runs.read(self.seal.events)
        except UNREADABLE:
            yield self._told("its list of events cannot be read")
            return
        if audit_runs.size(runs) != self.seal.count or runs[-1][1] > self.seal.up_to:
            yield self._told("its list of events and its counts disagree")
        for low, high in runs:
            twice = covered.add(low, high)
            for first, last in twice:
                yield self._told(f"{_several('event', first, last)} stand in another seal, too")
            if not twice:
                self.runs.append((low, high))

    def count(self, event: AuditEvent | Unreadable) -> None:
        if isinstance(event, AuditEvent):
            self._digest.add(event.pk, event.content_hash)

    def lacks(self, first: int, last: int) -> Iterator[Problem]:
        if first <= last:
            self._is_told = True
            yield Problem(_several("event", first, last), f"missing, though {self._where} holds it")

    def problems(self) -> Iterator[Problem]:
        if not self._is_told and self._digest.text() != self.seal.batch_digest:
            yield Problem(self._where, f"its events ({self.seal.events[:80]}) changed, or changed places")

    def _told(self, what: str) -> Problem:
        self._is_told = True
        return Problem(self._where, what)


def late(count: int, oldest: datetime) -> str:
    """What to say of a sealer that stopped."""
    since = timezone.localtime(oldest).strftime("%Y-%m-%d %H:%M")
    return (
        f"{count} events wait for their seal, the oldest since {since}. A running manage.py worker seals"
        " every minute; manage.py audit seal does it now"
    )


def _each(runs: Iterable[audit_runs.Run]) -> Iterator[AuditEvent | Unreadable]:
    """The events of ascending runs, and a few in between that belong to other seals."""
    for low, high in audit_runs.clusters(runs):
        yield from rows(AuditEvent, low, high)


def _several(kind: str, first: int, last: int) -> str:
    return f"{kind} {first}" if first == last else f"{kind}s {first} to {last}"
