"""What a seal says and how it is hashed; shared by those who write seals and those who check them."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from clinic.configuration import audit_keys
from clinic.models import AuditSeal


@dataclass(frozen=True)
class Anchor:
    """Where the chain stood, kept outside the database: with it a cut-off end is noticed.

    A seal's hash holds the hash of the one before, so one anchor vouches for everything up to it. Of a trail
    without a seal the anchor has number 0 and vouches for nothing.
    """

    seal: int
    hash: str
    events: int
    """How many events seal 1 to this one hold."""
    at: str
    """When the seal was made, ISO 8601 in UTC; empty without a seal."""
    key_id: str

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Anchor":
        """Raises ValueError for anything `as_json` did not write."""
        kinds = {"seal": int, "hash": str, "events": int, "at": str, "key_id": str}
        try:
            told = json.loads(text)
        except (ValueError, RecursionError) as unreadable:
            raise ValueError("This is no anchor of an audit trail.") from unreadable
        if not isinstance(told, dict) or {name: type(value) for name, value in told.items()} != kinds:
            raise ValueError("This is no anchor of an audit trail.")
        return cls(**told)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the trail: where, and what in a sentence."""

    where: str
    """"event 17", "seal 3", "anchor" or "sealer"."""
    what: str

    @property
    def is_damage(self) -> bool:
        """False for a sealer that is late: nothing was changed."""
        return self.where != "sealer"

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class BatchDigest:
    """SHA-256 over a seal's events in the order of their ids: which row holds which hash."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def add(self, number: int, content_hash: str) -> None:
        self._sum.update(f"{number}:{content_hash}\n".encode("utf-8", "surrogatepass"))

    def text(self) -> str:
        return self._sum.hexdigest()


def seal_hash(seal: AuditSeal, key: audit_keys.Key) -> str:
    """Keyed hash over every other column of the seal, the hash of the seal before among them."""
    told = {
        "number": seal.number,
        "at": in_utc(seal.at),
        "events": seal.events,
        "count": seal.count,
        "total": seal.total,
        "up_to": seal.up_to,
        "batch_digest": seal.batch_digest,
        "previous_hash": seal.previous_hash,
        "key_id": seal.key_id,
    }
    return audit_keys.keyed_hash(key.for_seals, json.dumps(told, sort_keys=True, separators=(",", ":")))


def in_utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
