"""How long a session lasts: idle and absolute limits for staff, and the same two, wider, for patients.

On the clinic's own tablet a patient's is the shortest: whoever picks it up next is somebody else.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from clinic.policy import View

INVITATION = "invitation"  # the key by which a patient's session is known (see patient_sessions)
TABLET = "on_tablet"
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
                request.sign_out_reason, request.was_on_tablet = reason, is_on_tablet(request)
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
    if now - began >= settings.SESSION_LONGEST_SECONDS:
        return "too long"
    return "idle" if now - seen >= idle_limit(request) else ""


def idle_limit(request: HttpRequest) -> int:
    """Seconds this session may be idle."""
    if SESSION_KEY in request.session:
        return settings.STAFF_IDLE_SECONDS
    if is_on_tablet(request):
        return settings.TABLET_IDLE_SECONDS + settings.TABLET_GRACE_SECONDS
    return settings.PATIENT_IDLE_SECONDS


def is_on_tablet(request: HttpRequest) -> bool:
    """Whether a patient's session is on the clinic's own device, or was until this very request."""
    held = INVITATION in request.session and request.session.get(TABLET, False)
    return held or getattr(request, "was_on_tablet", False)


def note_seen(request: HttpRequest, now: float) -> None:
    """Note that the person is there. A clock that went backwards is noted as well."""
    # A tablet's limit is too short to be early by a minute.
    if abs(now - request.session.get(SEEN, 0)) >= (1 if is_on_tablet(request) else NOTE_EVERY):
        request.session[SEEN] = int(now)
