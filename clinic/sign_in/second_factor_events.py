"""What the trail keeps of second factors, and which sessions end with one."""

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_removed,
    authenticator_used,
)
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from clinic.sign_in import open_sessions, second_factor

WORDS = {
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.TOTP: "authenticator app",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


@receiver(post_save, sender=Authenticator, dispatch_uid="clinic_factor_kept")
def note_added(sender, instance: Authenticator, created: bool, **_) -> None:
    """In the transaction of the change, which allauth's own signals are not.

    Enrolling asked for a code of the app, or a press on the key: this session used the factor.
    """
    if not created:
        return
    _note(instance, "+")
    request = context.request
    if instance.type in second_factor.FACTORS and request is not None and request.user == instance.user:
        record_authentication(
            request, instance.user, second_factor.METHOD, id=instance.pk, type=instance.type
        )


@receiver(post_delete, sender=Authenticator, dispatch_uid="clinic_factor_gone")
def note_removed(sender, instance: Authenticator, **_) -> None:
    _note(instance, "-")


@receiver(authentication_failed, dispatch_uid="clinic_factor_failed")
def note_failed(sender, request: HttpRequest, user: User, **_) -> None:
    audit.record("sign-in", outcome="deny", by=user, request=request, target="second factor")


@receiver(authenticator_used, dispatch_uid="clinic_factor_used")
def note_recovery_code(sender, request: HttpRequest, user: User, authenticator: Authenticator, **_) -> None:
    """A recovery code leaves the list: somebody lost a phone, or somebody found the list."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        audit.record(
            "change", by=user, request=request, target=f"user {user.public_id}", fields=["recovery codes"]
        )


@receiver(authenticator_removed, dispatch_uid="clinic_factor_removed")
def end_other_sessions(sender, request: HttpRequest, user: User, **_) -> None:
    open_sessions.end_others(user, request.session.session_key)
    if not second_factor.has_one(user):
        second_factor.forget_use(request)


def _note(factor: Authenticator, sign: str) -> None:
    request = context.request
    person = request.user if request is not None and request.user.is_authenticated else None
    audit.record(
        "privilege",
        by=person,
        role="" if person else audit.SYSTEM,
        request=request,
        target=f"user {factor.user.public_id}",
        fields=[f"{sign}{WORDS[Authenticator.Type(factor.type)]}"],
    )
