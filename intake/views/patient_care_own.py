"""What a patient changes on the own page: a consent is taken back, a calendar address is made or ended."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinic.policy import methods, patient_session
from intake.access_by_link import consent_of_care, patient_of_care
from intake.actions.consents import withdraw
from intake.actions.feeds import end_feed, make_feed
from intake.dates import clinic_day
from intake.forms.care import TakeBackForm
from intake.models import Purpose, TreatmentConsent
from intake.questions.answer_text import PATIENT, day_words
from intake.questions.wording import Refused
from intake.refusals import NotNow
from intake.views.patient_care import FEED, address_if_any
from intake.views.patient_language import as_typed, read_on, switches
from intake.views.patient_sitting import page


@patient_session(Purpose.CARE)
@methods("GET", "POST")
def care_consent(request: HttpRequest, pk: str) -> HttpResponse:
    """What the patient agreed to, word for word; and a button that takes it back."""
    given = consent_of_care(request, pk)
    if switches(request):
        read_on(request)
        form = as_typed(TakeBackForm(request.POST))
    else:
        form = TakeBackForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid() and _taken_back(request, given, form):
            return redirect("care-consent", given.pk)
    return page(request, "patient/care_consent.html", _shown(given, form))


@patient_session(Purpose.CARE)
@methods("POST")
def care_feed(request: HttpRequest) -> HttpResponse:
    """A private calendar address, shown this once. A reload makes another one, which ends this one."""
    patient = patient_of_care(request)
    if not address_if_any(FEED, "token"):
        raise Http404
    _feed, token = make_feed(patient=patient, language=get_language(), at=timezone.now(), request=request)
    address = settings.BASE_URL + reverse(FEED, args=[token])
    return page(request, "patient/care_feed.html", {"address": address, "back": reverse("care")})


@patient_session(Purpose.CARE)
@methods("POST")
def care_feed_end(request: HttpRequest) -> HttpResponse:
    """End the address: calendars that ask it find nothing any more."""
    patient = patient_of_care(request)
    if end_feed(patient=patient, at=timezone.now(), request=request) is not None:
        messages.success(request, _("Your calendar address has ended."))
    return redirect("care")


def _taken_back(request: HttpRequest, given: TreatmentConsent, form: TakeBackForm) -> bool:
    """Keep that it was taken back; False with the objection on the form."""
    try:
        withdraw(consent=given, words=form.cleaned_data["words"], at=timezone.now(), request=request)
    except Refused as refused:
        form.add_error("words", refused)
        return False
    except NotNow:
        return True  # another window was sooner: the page says so
    messages.success(request, _("You have taken your consent back. Thank you for telling us."))
    return True


def _shown(given: TreatmentConsent, form: TakeBackForm) -> dict:
    """The consent in its own words and language, first the title, last what was agreed to."""
    title, *statements, agree = given.text.split("\n\n")
    withdrawal, language = getattr(given, "withdrawal", None), get_language()
    return {
        "given": given,
        "title": title,
        "statements": statements,
        "agree": agree,
        "day": day_words(clinic_day(given.agreed_at), language, PATIENT),
        "back_on": day_words(clinic_day(withdrawal.at), language, PATIENT) if withdrawal else "",
        "form": None if withdrawal else form,
        "back": reverse("care"),
    }
