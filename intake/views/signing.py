"""Signing: a dermatologist decides for every area, asks for more, or adds to what was signed."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from clinic.policy import methods, staff
from clinic.roles import DERMATOLOGIST, NURSE
from clinic.sign_in import recently_authenticated
from intake.access import review_for_clinician, visit_to_sign
from intake.actions import addenda, reviews
from intake.choices import ChoiceWrong
from intake.decided import decided_of
from intake.forms.signing import AskForm, SignForm
from intake.models import Visit
from intake.orders import OrderWrong
from intake.refusals import Changed, NotDone
from intake.summary import summary_of
from intake.views.summary import may_sign, summary_page
from intake.worklists.queue import next_to_sign

SIGNED = "Signed. This is the next visit to sign."
ALL_SIGNED = "Signed. Nothing else waits for a signature."
ASKED = "Signed and sent back to the front desk."
CLOSED = "Nothing was signed: there are no answers to decide about, or the visit is over."
ADDED = "Added to the signed review."


@staff(DERMATOLOGIST)
@methods("POST")
def sign(request: HttpRequest, pk: str) -> HttpResponse:
    """Sign the decision for every area, then open the next visit."""
    visit = visit_to_sign(request, pk, viewing=False)
    decided = decided_of(visit)
    if not may_sign(request, visit, decided):
        return _closed(request, visit)
    form = SignForm(request.POST, decided=decided, fresh=recently_authenticated(request), shown="")
    if not _is_signer(request, form):
        return summary_page(request, visit, sign=form)
    try:
        reviews.sign(
            visit=visit,
            shown=form.cleaned_data["shown"],
            choices=form.choices(),
            orders=form.orders(),
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
            request=request,
        )
    except (ChoiceWrong, OrderWrong) as error:
        form.refuse(error)
        return summary_page(request, visit, sign=form)
    except NotDone as error:
        return _not_done(request, visit, form, error)
    return _to_the_next(request, visit)


@staff(DERMATOLOGIST)
@methods("POST")
def ask_more(request: HttpRequest, pk: str) -> HttpResponse:
    """Send the visit back to the desk with what is to be asked."""
    visit = visit_to_sign(request, pk, viewing=False)
    decided = decided_of(visit)
    if not may_sign(request, visit, decided):
        return _closed(request, visit)
    unknown = summary_of(visit, decided)["unknown"]
    form = AskForm(request.POST, unknown=unknown, fresh=recently_authenticated(request), shown="")
    if not _is_signer(request, form):
        return summary_page(request, visit, ask=form)
    try:
        reviews.ask_more(
            visit=visit,
            shown=form.cleaned_data["shown"],
            note=form.cleaned_data["note"],
            asks=tuple(form.cleaned_data.get("asks", ())),
            by=request.user,
            at=timezone.now(),
            request=request,
        )
    except NotDone as error:
        return _not_done(request, visit, form, error)
    messages.success(request, ASKED, extra_tags="good")
    return redirect("review-queue")


@staff(DERMATOLOGIST, NURSE)
@methods("POST")
def addendum(request: HttpRequest, pk: str) -> HttpResponse:
    """Add a note to a signed review; the review stays as signed."""
    review = review_for_clinician(request, pk, viewing=False)
    visit = review.assessment.request.visit
    try:
        text = request.POST.get("text", "")
        addenda.add_addendum(review=review, text=text, by=request.user, at=timezone.now(), request=request)
    except (NotDone, ValidationError) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])), extra_tags="stop")
    else:
        messages.success(request, ADDED, extra_tags="good")
    return redirect("summary", visit.pk)


def _closed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """To the summary, which has no form now that could show what is wrong."""
    messages.error(request, CLOSED, extra_tags="stop")
    return redirect("summary", visit.pk)


def _is_signer(request: HttpRequest, form: Form) -> bool:
    """Whether the form holds and, where it asks for one, the password is this person's."""
    if not form.is_valid():
        return False
    if "password" not in form.fields:
        return True
    try:
        if get_adapter(request).reauthenticate(request.user, form.cleaned_data["password"]):
            reauthenticate_by_password(request)
            return True
        form.add_error("password", "This is not your password. Try again.")
    except ValidationError as too_many_tries:
        form.add_error("password", too_many_tries)
    return False


def _not_done(request: HttpRequest, visit: Visit, form: Form, error: NotDone) -> HttpResponse:
    """The page again with everything typed; where the record moved on, the choices have to be made anew."""
    form.add_error(None, str(error))
    if isinstance(error, Changed):
        visit.refresh_from_db()
        form.data = form.data.copy()
        form.data[form.add_prefix("shown")] = reviews.summary_digest(summary_of(visit))
        for panel in getattr(form, "panels", ()):
            form.data.pop(form.add_prefix(panel.name_of("decided")), None)
    return summary_page(request, visit, **{"ask" if isinstance(form, AskForm) else "sign": form})


def _to_the_next(request: HttpRequest, visit: Visit) -> HttpResponse:
    following = next_to_sign(visit, at=timezone.now())
    messages.success(request, SIGNED if following else ALL_SIGNED, extra_tags="good")
    return redirect("summary", following.pk) if following else redirect("review-queue")
