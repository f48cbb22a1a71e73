"""A patient's web session: it holds an invitation's id and the version of its access, nothing else.

What an invitation is, and whether it is still open, the intake room says through `patients_come_by`.
Until it has, every patient page is closed.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from clinic import session_limits
from clinic.session_limits import INVITATION, TABLET

VERSION, LANGUAGE = "access_version", "language"

Find = Callable[[HttpRequest, str, int], Any | None]
TurnAway = Callable[[HttpRequest], HttpResponse]

_find: Find | None = None
_turned_away: TurnAway | None = None


def patients_come_by(find: Find, turned_away: TurnAway | None = None) -> None:
    """Tell how an invitation is looked up: call it once, when the app starts.

    `find(request, invitation_id, access_version)` gives the open invitation or None; the view finds it as
    `request.invitation`. `turned_away(request)` answers where no session is open; without it, 404.
    """
    global _find, _turned_away
    _find, _turned_away = find, turned_away


def begin(
    request: HttpRequest, invitation_id: object, version: int, language: str = "", *, on_tablet: bool = False
) -> None:
    """Start a patient's session. Whoever used this browser before is signed out: a new key, nothing kept."""
    request.session.flush()
    request.session[INVITATION] = str(invitation_id)
    request.session[VERSION] = version
    if language:
        request.session[LANGUAGE] = language
    if on_tablet:
        request.session[TABLET] = True
    session_limits.begin(request)


def end(request: HttpRequest) -> None:
    """Close the patient's session; the next person on this browser starts from nothing."""
    request.session.flush()


def is_held(request: HttpRequest) -> bool:
    """Whether this browser carries a patient's session, open or not."""
    return INVITATION in request.session


def invitation_of(request: HttpRequest) -> Any | None:
    """The invitation this session belongs to, or None when it is closed, reissued or unknown."""
    if _find is None:
        return None
    return _find(request, request.session[INVITATION], request.session.get(VERSION, 0))


def turned_away(request: HttpRequest) -> HttpResponse:
    """The answer for a patient's page without an open session."""
    if _turned_away is None:
        raise Http404
    return _turned_away(request)
