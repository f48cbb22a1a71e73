"""How a link is made whole, for messages and for lists. Names of pages live with the urls."""

from functools import cache, lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import reverse

WELCOME = "patient-link"
"""Name of the page a patient's link opens; takes the token."""
GUIDE = "guide"
"""Name of the public treatment guide; takes the treatment's code."""


def link_for(token: str, language: str = "", to: str = "") -> str:
    """The whole address of a patient's link; the page it opens speaks `language`, else English.

    `to` names what it leads to beyond the first page, once the date of birth is given.
    """
    query = _spoken(language) | ({"to": to} if to else {})
    return settings.BASE_URL + reverse(WELCOME, args=[token], query=query)


def guide_for(treatment: str, language: str = "") -> str:
    """The whole address of a treatment's guide in that language, else in English."""
    return settings.BASE_URL + guide_page(treatment, language)


@lru_cache(maxsize=100)
def guide_page(treatment: str, language: str = "") -> str:
    """The guide's address on this site."""
    return reverse(GUIDE, args=[treatment], query=_spoken(language))


def _spoken(language: str) -> dict[str, str]:
    """What an address says behind it for its page to speak `language`; English needs no word."""
    return {"lang": language} if language and language != settings.LANGUAGE_CODE else {}


def page_of(name: str, key: UUID) -> str:
    """The page of that name about one row, for lists: `reverse` searches all addresses, here once a name."""
    before, after = _around(name)
    return f"{before}{key}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    any_key = str(UUID(int=0))
    before, _, after = reverse(name, args=[any_key]).partition(any_key)
    return before, after
