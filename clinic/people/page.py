"""The lead's pages of people: who works here, one person, somebody new. Changes ask for a recent password."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinic import audit, people
from clinic.models import RoleGrant, User
from clinic.people import invitations
from clinic.people.forms import MAIL, NameForm, NewPersonForm, RolesForm, WayForm
from clinic.policy import methods, staff
from clinic.roles import LEAD, Role
from clinic.sign_in.recent import recently
from clinic.sign_in.second_factor import FACTORS

SAVED = "Saved."
MAILED = "The link is mailed to {email}. It works once, for 24 hours."
# What a button of the person's page does, and what is said afterwards.
PRESSED: dict[str, tuple[Callable[..., None], str]] = {
    "close": (lambda person, **told: people.set_active(person, False, **told), "The account is closed."),
    "open": (lambda person, **told: people.set_active(person, True, **told), "The account is open."),
    "factor": (invitations.reset_second_factor, "The second factor is reset."),
    "sessions": (invitations.end_sessions, "Signed out everywhere."),
}
Act = Callable[[HttpRequest, User], HttpResponse]


@staff(LEAD)
@methods("GET")
def everybody(request: HttpRequest) -> HttpResponse:
    """Everybody who works or worked here, open accounts first."""
    audit.record("view", request=request, target="people")
    return render(request, "clinic_pages/people.html", {"rows": [_row(person) for person in _people()]})


@staff(LEAD)
@methods("GET", "POST")
@recently
def new_person(request: HttpRequest) -> HttpResponse:
    """Add somebody and send or show the link by which they set a password."""
    form = NewPersonForm(request.POST or None)
    if form.is_valid():
        try:
            return _add(request, form)
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "clinic_pages/new_person.html", {"form": form})


@staff(LEAD)
@methods("GET", "POST")
def person(request: HttpRequest, pk: str) -> HttpResponse:
    """One person: name, title, roles, account, second factor, sessions, a new invitation."""
    found = _people().filter(public_id=pk).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        return _change(request, found)
    audit.record("view", request=request, target=f"user {found.public_id}")
    return _page(request, found)


@recently
def _change(request: HttpRequest, found: User) -> HttpResponse:
    """What one of the page's buttons says; what was refused is said on the page."""
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        return act(request, found)
    except PermissionDenied as error:
        audit.record_denied(request, target=f"user {found.public_id}")
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, " ".join(error.messages), extra_tags="stop")
        return redirect("person", found.public_id)


def _name(request: HttpRequest, found: User) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, found, name=form)
    people.change_person(found, **form.cleaned_data, **_by(request))
    return _done(request, found, SAVED)


def _roles(request: HttpRequest, found: User) -> HttpResponse:
    form = RolesForm(request.POST)
    if not form.is_valid():
        return _page(request, found, roles=form)
    people.change_roles(found, form.cleaned_data["roles"], **_by(request))
    return _done(request, found, SAVED)


def _pressed(request: HttpRequest, found: User) -> HttpResponse:
    change, said = PRESSED[request.POST["do"]]
    change(found, **_by(request))
    return _done(request, found, said)


def _invite(request: HttpRequest, found: User) -> HttpResponse:
    form = WayForm(request.POST)
    if not form.is_valid():
        return _page(request, found, way=form)
    link = invitations.invite(found, **_by(request))
    return _hand_over(request, found, link, form.cleaned_data["way"])


ACTS: dict[str, Act] = {
    "name": _name,
    "roles": _roles,
    "invite": _invite,
    **dict.fromkeys(PRESSED, _pressed),
}


def _add(request: HttpRequest, form: NewPersonForm) -> HttpResponse:
    typed = form.cleaned_data
    with transaction.atomic():
        added = people.add_person(
            **{name: typed[name] for name in ("email", "full_name", "title", "roles")}, **_by(request)
        )
        link = invitations.invite(added, **_by(request))
    return _hand_over(request, added, link, typed["way"])


def _hand_over(request: HttpRequest, found: User, link: str, way: str) -> HttpResponse:
    """Mail the link, or show it this once: it is in no message, session or address."""
    if way == MAIL and invitations.mail_invitation(found, link):
        return _done(request, found, MAILED.format(email=found.email))
    shown = {"person": found, "link": link, "is_mail_refused": way == MAIL}
    return render(request, "clinic_pages/person_link.html", shown)


def _page(request: HttpRequest, found: User, **wrong: Form) -> HttpResponse:
    row = _row(found)
    shown = {
        "name_form": NameForm(initial={"full_name": found.full_name, "title": found.title}),
        "roles_form": RolesForm(initial={"roles": sorted(row["codes"])}),
        "way_form": WayForm(),
        **{f"{name}_form": form for name, form in wrong.items()},
        "form": next(iter(wrong.values()), None),
        "row": row,
        "person": found,
        "is_oneself": found.pk == request.user.pk,
    }
    return render(request, "clinic_pages/person.html", shown)


def _people() -> QuerySet[User]:
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    held = Prefetch("grants", RoleGrant.objects.filter(ended_at=None), to_attr="held")
    found = User.objects.annotate(has_factor=Exists(factors)).prefetch_related(held)
    return found.order_by("-is_active", "full_name", "pk")


def _row(found: User) -> dict:
    codes = {grant.role for grant in found.held}
    roles = [label for code, label in Role.choices if code in codes]
    return {"person": found, "codes": codes, "roles": ", ".join(roles)}


def _by(request: HttpRequest) -> dict:
    return {"by": request.user, "at": timezone.now(), "request": request}


def _done(request: HttpRequest, found: User, said: str) -> HttpResponse:
    messages.success(request, said, extra_tags="good")
    return redirect("person", found.public_id)
