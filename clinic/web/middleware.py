"""What every request and every answer gets: a number, limits, headers, a language."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from clinic import patient_sessions
from clinic.policy import View, policy_of
from clinic.web.errors import bad_request, too_large
from clinic.web.request_body import CUT_OFF
from clinic.web.request_names import request_id

Next = Callable[[HttpRequest], HttpResponse]

HEADERS = {
    "Content-Security-Policy": settings.CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        "screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"
    ),
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


class RequestIdMiddleware:
    """Gives each request a number that stands in the audit trail, the log and the answer.

    A number sent by the client is ignored: it could be used to make two people's events look like one's.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex
        within = request_id.set(request.request_id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(within)
        response.headers["X-Request-ID"] = request.request_id
        return response


class SecurityHeadersMiddleware:
    """The constant headers, and no-store on every page but those that are the same for everybody."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if not _is_static_file(request, response):
            response.headers["Cache-Control"] = _cache_control(request, response)
        return response


class BoundedRequestMiddleware:
    """Turns away what no page of ours can use: a body over the limit or cut off, a NUL in the address or a
    cookie.

    PostgreSQL refuses a NUL in any text, so one in the session cookie would otherwise be a 500.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _declared_length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return too_large(request)
        if request.META.get(CUT_OFF):
            return bad_request(request)
        if _has_nul(request):
            raise SuspiciousOperation("NUL in the address or a cookie")
        return self.get_response(request)


class LanguageMiddleware:
    """Patient pages speak the language asked for, staff pages English.

    The language comes from `?lang=` or, within a patient's session, from that session: never from a
    cookie, and only out of the listed languages.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _speak(request, _chosen_language(request))
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response

    def process_view(self, request: HttpRequest, view: View, args: tuple, kwargs: dict) -> None:
        policy = policy_of(view)
        if policy and not policy.follows_language:
            _speak(request, settings.LANGUAGE_CODE)


def _speak(request: HttpRequest, language: str) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = language


def _chosen_language(request: HttpRequest) -> str:
    asked, listed = request.GET.get("lang", ""), dict(settings.LANGUAGES)
    held = patient_sessions.is_held(request)
    kept = request.session.get(patient_sessions.LANGUAGE, "") if held else ""
    if asked not in listed:
        return kept if kept in listed else settings.LANGUAGE_CODE
    if held and asked != kept:
        request.session[patient_sessions.LANGUAGE] = asked
    return asked


def _declared_length(request: HttpRequest) -> int:
    """Bytes the client announced; a body without a length is read as empty by Django."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isascii() and told.isdigit() else 0


def _has_nul(request: HttpRequest) -> bool:
    query = [text for name, values in request.GET.lists() for text in (name, *values)]
    return any("\0" in text for text in (request.path, *query, *request.COOKIES.values()))


def _is_static_file(request: HttpRequest, response: HttpResponse) -> bool:
    """A file that WhiteNoise answered before any view was looked up; it says itself how long it keeps."""
    return request.resolver_match is None and "Cache-Control" in response.headers


def _cache_control(request: HttpRequest, response: HttpResponse) -> str:
    """`public` only for a page marked so, asked for by a visitor without a session and setting no cookie."""
    policy = policy_of(request.resolver_match.func) if request.resolver_match else None
    seconds = policy.cache_seconds if policy else 0
    is_visitor = settings.SESSION_COOKIE_NAME not in request.COOKIES and not response.cookies
    if seconds and is_visitor and response.status_code == 200:
        return f"public, max-age={seconds}"
    return "no-store"
