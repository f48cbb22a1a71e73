"""The patient's link: one page for every token, the date of birth, and the page for links that ended."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from clinic import patient_sessions
from clinic.configuration.languages import other_language
from clinic.policy import methods, public
from clinic.session_limits import is_on_tablet
from intake.actions.answers import language_of_draft
from intake.actions.redeeming import redeem
from intake.care.guides import guides_offered
from intake.forms.welcome import WelcomeForm
from intake.models import Invitation
from intake.views.patient_homes import ONWARD, THE_DAY, first_page
from intake.views.patient_sitting import HANDED_BACK, address_after, on_tablet_page

TABLET = "tablet"
"""What a link handed over on the clinic's tablet says behind it; it never lets anybody in."""


@public
@methods("GET", "POST")
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """What a link opens: the same for good and bad tokens. Nothing changes until the birth date is sent.

    Only what the address says behind the token makes a difference: what it is to open.
    """
    to = _leads_to(request)
    form = WelcomeForm(request.POST if request.method == "POST" else None, shared=_is_tablet(request))
    if form.is_bound and form.is_valid():
        at, born = timezone.now(), form.cleaned_data["birth_date"]
        invitation = redeem(token=token, birth_date=born, at=at, request=request)
        if invitation is not None:
            return _come_in(request, invitation)
        form.refuse(own_page=to in ONWARD)
    guides = [] if _is_tablet(request) or to else guides_offered(get_language())
    shown = {"form": form, "guides": guides, "to": to, "is_the_day": to == THE_DAY}
    return public_page(request, "patient/welcome.html", shown)


@public
@methods("GET")
def link_ended(request: HttpRequest) -> HttpResponse:
    """For a session that ended, whatever the reason, and for one the patient ended."""
    return public_page(request, "patient/link_ended.html", {"is_done": "done" in request.GET})


def turned_away(request: HttpRequest) -> HttpResponse:
    """Where a patient's page sends a browser without an open session."""
    return redirect(address_after(HANDED_BACK if is_on_tablet(request) else "link-ended"))


def public_page(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    """A page for whoever holds a link, in the language its address names."""
    other, on_tablet = other_language(), _is_tablet(request)
    device = f"&on={TABLET}" if on_tablet else ""
    onward = f"&to={to}" if (to := _leads_to(request)) else ""
    switch = {"url": f"?lang={other.code}{device}{onward}", **other._asdict()}
    frame = {"language_switch": switch, "tablet": on_tablet_page() if on_tablet else None}
    return render(request, template, frame | context)


def _come_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Begin the session in the language chosen on the page, else the one used so far, else the booked one."""
    asked = request.GET.get("lang", "")
    chosen = asked if asked in dict(settings.LANGUAGES) else ""
    begun = language_of_draft(invitation.visit) if invitation.visit else ""
    language = chosen or begun or invitation.language
    on_tablet = _is_tablet(request)
    patient_sessions.begin(request, invitation.pk, invitation.access_version, language, on_tablet=on_tablet)
    return redirect("is-it-you" if on_tablet else first_page(invitation.purpose, _leads_to(request)))


def _is_tablet(request: HttpRequest) -> bool:
    return request.GET.get("on") == TABLET


def _leads_to(request: HttpRequest) -> str:
    """Where the link leads beyond the first page; nothing but a word of the list goes on."""
    to = request.GET.get("to", "")
    return to if to in (*ONWARD, THE_DAY) else ""
