"""A patient's web session: it holds an invitation's id and the version of its access, nothing else.

One that went on from a page to the next invitation (`go_on`) holds the one behind it, too: so the browser's
Back leads to a page that is there.

What an invitation is, and whether it is still open, the intake room says through `patients_come_by`.
Until it has, every patient page is closed.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from clinic import session_limits
from clinic.session_limits import INVITATION, TABLET

VERSION, LANGUAGE = "access_version", "language"
BEHIND = "behind"  # id and version of the invitation from whose page this session went on

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


def go_on(request: HttpRequest, invitation_id: object, version: int) -> None:
    """Go on from a page of `request.invitation` by another invitation; that one stays open behind it.

    The key is new; the language, the device and the session's clocks are not.
    """
    behind = request.invitation
    request.session.cycle_key()
    request.session[BEHIND] = [str(behind.pk), behind.access_version]
    request.session[INVITATION] = str(invitation_id)
    request.session[VERSION] = version


def end(request: HttpRequest) -> None:
    """Close the patient's session; the next person on this browser starts from nothing."""
    request.session.flush()


def is_held(request: HttpRequest) -> bool:
    """Whether this browser carries a patient's session, open or not."""
    return INVITATION in request.session


def invitation_of(request: HttpRequest, purposes: tuple[str, ...]) -> Any | None:
    """The invitation this session belongs to, or None when it is closed, reissued or unknown.

    Where that is for none of these purposes, the one behind it, if it is and is still open.
    """
    if _find is None:
        return None
    found = _find(request, request.session[INVITATION], request.session.get(VERSION, 0))
    if BEHIND not in request.session or (found and found.purpose in purposes):
        return found
    behind = _find(request, *request.session[BEHIND])
    return behind if behind and behind.purpose in purposes else found


def turned_away(request: HttpRequest) -> HttpResponse:
    """The answer for a patient's page without an open session."""
    if _turned_away is None:
        raise Http404
    return _turned_away(request)
