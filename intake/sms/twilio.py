"""Phone messages through Twilio: one POST to its Messages resource (API 2010-04-01).

The account's token goes to the address of the settings and nowhere else: redirects are not followed.
"""

import requests
from django.conf import settings

from intake.sms import SmsAway, SmsRefused, SmsUnanswered

BUSY = 429
"""Too many requests: the one 4xx that means "later"."""


class TwilioSms:
    """The account, its token, the sender and the address of the service, from the settings."""

    def send(self, to: str, text: str) -> str:
        """Hand a text over. Returns Twilio's SID of the message."""
        answer = self._ask({"To": to, "From": settings.SMS_FROM, "Body": text})
        if answer.status_code == BUSY or answer.status_code >= 500:
            raise SmsAway(str(answer.status_code))
        if answer.status_code not in (200, 201):
            raise SmsRefused(_code_of(answer))
        return str(_read(answer).get("sid", ""))[:60]

    def _ask(self, form: dict[str, str]) -> requests.Response:
        address = f"{settings.SMS_API}/2010-04-01/Accounts/{settings.SMS_ACCOUNT}/Messages.json"
        try:
            return requests.post(
                address,
                data=form,
                auth=(settings.SMS_ACCOUNT, settings.SMS_TOKEN),
                timeout=(settings.SMS_TIMEOUT, settings.SMS_TIMEOUT),
                allow_redirects=False,
            )
        except (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError) as error:
            raise SmsAway(type(error).__name__) from None
        except requests.exceptions.RequestException as error:
            raise _after(error) from None


def _after(error: requests.exceptions.RequestException) -> SmsAway | SmsUnanswered:
    """Nothing was sent where no connection came about; else the text may have arrived."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    refused = type(reason).__name__ in ("NewConnectionError", "NameResolutionError")
    return (SmsAway if refused else SmsUnanswered)(type(error).__name__)


def _code_of(answer: requests.Response) -> str:
    """Twilio's own number for what is wrong, such as 21211 for a number that is none."""
    code = _read(answer).get("code")
    return str(code) if isinstance(code, int) else str(answer.status_code)


def _read(answer: requests.Response) -> dict:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
