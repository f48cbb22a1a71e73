"""The keys behind the audit trail's hashes: AUDIT_KEY writes, AUDIT_KEYS_OLD still prove what they wrote."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings


@dataclass(frozen=True)
class Key:
    """One key, as two that cannot stand in for each other: for events and for seals."""

    id: str
    """A short public name, written beside each hash."""
    for_events: bytes
    for_seals: bytes


def current() -> Key:
    """The key that new hashes are made with."""
    return _derived(settings.AUDIT_KEY)


def known() -> dict[str, Key]:
    """Every key that a hash may have been made with, by its id."""
    keys = [_derived(text) for text in (*settings.AUDIT_KEYS_OLD, settings.AUDIT_KEY)]
    return {key.id: key for key in keys}


def keyed_hash(key: bytes, text: str) -> str:
    """HMAC-SHA256, in hex."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=16)
def _derived(text: str) -> Key:
    for_events = hashlib.sha256(b"consultready audit trail" + text.encode()).digest()
    for_seals = hashlib.sha256(b"consultready audit seals" + text.encode()).digest()
    return Key(hashlib.sha256(b"audit key id" + for_events).hexdigest()[:8], for_events, for_seals)
