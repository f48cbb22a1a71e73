"""Changes to who works here and what they may do. Each is one transaction with its audit event.

Changes come one after another (`begin_change`), so that two leads who remove each other at the same moment
cannot leave the clinic without one. `by` is None only on the server's console. What a person may not do
raises PermissionDenied; what cannot be done, such as closing the last lead's account, a ValidationError.
"""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from clinic import audit
from clinic.link_keys import LinkKeys
from clinic.models import RoleGrant, User
from clinic.people import emergency
from clinic.roles import LEAD, Role
from clinic.sign_in import open_sessions

NOT_ONESELF = "Nobody changes their own roles or account. Another clinic lead can."
LAST_LEAD = "This is the last clinic lead. Make somebody else clinic lead first."
NO_ROLE = "Choose at least one role. Close the account of somebody who has left."


@transaction.atomic
def add_person(
    *,
    email: str,
    full_name: str,
    roles: Iterable[str],
    by: User | None,
    title: str = "",
    password: str | None = None,
    at: datetime | None = None,
    request: HttpRequest | None = None,
) -> User:
    """Add somebody who works here; without `password` they set one by `password_link`.

    `by` is None only for the console. Raises ValidationError for an e-mail that is taken or not one.
    """
    at = at or timezone.now()
    begin_change(by)
    person = User(email=User.objects.normalize_email(email), full_name=full_name.strip(), title=title.strip())
    person.set_password(password)
    person.full_clean()
    person.save(force_insert=True)
    audit.record("create", by=by, role=_role(by), target=f"user {person.public_id}", at=at, request=request)
    for role in roles:
        grant_role(person, role, by=by, at=at, request=request)
    return person


@transaction.atomic
def grant_role(
    person: User,
    role: str,
    *,
    by: User | None,
    at: datetime | None = None,
    request: HttpRequest | None = None,
) -> RoleGrant:
    """Give a role. Giving one that is held already changes nothing. Raises ValueError for an unknown role."""
    if role not in Role.values:
        raise ValueError(f"No such role: {role}")
    begin_change(by)
    must_be_another(person, by)
    held = _open_grant(person, role)
    if held:
        return held
    at = at or timezone.now()
    grant = RoleGrant.objects.create(user=person, role=role, granted_at=at, granted_by=by)
    record_change(person, [f"+{role}"], by=by, at=at, request=request)
    return grant


@transaction.atomic
def end_role(
    person: User, role: str, *, by: User, at: datetime | None = None, request: HttpRequest | None = None
) -> None:
    """Take a role away, from the person's next request on. Taking one not held changes nothing."""
    begin_change(by)
    must_be_another(person, by)
    if role == LEAD:
        _keep_a_lead(person)
    at = at or timezone.now()
    ended = RoleGrant.objects.filter(user=person, role=role, ended_at=None).update(ended_at=at, ended_by=by)
    if ended:
        emergency.end_all_of(person, by=by, at=at, request=request)
        record_change(person, [f"-{role}"], by=by, at=at, request=request)


@transaction.atomic
def change_roles(
    person: User,
    roles: Iterable[str],
    *,
    by: User,
    at: datetime | None = None,
    request: HttpRequest | None = None,
) -> None:
    """Let the person hold exactly these roles, one at least; each given or taken is an event of its own."""
    wanted = set(roles)
    if not wanted:
        raise ValidationError(NO_ROLE)
    begin_change(by)
    held = set(RoleGrant.objects.filter(user=person, ended_at=None).values_list("role", flat=True))
    for role in sorted(wanted - held):
        grant_role(person, role, by=by, at=at, request=request)
    for role in sorted(held - wanted):
        end_role(person, role, by=by, at=at, request=request)


