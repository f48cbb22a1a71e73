"""The patient's link on this screen: a code for a phone or tablet to scan, and words for a phone message."""

import segno
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from clinic.policy import methods, staff
from intake.access import DESK, visit_for_desk
from intake.actions.invitations import copy_link
from intake.addresses import WELCOME, link_for
from intake.dates import clinic_day
from intake.decided import decided_of
from intake.models import Invitation, Purpose, Visit
from intake.questions.answer_text import PATIENT, day_words, moment_words
from intake.refusals import NotDone
from intake.views.patient_homes import THE_DAY
from intake.views.patient_link import TABLET
from intake.views.visits import refused


@staff(*DESK)
@methods("GET", "POST")
def link_code(request: HttpRequest, pk: str) -> HttpResponse:
    """A new link, shown this once. A GET, as after "Back" or a reload, goes to the visit and makes none.

    The tablet scans the code like a phone: nobody's session is on it, and the staff stay signed in here.
    """
    visit = visit_for_desk(request, pk, viewing=False)
    if request.method != "POST":
        return redirect("visit", visit.pk)
    try:
        invitation, token = copy_link(visit=visit, by=request.user, at=timezone.now(), request=request)
    except NotDone as error:
        return refused(request, visit, error)
    address = link_for(token, invitation.language)
    return render(
        request,
        "desk/link.html",
        {
            "visit": visit,
            "patient": visit.patient,
            "address": address,
            "code": qr_of(address),
            "message": phone_message(visit, invitation, address),
            "spoken": invitation.language,
            "until": invitation.last_minute,
        },
    )


@staff(*DESK)
@methods("POST")
def hand_over(request: HttpRequest, pk: str) -> HttpResponse:
    """Hand this very device to the patient: staff are signed out and the patient's first page opens."""
    visit = visit_for_desk(request, pk, viewing=False)
    purpose = _what_is_due(visit)
    try:
        invitation, token = copy_link(
            visit=visit, by=request.user, at=timezone.now(), purpose=purpose, request=request
        )
    except NotDone as error:
        return refused(request, visit, error)
    logout(request)
    query = {"on": TABLET, "lang": invitation.language}
    query |= {"to": THE_DAY} if purpose == Purpose.SAME_DAY else {}
    return redirect(reverse(WELCOME, args=[token], query=query))


def _what_is_due(visit: Visit) -> str:
    """What a patient is handed the tablet for: the questions, or what the day needs once they are sent."""
    return Purpose.SAME_DAY if decided_of(visit).response else Purpose.QUESTIONNAIRE


def qr_of(address: str) -> SafeString:
    """The address as a QR code: an SVG without a size, a style or a script of its own."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(omitsize=True, border=4, svgclass="qr", lineclass=None))  # made here


def phone_message(visit: Visit, invitation: Invitation, address: str) -> str:
    """What staff copy into a phone message, in the patient's language."""
    language = invitation.language
    words = {
        "name": visit.patient.called,
        "clinic": settings.CLINIC_NAME,
        "phone": settings.CLINIC_PHONE,
        "day": day_words(clinic_day(visit.starts_at), language, PATIENT),
        "until": moment_words(invitation.last_minute, language),
        "link": address,
    }
    return render_to_string(f"desk/phone_message.{language}.txt", words).strip()
