"""What every page is given besides its own context: the clinic's name and numbers, and the staff's menu."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from clinic.models import EmergencyAccess, User
from clinic.people.emergency import open_now
from clinic.policy import policy_of

# Addresses by name, in the order of the menu; a room that is not there yet has no line.
MENU = (
    ("today", "Today"),
    ("review-queue", "Review"),
    ("patients", "Patients"),
    ("recalls", "Recall"),
    ("protocols", "Protocols"),
    ("emergencies", "Emergency"),
    ("audit", "Audit"),
    ("people", "People"),
    ("clinic-hours", "Hours"),
)

# Pages that stand below a line by what they are for, though their address begins otherwise.
BELOW = (
    ("review-queue", r"/visits/[^/]+/(summary|sign|ask-for-more)"),
    ("today", r"/visits/"),
    ("patients", r"/courses/"),
)

_counts: dict[str, Callable[[User], int | None]] = {}


def counts_beside(name: str, count: Callable[[User], int | None]) -> None:
    """Let a menu line carry a number. `count` is asked once a page, only for people who see the line."""
    _counts[name] = count


def site(request: HttpRequest) -> dict[str, Any]:
    """The context processor. Costs no query for a visitor, and none for staff on a page without a menu."""
    return {
        **about_the_clinic(),
        "without_second_factor": getattr(request, "without_second_factor", False),
        "staff_nav": SimpleLazyObject(lambda: staff_menu(request)),
        "emergencies": SimpleLazyObject(lambda: emergency_accesses(request)),
    }


def about_the_clinic() -> dict[str, str | bool]:
    """What is the same on every page, whoever reads it."""
    return {
        "clinic_name": settings.CLINIC_NAME,
        "clinic_phone": settings.CLINIC_PHONE,
        "emergency_number": settings.EMERGENCY_NUMBER,
        "example_data": settings.EXAMPLE_DATA,
    }


def staff_menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu as the page shows it; empty for everybody but staff."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [
        {"label": label, "url": url, "current": _current(request, name, url), "count": _count(name, user)}
        for name, label, url in open_to(user)
    ]


def emergency_accesses(request: HttpRequest) -> list[EmergencyAccess]:
    """What stands on every page of somebody who reads by an emergency access."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return open_now(user, timezone.now())


def open_to(user: User) -> list[tuple[str, str, str]]:
    """(name, label, url) of the menu's lines this person may open, by each page's own policy."""
    lines = ((name, label, _address(name)) for name, label in MENU)
    return [line for line in lines if line[2] and may_open(user, line[2])]


def may_open(user: User, url: str) -> bool:
    """Whether the page's policy lets this person in."""
    policy = policy_of(_view_at(url, settings.ROOT_URLCONF))
    return policy is not None and policy.kind == "staff" and user.has_role(*policy.roles)


@lru_cache(maxsize=64)
def _view_at(url: str, urlconf: str) -> Callable:
    """Which view an address leads to: code, the same for everybody. Who may open it is asked each time."""
    return resolve(url, urlconf).func


def _current(request: HttpRequest, name: str, url: str) -> str:
    """aria-current of a line: "page" on its own page, "true" on a page below it, else empty."""
    if request.path == url:
        return "page"
    below = next((line for line, pattern in BELOW if re.match(pattern, request.path)), "")
    return "true" if request.path.startswith(url) or below == name else ""


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _count(name: str, user: User) -> int | None:
    count = _counts.get(name)
    return count(user) if count else None
