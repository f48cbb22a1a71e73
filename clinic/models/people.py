"""People who work at the clinic and the roles they hold.

Rights come from `RoleGrant` alone. Django's superuser flag, groups and permissions are left out on
purpose: a second source of rights is one that a check can forget.
"""

import uuid
from functools import cached_property
from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clinic.append_only import append_only
from clinic.prepared.rows import PreparedRows
from clinic.roles import Role

# Django's own word for this hash (AbstractBaseUser), so that sessions of before go on.
SESSION_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"


class PeopleByEmail(BaseUserManager["User"]):
    """E-mail addresses are stored in lower case, so that one person cannot be two."""

    def create_user(self, email: str, password: str | None = None, **details) -> "User":
        person = self.model(email=self.normalize_email(email), **details)
        person.set_password(password)
        person.save(using=self._db)
        return person

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().lower()

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=self.normalize_email(email))


class User(AbstractBaseUser):
    """A person of the clinic who signs in. Never deleted, only made inactive: records name them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=150)
    title = models.CharField(max_length=60, blank=True, help_text="As it stands under a signature.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Raised to end what was handed out before: sessions and one-time links carry a hash of it.
    access_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = PeopleByEmail()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
            models.CheckConstraint(condition=~Q(full_name=""), name="user_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.title}" if self.title else self.full_name

    @property
    def signature_name(self) -> str:
        """The name printed under what this person signed."""
        return str(self)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must agree with: the password and, once raised, `access_version`."""
        # While it is 0 the hash is Django's own, so that nobody is signed out by a new release.
        handed_out = f"{self.password}{self.access_version or ''}"
        return salted_hmac(SESSION_SALT, handed_out, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def roles(self) -> frozenset[str]:
        """Codes of the roles held now. Kept on this instance only, and a request makes its own instance."""
        if not self.is_active:
            return frozenset()
        return frozenset(grant.role for grant in _HELD_NOW.all(user=self.pk))

    def has_role(self, *codes: str) -> bool:
        """Whether the person holds any of these roles now."""
        unknown = set(codes) - set(Role.values)
        if unknown:
            raise ValueError(f"No such role: {', '.join(sorted(unknown))}")
        return not self.roles.isdisjoint(codes)

    def role_among(self, codes: tuple[str, ...]) -> str:
        """The first of `codes` the person holds: the role they act in on that page. Empty when none."""
        return next((code for code in codes if code in self.roles), "")


class RoleGrant(models.Model):
    """One person held one role from `granted_at` until `ended_at`; open while `ended_at` is empty.

    `granted_by` is empty only for a grant made on the server's console (by the setup code, example staff).
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", db_index=False)
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField(default=timezone.now)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["granted_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role_is_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="grant_end_has_time_and_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("granted_at")),
                name="grant_ends_after_it_began",
            ),
            # Also serves User.roles.
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(ended_at=None), name="grant_open_once_per_role"
            ),
        ]

    def __str__(self) -> str:
        state = "ended" if self.ended_at else "open"
        return f"{self.user_id} {self.role} ({state})"


append_only(RoleGrant, allow_update_of=("ended_at", "ended_by"))


class HeldRole(NamedTuple):
    """A grant that has not ended, by its role."""

    role: str


# Asked by every page of staff, each time.
_HELD_NOW = PreparedRows(
    HeldRole,
    lambda user: RoleGrant.objects.filter(user=user, ended_at=None).only("role"),
    user=models.BigIntegerField(),
)
