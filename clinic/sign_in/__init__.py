"""How staff sign in: what allauth asks of us, what the trail keeps of it, and how fresh a sign-in is."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from clinic import audit
from clinic.models import User
from clinic.web import client

RECENT_MINUTES = 5
PASSKEY_REFUSED = "This passkey does not open anything here. Sign in with your password."


class SignIn(DefaultAccountAdapter):
    """Nobody signs up; a closed account, a wrong password and an unknown e-mail look the same."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail or the password is not right. Check both and try again.",
        "incorrect_password": "This is not your password. Try again.",
        "enter_current_password": "This is not your password now. Try again.",
        "too_many_login_attempts": "Too many failed tries. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only an address on this site, never a whole URL: there is nowhere else to go after sign-in."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client.ip_address(request) or "no address"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts per host name asked for as well, which gives a guesser one budget per name.
        return credentials.get("email", "").strip().lower()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the try for the account, as allauth does, and for the address it comes from."""
        super().pre_authenticate(request, **credentials)
        self._from_address = ratelimit.consume(request, app="allauth.account", action="password_failed")
        if not self._from_address:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        # A right password costs no try; the tries before it stay counted.
        super()._rollback_login_failed_rl_usage()
        self._from_address.rollback()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Kept without the e-mail typed: people type passwords into that box."""
        audit.record("sign-in", outcome="deny", request=request, target="password")

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the person's password; counts and fails like a sign-in.

        Raises ValidationError after too many wrong ones.
        """
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Before a second factor is added or removed; "recently" means the same as everywhere else."""
        return not recently_authenticated(context.request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """By the password, or by a passkey where there is one. A signature has its own box."""
        ways = [("reauthenticate", "Use your password", "account_reauthenticate")]
        if is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN]):
            ways.append(("mfa_reauthenticate:webauthn", "Use your passkey", "mfa_reauthenticate_webauthn"))
        return [{"id": id, "description": told, "url": reverse(page)} for id, told, page in ways]

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """A closed account with a good passkey looks like a passkey nobody knows."""
        audit.record("sign-in", outcome="deny", by=user, request=request, target="closed account")
        messages.error(request, PASSKEY_REFUSED, extra_tags="stop")
        return redirect("account_login")


def recently_authenticated(request: HttpRequest, minutes: int = RECENT_MINUTES) -> bool:
    """Whether this person typed the password (or used another factor) in this session that recently.

    Ask it before a signature; where it is false, send the person to `reauthentication(request, back)`.
    """
    if not request.user.is_authenticated:
        return False
    times = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(times) and 0 <= time.time() - max(times) < minutes * 60


def reauthentication(request: HttpRequest, back: str) -> HttpResponse:
    """To the page that asks for the password again, and from there to `back`.

    What was typed is not carried along: a patient's data has no place in the web session.
    """
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
