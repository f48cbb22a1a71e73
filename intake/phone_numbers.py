"""A phone number as typed at the desk, in the one spelling that a phone service takes."""

from functools import lru_cache

from django.conf import settings


def e164(typed: str) -> str:
    """+12125550142 for (212) 555-0142; "" for what is no number that could take a text.

    A number without its country's code is read as one of PHONE_REGION.
    """
    return _e164(typed, settings.PHONE_REGION) if typed else ""


@lru_cache(maxsize=1000)
def _e164(typed: str, region: str) -> str:
    import phonenumbers  # a tenth of a second, for clinics that send texts

    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return ""
    if number.extension or not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
