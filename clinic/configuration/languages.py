"""The languages a page can be read in."""

from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language, get_language_info


class NamedLanguage(NamedTuple):
    """A language's code and its own name for itself."""

    code: str
    label: str


def other_language() -> NamedLanguage:
    """The language next in the list to the one being read."""
    codes = [code for code, _ in settings.LANGUAGES]
    other = codes[(codes.index(get_language()) + 1) % len(codes)]
    return NamedLanguage(other, get_language_info(other)["name_local"].capitalize())


def language_switch() -> dict[str, str]:
    """The link to the same public page in that language, as base_patient.html shows it."""
    other = other_language()
    return {"url": f"?lang={other.code}", **other._asdict()}
