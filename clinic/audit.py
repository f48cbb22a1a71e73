"""Write to the audit trail: `record` beside the change it tells of, `record_denied` for a refusal.

`record` runs in the caller's transaction on purpose: a change whose event cannot be written is undone,
and a page whose event cannot be written is not shown.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from clinic import client
from clinic.models import AuditEvent, User
from clinic.roles import Role

PATIENT = "patient"
SYSTEM = "system"
ROLES = (*Role.values, PATIENT, SYSTEM, "")


def record(
    action: str,
    outcome: str = "success",
    by: User | None = None,
    role: str = "",
    patient_id: UUID | None = None,
    target: str = "",
    fields: Iterable[str] = (),
    request: HttpRequest | None = None,
    at: datetime | None = None,
) -> AuditEvent:
    """Add one event, in the caller's transaction.

    `target` is a kind and an identifier ("visit 3f2a…"), never a name or an answer; `fields` are names of
    what changed, never values. With `request`, the person and the role they act in come from it unless
    given. Raises ValueError for a word the trail does not know.
    """
    event = AuditEvent(
        at=at or timezone.now(),
        actor=by or _person(request),
        actor_role=role or getattr(request, "acting_role", ""),
        patient_id=patient_id,
        action=action,
        target=target[:200],
        outcome=outcome,
        fields=list(fields),
        **_device(request),
    )
    _check_words(event)
    event.key_id = key_id(_key())
    event.content_hash = content_hash(event, _key())
    event.save(force_insert=True)
    return event


def record_denied(
    request: HttpRequest, target: str = "", patient_id: UUID | None = None, role: str = ""
) -> None:
    """Note a refusal; it is written after the view's transaction is over, so a rollback cannot take it.

    Call it where access is refused, then raise Http404. `PolicyMiddleware` writes it.
    """
    denied = getattr(request, "denied", None)
    if denied is None:
        denied = request.denied = []
    denied.append({"target": target, "patient_id": patient_id, "role": role})


def write_denied(request: HttpRequest) -> None:
    """Write what `record_denied` noted. Only for use outside the view's transaction."""
    for refusal in getattr(request, "denied", None) or ():
        record("deny", outcome="deny", request=request, **refusal)


def holds(event: AuditEvent) -> bool:
    """Whether the event still is what was written, by the key in force."""
    return hmac.compare_digest(event.content_hash, content_hash(event, _key()))


def content_hash(event: AuditEvent, key: bytes) -> str:
    """HMAC-SHA256 over the columns as canonical JSON, but for the row number, which the database gives."""
    told = {
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "actor_role": event.actor_role,
        "patient_id": str(event.patient_id) if event.patient_id else None,
        "action": event.action,
        "target": event.target,
        "outcome": event.outcome,
        "fields": event.fields,
        "user_agent": event.user_agent,
        "ip_address": event.ip_address,
        "request_id": event.request_id,
        "key_id": event.key_id,
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def key_id(key: bytes) -> str:
    """A short public name for a key, so that events of an older key can be told apart."""
    return hashlib.sha256(b"audit key id" + key).hexdigest()[:8]


def _key() -> bytes:
    return hashlib.sha256(b"consultready audit trail" + settings.AUDIT_KEY.encode()).digest()


def _person(request: HttpRequest | None) -> User | None:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _device(request: HttpRequest | None) -> dict[str, str | None]:
    if request is None:
        return {}
    return {
        "user_agent": client.user_agent(request),
        "ip_address": client.ip_address(request),
        "request_id": getattr(request, "request_id", ""),
    }


def _check_words(event: AuditEvent) -> None:
    if event.action not in AuditEvent.Action.values:
        raise ValueError(f"The audit trail has no action {event.action!r}.")
    if event.outcome not in AuditEvent.Outcome.values:
        raise ValueError(f"The audit trail has no outcome {event.outcome!r}.")
    if event.actor_role not in ROLES:
        raise ValueError(f"The audit trail has no role {event.actor_role!r}.")
    if not all(isinstance(name, str) for name in event.fields):
        raise ValueError("The audit trail keeps names of fields, nothing else.")
