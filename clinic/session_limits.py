"""How long a session lasts: idle and absolute limits for staff, and the same two, wider, for patients."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from clinic.policy import View

INVITATION = "invitation"  # the key by which a patient's session is known (see patient_sessions)
BEGAN, SEEN = "began_at", "seen_at"
# Seconds. Noting every request would be a write each; the idle limit is early by at most this much.
NOTE_EVERY = 60


class SessionLimitsMiddleware:
    """Ends a session that was idle or lasted too long, before anything is read from it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_limited(request):
            reason = why_over(request, time.time())
            if reason:
                request.sign_out_reason = reason
                logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: tuple, kwargs: dict) -> None:
        # The view says that it is a background refresh; no header or parameter can.
        if is_limited(request) and not getattr(view, "is_background", False):
            note_seen(request, time.time())


def begin(request: HttpRequest) -> None:
    """Start both clocks."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def is_limited(request: HttpRequest) -> bool:
    """Whether the session belongs to somebody: staff or patient."""
    return SESSION_KEY in request.session or INVITATION in request.session


def why_over(request: HttpRequest, now: float) -> str:
    """'idle' or 'too long' when the session is over, else empty. A session without clocks is over."""
    began, seen = request.session.get(BEGAN, 0), request.session.get(SEEN, 0)
    idle = settings.STAFF_IDLE_SECONDS if SESSION_KEY in request.session else settings.PATIENT_IDLE_SECONDS
    if now - began >= settings.SESSION_LONGEST_SECONDS:
        return "too long"
    return "idle" if now - seen >= idle else ""


def note_seen(request: HttpRequest, now: float) -> None:
    """Note that the person is there. A clock that went backwards is noted as well."""
    if abs(now - request.session.get(SEEN, 0)) >= NOTE_EVERY:
        request.session[SEEN] = int(now)
