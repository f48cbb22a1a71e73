"""The languages a page can be read in."""

from django.conf import settings
from django.utils.translation import get_language, get_language_info


def other_language() -> dict[str, str]:
    """Code and own name of the language next in the list to the one being read."""
    codes = [code for code, _ in settings.LANGUAGES]
    other = codes[(codes.index(get_language()) + 1) % len(codes)]
    return {"code": other, "label": get_language_info(other)["name_local"].capitalize()}


def language_switch() -> dict[str, str]:
    """The link to the same public page in that language, as base_patient.html shows it."""
    other = other_language()
    return {"url": f"?lang={other['code']}", **other}
