"""Who may open which page. Every view says it, and a view that says nothing opens for nobody.

    @public                       anybody
    @staff("nurse", "lead")       a signed-in person holding one of the roles
    @staff("nurse", emergency=True)   also, to read, somebody with an emergency access (clinic/people/)
    @patient_session("care")      somebody who came by a link for this purpose and gave the date of birth

The decorators only mark; `PolicyMiddleware` (clinic/enforcement.py) asks before the view runs and outside
its transaction. Views of libraries are marked in `LIBRARY_VIEWS`. `methods(...)` names the HTTP methods.
A policy stands on top, so that it is the outermost function that carries the mark:

    @staff(LEAD)
    @methods("GET")
    def audit_list(request): ...
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from clinic.roles import EVERYONE, Role
from clinic.web.errors import not_allowed

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Policy:
    """One view's rule.

    `roles` are staff's, `purposes` those of a patient's link: a session opens the pages of its own purpose.
    `follows_language`: the page speaks the patient's language; staff pages are English.
    `cache_seconds`: above zero only for a public page that is the same for everybody.
    `emergency`: the page opens by GET also to an emergency access; only what fetches one patient's object by
    `intake.access` may be marked so.
    """

    kind: str
    roles: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    follows_language: bool = True
    cache_seconds: int = 0
    emergency: bool = False


PUBLIC = Policy("public")
PUBLIC_FOR_STAFF = Policy("public", follows_language=False)
ANY_STAFF = Policy("staff", EVERYONE, follows_language=False)

# Sign-out stays open to somebody whose roles were taken away a minute ago; the view itself changes nothing
# for a visitor without a session.
LIBRARY_VIEWS: dict[str, Policy] = {
    "allauth.account.views.LoginView": PUBLIC_FOR_STAFF,
    "allauth.account.views.LogoutView": PUBLIC_FOR_STAFF,
    "allauth.account.views.PasswordResetFromKeyView": PUBLIC_FOR_STAFF,
    "allauth.account.views.PasswordResetFromKeyDoneView": PUBLIC_FOR_STAFF,
    "allauth.account.views.PasswordChangeView": ANY_STAFF,
    "allauth.account.views.ReauthenticateView": ANY_STAFF,
    "allauth.mfa.base.views.AuthenticateView": PUBLIC_FOR_STAFF,
    "allauth.mfa.base.views.IndexView": ANY_STAFF,
    "allauth.mfa.recovery_codes.views.GenerateRecoveryCodesView": ANY_STAFF,
    "allauth.mfa.recovery_codes.views.ViewRecoveryCodesView": ANY_STAFF,
    "allauth.mfa.totp.views.ActivateTOTPView": ANY_STAFF,
    "allauth.mfa.totp.views.DeactivateTOTPView": ANY_STAFF,
    "allauth.mfa.webauthn.views.AddWebAuthnView": ANY_STAFF,
    "allauth.mfa.webauthn.views.LoginWebAuthnView": PUBLIC_FOR_STAFF,
    "allauth.mfa.webauthn.views.RemoveWebAuthnView": ANY_STAFF,
    "django.views.i18n.JavaScriptCatalog": PUBLIC,
    "django.views.static.serve": PUBLIC,
}


def public(view: View | None = None, *, cache_seconds: int = 0) -> View:
    """Anybody may open the page. `@public` or `@public(cache_seconds=300)`."""

    def mark(marked: View) -> View:
        return _marked(marked, Policy("public", cache_seconds=cache_seconds))

    return mark(view) if view else mark


def staff(*roles: str, emergency: bool = False) -> Callable[[View], View]:
    """Only a signed-in person who holds one of `roles`; for others the page is not there.

    With `emergency` it opens, to be read, also to somebody with an open emergency access.
    """
    unknown = set(roles) - set(Role.values)
    if unknown or not roles:
        raise ValueError(f"staff() takes roles out of {', '.join(Role.values)}, not {roles!r}.")

    def mark(view: View) -> View:
        return _marked(view, Policy("staff", tuple(roles), follows_language=False, emergency=emergency))

    return mark


def patient_session(*purposes: str) -> Callable[[View], View]:
    """Only a patient whose session holds an open invitation for one of `purposes`.

    The view finds it as `request.invitation`. To a session of another purpose the page is not there.
    """
    if not purposes or not all(isinstance(purpose, str) for purpose in purposes):
        raise ValueError(f"patient_session() takes the purposes a page serves, not {purposes!r}.")

    def mark(view: View) -> View:
        return _marked(view, Policy("patient", purposes=tuple(purposes)))

    return mark


def methods(*allowed: str) -> Callable[[View], View]:
    """Only these HTTP methods; HEAD comes with GET. Stands below the policy, so that is asked first."""
    listed = (*allowed, "HEAD") if "GET" in allowed else allowed

    def mark(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in listed:
                return not_allowed(listed)
            return view(request, *args, **kwargs)

        checked.methods = listed
        return checked

    return mark


def background(view: View) -> View:
    """A page a browser refreshes by itself: opening it does not count as the person being there."""
    view.is_background = True
    return view


def policy_of(view: View) -> Policy | None:
    """The view's own mark, or the library table's; None means: opens for nobody."""
    return getattr(view, "policy", None) or LIBRARY_VIEWS.get(name_of(view))


def name_of(view: View) -> str:
    """Dotted name of a view; for a class-based one the name of its class."""
    seen = getattr(view, "view_class", view)
    return f"{seen.__module__}.{getattr(seen, '__qualname__', type(seen).__qualname__)}"


def every_view(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, View]]:
    """Each (route, view) of the whole site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        else:
            yield from every_view(pattern, route)


def _marked(view: View, policy: Policy) -> View:
    if getattr(view, "policy", None) is not None:
        raise ValueError(f"{name_of(view)} has two policies.")
    view.policy = policy
    return view
