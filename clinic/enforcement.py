"""Asks each view's policy before the view runs, and keeps the event of every refusal."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from clinic import audit, patient_sessions
from clinic.people import emergency
from clinic.policy import Policy, View, name_of, policy_of


class PolicyMiddleware:
    """Deny by default: a view without a policy answers like an address that does not exist.

    It stands outside the view's transaction, so the event of a refusal survives the view's rollback.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        audit.write_denied(request)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        policy = policy_of(view)
        if policy is None:
            refuse(request, f"page {name_of(view)}")
        return GATES[policy.kind](request, policy)


def refuse(request: HttpRequest, target: str) -> None:
    """Raise the answer a stranger gets for a page that is not there, and keep who asked for what."""
    audit.record_denied(request, target=target)
    raise Http404


def _open_to_all(request: HttpRequest, policy: Policy) -> None:
    return None


def _ask_staff(request: HttpRequest, policy: Policy) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    request.acting_role = request.user.role_among(policy.roles)
    if policy.emergency:
        # Also where a role opens the page: there it shows this patient's reasons besides.
        request.emergency = emergency.for_reading(request)
    if not request.acting_role and getattr(request, "emergency", ()):
        request.acting_role = audit.EMERGENCY
    if not request.acting_role:
        refuse(request, f"page {request.resolver_match.view_name or name_of(request.resolver_match.func)}")
    return None


def _ask_patient(request: HttpRequest, policy: Policy) -> HttpResponse | None:
    if not patient_sessions.is_held(request):
        return patient_sessions.turned_away(request)
    request.invitation = patient_sessions.invitation_of(request, policy.purposes)
    if request.invitation is None:
        audit.record_denied(request, target="patient session", role=audit.PATIENT)
        return patient_sessions.turned_away(request)
    request.acting_role = audit.PATIENT
    if request.invitation.purpose not in policy.purposes:
        refuse(request, f"page {request.resolver_match.view_name or name_of(request.resolver_match.func)}")
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back, but never back to an address that only takes a POST."""
    back = {"next": request.get_full_path()} if request.method in ("GET", "HEAD") else {}
    address = reverse("account_login") + (f"?{urlencode(back)}" if back else "")
    if request.headers.get("HX-Request") == "true":
        # A redirect would put the sign-in page inside the fragment that asked; this moves the whole page.
        return HttpResponse(headers={"HX-Redirect": reverse("account_login")})
    return redirect(address)


GATES = {"public": _open_to_all, "staff": _ask_staff, "patient": _ask_patient}
