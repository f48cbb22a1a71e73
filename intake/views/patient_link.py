"""The patient's link: one page for every token, the date of birth, and the page for links that ended."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page

from clinic import patient_sessions
from clinic.policy import methods, public
from intake.actions.answers import language_of_draft
from intake.actions.invitations import redeem
from intake.forms.welcome import WelcomeForm
from intake.guides import guides_offered
from intake.models import Invitation
from intake.views.patient_sitting import other_language

TABLET = "tablet"
"""What a link handed over on the clinic's tablet says behind it; it decides only how answers are marked."""


@public
@methods("GET", "POST")
@gzip_page
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """What a link opens: the same for good and bad tokens. Nothing changes until the birth date is sent."""
    form = WelcomeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        at, born = timezone.now(), form.cleaned_data["birth_date"]
        invitation = redeem(token=token, birth_date=born, at=at, request=request)
        if invitation is not None:
            return _come_in(request, invitation)
        form.refuse()
    return _public_page(request, "patient/welcome.html", {"form": form})


@public
@methods("GET")
def link_ended(request: HttpRequest) -> HttpResponse:
    """For a session that ended, whatever the reason, and for one the patient ended."""
    return _public_page(request, "patient/link_ended.html", {"is_done": "done" in request.GET})


def turned_away(request: HttpRequest) -> HttpResponse:
    """Where a patient's page sends a browser without an open session."""
    return redirect(ended_address())


def ended_address(**query: str) -> str:
    """The page for ended sessions in the language being read; the session that knew it is gone there."""
    wanted = query | ({} if get_language() == settings.LANGUAGE_CODE else {"lang": get_language()})
    return reverse("link-ended", query=wanted or None)


def _come_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Begin the session in the language chosen on the page, else the one used so far, else the booked one."""
    asked = request.GET.get("lang", "")
    chosen = asked if asked in dict(settings.LANGUAGES) else ""
    language = chosen or language_of_draft(invitation.visit) or invitation.language
    on_tablet = request.GET.get("on") == TABLET
    patient_sessions.begin(request, invitation.pk, invitation.access_version, language, on_tablet=on_tablet)
    return redirect("questions")


def _public_page(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    other = other_language()
    device = f"&on={TABLET}" if request.GET.get("on") == TABLET else ""
    switch = {"url": f"?lang={other['code']}{device}", **other}
    frame = {"language_switch": switch, "guides": guides_offered(get_language())}
    return render(request, template, frame | context)
