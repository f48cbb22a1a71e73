"""Pages of the site itself: the front door and what a search robot is told."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from clinic.context import open_to
from clinic.policy import methods, public, staff
from clinic.roles import DERMATOLOGIST, EVERYONE, FRONT_DESK, LEAD, NURSE, Role

# Where a day starts, by role; who holds several starts at the first of these.
FIRST_PAGE = ((DERMATOLOGIST, "review-queue"), (FRONT_DESK, "today"), (NURSE, "today"), (LEAD, "protocols"))


@public
@methods("GET")
def home(request: HttpRequest) -> HttpResponse:
    """Staff go to the page their day starts on, everybody else to sign-in."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    urls = {name: url for name, _, url in open_to(request.user)}
    begin = [name for role, name in FIRST_PAGE if request.user.has_role(role) and name in urls]
    return redirect(urls[begin[0]] if begin else next(iter(urls.values()), reverse("account")))


@staff(*EVERYONE)
@methods("GET")
def account(request: HttpRequest) -> HttpResponse:
    """Who one is signed in as, with which roles, and where to change the password."""
    roles = [label for code, label in Role.choices if code in request.user.roles]
    return render(request, "clinic_pages/account.html", {"person": request.user, "roles": roles})


@public(cache_seconds=86_400)
@methods("GET")
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
