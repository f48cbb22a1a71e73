"""`@recently`: what a borrowed screen must not do asks for the password of the last five minutes.

    @staff(LEAD)
    @methods("GET", "POST")
    @recently
    def export(request): ...

A page goes by way of `/account/again/` and comes back. A form already sent is not lost: its answer is a page
that asks for the password, carries what was typed in hidden boxes and sends it to the same address again;
nothing typed is kept in the web session. Attached files are not carried: ask before such a form is shown.
A signature has the password box on its own form (intake/views/signing.py) and does not need this.
"""

from functools import wraps

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from clinic.policy import View
from clinic.sign_in import reauthentication, recently_authenticated
from clinic.sign_in.forms import AgainForm

PREFIX = "again"
PASSWORD = f"{PREFIX}-password"


def recently(view: View) -> View:
    """Run the view only where the person proved who they are in the last five minutes, else ask first.

    Stands below `@staff` and `@methods`. The view sees the request as it would have come without the
    question: `request.POST` has no password in it.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answer = None if recently_authenticated(request) else _ask(request)
        if answer is not None:
            return answer
        if request.method == "POST":
            request.POST = _typed(request)
        return view(request, *args, **kwargs)

    return asked


def _ask(request: HttpRequest) -> HttpResponse | None:
    """The question, or None when this very request answers it."""
    if request.headers.get("HX-Request") == "true":
        # A redirect would put the question inside the fragment that asked; this moves the whole page.
        return HttpResponse(headers={"HX-Redirect": reverse("account_reauthenticate")})
    if request.method != "POST":
        return reauthentication(request, request.get_full_path())
    form = AgainForm(request.POST if PASSWORD in request.POST else None, user=request.user, prefix=PREFIX)
    if form.is_valid():
        reauthenticate_by_password(request)
        return None
    typed = [(name, text) for name, texts in _typed(request).lists() for text in texts]
    return render(request, "account/again_to_go_on.html", {"form": form, "typed": typed})


def _typed(request: HttpRequest) -> QueryDict:
    """What the form held, without the password and the token that guards against other sites' forms."""
    typed = request.POST.copy()
    for name in (PASSWORD, "csrfmiddlewaretoken"):
        typed.pop(name, None)
    return typed
