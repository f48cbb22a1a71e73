"""Phone messages: a port with three ways out. Which one, says SMS_URL: files, the console, or a provider.

A provider's answer is one of four: taken, refused for good, away for the moment, or no answer at all, after
which nobody knows whether the message went out.
"""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

WAYS_OUT = {
    "file": "intake.sms.at_home.FileSms",
    "console": "intake.sms.at_home.ConsoleSms",
    "twilio": "intake.sms.twilio.TwilioSms",
}
"""By the name that the settings know them under."""


class Sms(Protocol):
    """One way out for phone messages."""

    def send(self, to: str, text: str) -> str:
        """Hand a text over for a number written +12125550142. Returns the reference it is known by there.

        Raises SmsRefused, SmsAway or SmsUnanswered.
        """


class SmsError(Exception):
    """A text was not taken. `told` is a few words for the desk: never the number, never the text."""

    def __init__(self, told: str = "") -> None:
        super().__init__(told)
        self.told = f"{type(self).__name__} {told}".strip()


class SmsRefused(SmsError):
    """No, and another try would hear the same: a wrong number, one that takes no texts, a closed account."""


class SmsAway(SmsError):
    """Not now: the provider is not there or has too much to do. Nothing went out."""


class SmsUnanswered(SmsError):
    """The text was handed over and no answer came: it may have gone out, so nothing tries again by itself."""


def port() -> Sms:
    """The way out that the settings name; a provider's library is imported here and not before."""
    return import_string(WAYS_OUT[settings.SMS_SERVICE])()
