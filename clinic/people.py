"""Changes to who works here and what they may do. Each is one transaction with its audit event."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account import app_settings as account_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from clinic import audit
from clinic.models import RoleGrant, User
from clinic.roles import LEAD, Role


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
    held = _open_grant(person, role)
    if held:
        return held
    at = at or timezone.now()
    grant = RoleGrant.objects.create(user=person, role=role, granted_at=at, granted_by=by)
    audit.record(
        "privilege",
        by=by,
        role=_role(by),
        target=f"user {person.public_id}",
        fields=[f"+{role}"],
        at=at,
        request=request,
    )
    return grant


@transaction.atomic
def end_role(
    person: User, role: str, *, by: User, at: datetime | None = None, request: HttpRequest | None = None
) -> None:
    """Take a role away, from the person's next request on. Taking one not held changes nothing."""
    at = at or timezone.now()
    ended = RoleGrant.objects.filter(user=person, role=role, ended_at=None).update(ended_at=at, ended_by=by)
    if ended:
        audit.record(
            "privilege",
            by=by,
            role=_role(by),
            target=f"user {person.public_id}",
            fields=[f"-{role}"],
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
    """Open or close somebody's account; a closed one ends at the person's next request."""
    if User.objects.filter(pk=person.pk, is_active=not active).update(is_active=active):
        audit.record(
            "privilege",
            by=by,
            role=_role(by),
            target=f"user {person.public_id}",
            fields=["is_active"],
            at=at,
            request=request,
        )
    person.is_active = active


def there_is_a_lead() -> bool:
    """Whether somebody can act as clinic lead now."""
    return RoleGrant.objects.filter(role=LEAD, ended_at=None, user__is_active=True).exists()


def people_with(*roles: str) -> QuerySet[User]:
    """Everybody who works here now and holds one of these roles, by name."""
    held = RoleGrant.objects.filter(role__in=roles, ended_at=None).values("user")
    return User.objects.filter(is_active=True, pk__in=held).order_by("full_name", "pk")


def password_link(person: User) -> str:
    """A link by which the person sets a password once; it dies with its use or after a day.

    Whoever holds it can sign in as this person: show it, never store or log it.
    """
    key = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key}
    )
    return settings.BASE_URL + path


def _open_grant(person: User, role: str) -> RoleGrant | None:
    return RoleGrant.objects.filter(user=person, role=role, ended_at=None).first()


def _role(by: User | None) -> str:
    """The role somebody acts in who changes people: the lead's, or the machine's own on the console."""
    if by is None:
        return audit.SYSTEM
    return LEAD if by.has_role(LEAD) else ""
