"""What the audit trail and the session keep when somebody signs in or out, or changes a password."""

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from clinic import audit, session_limits
from clinic.models import User
from clinic.session_limits import INVITATION
from clinic.sign_in import open_sessions
from clinic.web import client


@receiver(user_logged_in, dispatch_uid="clinic_signed_in")
def note_sign_in(sender, request: HttpRequest, user: User, **_) -> None:
    """Starts the session's clocks. A patient's session that used this browser before is over."""
    request.session.pop(INVITATION, None)
    session_limits.begin(request)
    request.session[open_sessions.BROWSER] = client.user_agent(request)
    audit.record("sign-in", by=user, request=request)


@receiver(user_logged_out, dispatch_uid="clinic_signed_out")
def note_sign_out(sender, request: HttpRequest, user: User | None, **_) -> None:
    """Keeps also that it was the clock, not the person, that ended the session."""
    if user is not None:
        audit.record("sign-out", by=user, request=request, target=getattr(request, "sign_out_reason", ""))


@receiver(password_changed, dispatch_uid="clinic_password_changed")
@receiver(password_reset, dispatch_uid="clinic_password_reset")
def note_password(sender, request: HttpRequest, user: User, **_) -> None:
    audit.record("change", by=user, request=request, target=f"user {user.public_id}", fields=["password"])
