"""Addresses that go into messages. Names of pages live with the urls; here only how a link is made whole."""

from django.conf import settings
from django.urls import reverse

WELCOME = "patient-link"
"""Name of the page a patient's link opens; takes the token."""
GUIDE = "guide"
"""Name of the public treatment guide; takes the treatment's code."""


def link_for(token: str, language: str = "") -> str:
    """The whole address of a patient's link; the page it opens speaks `language`, else English."""
    query = {"lang": language} if language and language != settings.LANGUAGE_CODE else None
    return settings.BASE_URL + reverse(WELCOME, args=[token], query=query)


def guide_for(treatment: str) -> str:
    """The whole address of a treatment's guide."""
    return settings.BASE_URL + reverse(GUIDE, args=[treatment])
