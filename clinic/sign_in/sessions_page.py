"""`/account/sessions/`: where one is signed in, and how to sign out from here what was left open there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from clinic import audit
from clinic.policy import methods, staff
from clinic.roles import EVERYONE
from clinic.sign_in import open_sessions
from clinic.sign_in.browser_names import short_name

OTHERS = "others"
ENDED = "Signed out there. What is on that screen opens nothing any more."


@staff(*EVERYONE)
@methods("GET", "POST")
def sessions(request: HttpRequest) -> HttpResponse:
    """The person's own sessions; a POST names one to end, or `others`."""
    if request.method == "POST":
        return _end(request, request.POST.get("end", ""))
    here = request.session.session_key
    rows = [
        {
            "name": session.name,
            "browser": short_name(session.browser),
            "began_at": session.began_at,
            "seen_at": session.seen_at,
            "is_here": session.key == here,
        }
        for session in open_sessions.of(request.user)
    ]
    return render(request, "clinic_pages/sessions.html", {"rows": rows, "others": len(rows) > 1})


def _end(request: HttpRequest, name: str) -> HttpResponse:
    here = request.session.session_key
    if name == OTHERS:
        ended = open_sessions.end_others(request.user, here)
    else:
        ended = open_sessions.end(request.user, name, keep=here)
    if ended:
        audit.record("sign-out", request=request, target="another session")
        messages.success(request, ENDED, extra_tags="good")
    return redirect("sessions")