@transaction.atomic
def change_person(
    person: User,
    *,
    full_name: str,
    title: str,
    by: User,
    at: datetime | None = None,
    request: HttpRequest | None = None,
) -> None:
    """Change name and title. What was signed keeps the name it was signed with in its signed text."""
    begin_change(by)
    told = {"full_name": full_name.strip(), "title": title.strip()}
    changed = [name for name, value in told.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, told[name])
    person.full_clean()
    if changed:
        person.save(update_fields=changed)
        audit.record(
            "change",
            by=by,
            role=_role(by),
            target=f"user {person.public_id}",
            fields=changed,
            at=at,
            request=request,
        )


@transaction.atomic
def set_active(
    person: User,
    active: bool,
    *,
    by: User | None,
    at: datetime | None = None,
    request: HttpRequest | None = None,
) -> None:
    """Open or close somebody's account.

    A closed one ends at the person's next request, with its emergency accesses; sessions and links of before
    stay dead when it is opened again.
    """
    begin_change(by)
    must_be_another(person, by)
    at = at or timezone.now()
    if not active:
        _keep_a_lead(person)
    if User.objects.filter(pk=person.pk, is_active=not active).update(is_active=active):
        if not active:
            end_what_was_handed_out(person)
            emergency.end_all_of(person, by=by, at=at, request=request)
        record_change(person, ["is_active"], by=by, at=at, request=request)
    person.is_active = active


def end_what_was_handed_out(person: User) -> None:
    """End the person's sessions and one-time links; for use within a change of people."""
    User.objects.filter(pk=person.pk).update(access_version=F("access_version") + 1)
    person.refresh_from_db(fields=["access_version"])
    open_sessions.end_others(person, keep=None)


def there_is_a_lead() -> bool:
    """Whether somebody can act as clinic lead now."""
    return _leads().exists()


def people_with(*roles: str) -> QuerySet[User]:
    """Everybody who works here now and holds one of these roles, by name."""
    held = RoleGrant.objects.filter(role__in=roles, ended_at=None).values("user")
    return User.objects.filter(is_active=True, pk__in=held).order_by("full_name", "pk")


def _open_grant(person: User, role: str) -> RoleGrant | None:
    return RoleGrant.objects.filter(user=person, role=role, ended_at=None).first()


def password_link(person: User) -> str:
    """A link by which the person sets a password once; it dies with its use or after a day.

    Whoever holds it can sign in as this person: show it or mail it, never store or log it.
    """
    key = LinkKeys().make_token(person)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key}
    )
    return settings.BASE_URL + path


def begin_change(by: User | None) -> None:
    """Let no other change of people happen meanwhile; only who is clinic lead at this moment makes one."""
    _hold_leads()
    if by is not None and not _leads().filter(user=by).exists():
        raise PermissionDenied("Only a clinic lead changes who works here.")


def _hold_leads() -> None:
    """Lock the rows of all leads until the transaction ends: a second change waits, then reads anew."""
    held = User.objects.filter(pk__in=_leads().values("user")).order_by("pk")
    # Not against references to these people: pages that write an audit event need not wait.
    list(held.select_for_update(no_key=True).values_list("pk"))


def _leads() -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(role=LEAD, ended_at=None, user__is_active=True)


def _keep_a_lead(person: User) -> None:
    """Raise ValidationError if without this person nobody would be clinic lead."""
    if _leads().filter(user=person).exists() and not _leads().exclude(user=person).exists():
        raise ValidationError(LAST_LEAD)


def must_be_another(person: User, by: User | None) -> None:
    if by is not None and by.pk == person.pk:
        raise PermissionDenied(NOT_ONESELF)


def record_change(
    person: User, fields: list[str], *, by: User | None, at: datetime | None, request: HttpRequest | None
) -> None:
    target = f"user {person.public_id}"
    audit.record("privilege", by=by, role=_role(by), target=target, fields=fields, at=at, request=request)


def _role(by: User | None) -> str:
    """The role somebody acts in who changes people: the lead's, or the machine's own on the console."""
    if by is None:
        return audit.SYSTEM
    return LEAD if by.has_role(LEAD) else ""
