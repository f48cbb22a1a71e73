"""Write to the audit trail: `record` beside the change it tells of, `record_denied` for a refusal.

`record` runs in the caller's transaction on purpose: a change whose event cannot be written is undone,
and a page whose event cannot be written is not shown.
"""

import hmac
import json
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from clinic.configuration import audit_keys
from clinic.models import AuditEvent, User
from clinic.prepared.insert import PreparedInsert
from clinic.roles import Role
from clinic.web import client

PATIENT = "patient"
SYSTEM = "system"
EMERGENCY = "emergency"  # reading by an emergency access (clinic.people.emergency), whatever role is held
ROLES = (*Role.values, PATIENT, SYSTEM, EMERGENCY, "")

_ADDED = PreparedInsert(AuditEvent)


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
    key = audit_keys.current()
    event.nonce, event.key_id = secrets.token_hex(8), key.id
    event.content_hash = content_hash(event, key)
    return _ADDED.add(event)


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


def holds(event: AuditEvent, keys: dict[str, audit_keys.Key] | None = None) -> bool:
    """Whether the event still is what was written, by the key it names; `keys` default to all known."""
    key = (audit_keys.known() if keys is None else keys).get(event.key_id)
    return key is not None and hmac.compare_digest(event.content_hash, content_hash(event, key))


def content_hash(event: AuditEvent, key: audit_keys.Key) -> str:
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
    if event.nonce:  # events of before there was one have none
        told["nonce"] = event.nonce
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return audit_keys.keyed_hash(key.for_events, text)


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
