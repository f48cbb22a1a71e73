"""A second factor for everybody who works here, asked of each session.

What counts is what allauth recorded in *this* session, not that the person has a factor somewhere. Only the
example clinic (settings.EXAMPLE_DATA, which is refused in production and off localhost) lets in people who
have none, and every page then says so; whoever enrolled one there must use it, too.
"""

import logging
from collections.abc import Callable

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from clinic import audit
from clinic.models import User
from clinic.policy import View, name_of, policy_of

METHOD = "mfa"  # allauth's word for it in a session's records
FACTORS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)
# All that opens before there is a factor, besides public pages (sign-out is one). The codes come after.
ENROLMENT = frozenset(
    {
        "allauth.account.views.ReauthenticateView",
        "allauth.mfa.base.views.IndexView",
        "allauth.mfa.totp.views.ActivateTOTPView",
        "allauth.mfa.webauthn.views.AddWebAuthnView",
    }
)


# The pages that show or count recovery codes, and what an altered row makes of them.
CODES = frozenset(
    {
        "allauth.mfa.recovery_codes.views.GenerateRecoveryCodesView",
        "allauth.mfa.recovery_codes.views.ViewRecoveryCodesView",
    }
)
UNREADABLE = (ValidationError, AttributeError, KeyError, TypeError, ValueError)
log = logging.getLogger(__name__)


class SecondFactorMiddleware:
    """Stands behind the sign-in and before the policies: no staff page without a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        policy = policy_of(view)
        if policy is None or policy.kind != "staff" or not request.user.is_authenticated:
            return None
        if was_used(request):
            return None
        if has_one(request.user):
            return _sign_in_anew(request)
        if settings.EXAMPLE_DATA:
            request.without_second_factor = True
            return None
        return None if name_of(view) in ENROLMENT else _enroll(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A list of codes whose row cannot be read: said, with the way to a new one, instead of a 500."""
        match = request.resolver_match
        if match is None or name_of(match.func) not in CODES or not isinstance(error, UNREADABLE):
            return None
        log.error("recovery codes cannot be read: %s", type(error).__name__)
        return render(request, "mfa/recovery_codes/damaged.html", status=409)


def was_used(request: HttpRequest) -> bool:
    """Whether this person used a second factor in this session. Costs no query."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == METHOD for record in records)


def has_one(person: User) -> bool:
    """Whether the person enrolled a passkey or an authenticator app; recovery codes alone are none."""
    return is_mfa_enabled(person, FACTORS)


def forget_use(request: HttpRequest) -> None:
    """The session's last factor is gone: what it once proved counts no more."""
    records = get_authentication_records(request, request.user)
    kept = [record for record in records if record.get("method") != METHOD]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def _sign_in_anew(request: HttpRequest) -> HttpResponse:
    """A session from before the factor, or one that went past the question: it is over."""
    audit.record("deny", outcome="deny", request=request, target="second factor")
    request.sign_out_reason = "second factor"
    logout(request)
    return _moved(request, reverse("account_login"))


def _enroll(request: HttpRequest) -> HttpResponse:
    return _moved(request, reverse("mfa_index"))


def _moved(request: HttpRequest, address: str) -> HttpResponse:
    """To that page as a whole, also when a fragment asked."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
