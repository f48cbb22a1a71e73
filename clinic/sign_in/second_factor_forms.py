"""allauth's forms for second factors: in this site's words, a code counts once, a failure is kept."""

import logging
from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as code_forms
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

from clinic import audit
from clinic.models import User
from clinic.sign_in import passkey_counter
from clinic.sign_in.second_factor_secrets import SecondFactors

log = logging.getLogger(__name__)

WITH_CODES = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
LONGEST_CODE = 20
LONGEST_NAME = 60
# What the libraries raise for a credential that no browser made.
ODD = (AttributeError, KeyError, TypeError, ValueError)
# A code fits in its own half minute and, for clocks that differ, in the ones beside it.
CODE_LIFE_SECONDS = (2 * settings.MFA_TOTP_TOLERANCE + 1) * 30


class _Code:
    """One box for a code, as the phone shows it."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["code"]
        box.label, box.max_length = "Code", LONGEST_CODE
        box.widget = forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": LONGEST_CODE}
        )
        box.validators.append(_fits)


class UseCodeForm(_Code, code_forms.AuthenticateForm):
    """Sign-in by the app's code or a recovery code."""

    def clean_code(self) -> str:
        """As allauth's, which would stop at a row that cannot be read and never try the next."""
        forget_tries, code = check_rate_limit(self.user), self.cleaned_data["code"]
        factors = list(Authenticator.objects.filter(user=self.user, type__in=WITH_CODES).order_by("-type"))
        self.authenticator, damaged = _first_that_fits(factors, code)
        if self.authenticator is None:
            for factor in factors[:1]:
                self._emit_authentication_failed(factor)
            raise SecondFactors().validation_error("damaged" if damaged else "incorrect_code")
        self.authenticator.user = self.user
        forget_tries()
        if self.authenticator.type == Authenticator.Type.TOTP:
            _use_once(self.user, code)
        return code


class AddAppForm(_Code, app_forms.ActivateTOTPForm):
    """Enrols an app. Until its first code the secret waits in the web session, locked like in its table."""

    def __init__(self, *args, **kwargs) -> None:
        session = context.request.session
        waiting = session.get(SECRET_SESSION_KEY)
        if waiting:
            session[SECRET_SESSION_KEY] = _unlocked(waiting)
        super().__init__(*args, **kwargs)
        session[SECRET_SESSION_KEY] = encrypt(self.secret)

    def clean_code(self) -> str:
        code = super().clean_code()
        _use_once(self.user, code)
        return code


class _Credential(forms.JSONField):
    """What the browser tells of a passkey; allauth's own fails at JSON without end, nested or in digits."""

    def to_python(self, value: Any) -> Any:
        try:
            told = super().to_python(value)
        except (RecursionError, ValueError):
            told = None
        if not isinstance(told, dict):
            raise SecondFactors().validation_error("incorrect_code")
        return told

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Shown again as it came: nobody reads it, the next press of the button writes another."""
        return InvalidJSONInput(data or "")


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
    credential = _Credential(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label, name.max_length, name.required = "Name of this passkey", LONGEST_NAME, False
        name.widget.attrs["maxlength"] = LONGEST_NAME
        name.validators.append(_fits_name)
        alone.label, alone.initial = "Sign in with it alone, without the password", True
        alone.help_text = "It then asks for your fingerprint, face or PIN each time."

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except ODD:
            raise SecondFactors().validation_error("incorrect_code") from None


class _Passkey:
    """A passkey that does not fit is an event, as a wrong password is; so is one that may be a copy."""

    copied = ""
    """What the page says instead of its own words, set where the passkey may be a copy."""

    def clean_credential(self) -> Authenticator:
        told = self.cleaned_data["credential"]
        try:
            factor = super().clean_credential()
            is_copy = not passkey_counter.went_on(factor, told)
        except (ValidationError, *ODD) as error:
            self._refuse(self.user, "passkey")
            if isinstance(error, ValidationError):
                raise
            raise SecondFactors().validation_error("incorrect_code") from None
        if is_copy:
            self._refuse(factor.user, "passkey, counter went back")
            self.copied = SecondFactors.error_messages["copied"]
            raise SecondFactors().validation_error("copied")
        return factor

    def _refuse(self, person: User | None, target: str) -> None:
        audit.record("sign-in", outcome="deny", by=person, request=context.request, target=target)


class UsePasskeyForm(_Passkey, passkey_forms.AuthenticateWebAuthnForm):
    credential = _Credential(widget=forms.HiddenInput)


class SignInByPasskeyForm(_Passkey, passkey_forms.LoginWebAuthnForm):
    credential = _Credential(widget=forms.HiddenInput)


class AgainByPasskeyForm(_Passkey, passkey_forms.ReauthenticateWebAuthnForm):
    """Instead of the password, so only where the device asked for a finger, a face or a PIN.

    A key that stays in the computer is pressed by whoever finds the screen open.
    """

    credential = _Credential(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        told = self.cleaned_data["credential"]
        factor = super().clean_credential()
        if not passkey_counter.is_verified(told):
            self._refuse(self.user, "passkey, person not verified")
            raise SecondFactors().validation_error("unverified")
        return factor


def _first_that_fits(factors: list[Authenticator], code: str) -> tuple[Authenticator | None, bool]:
    """The factor; and whether a row could not be read: altered, or locked with a key that is gone."""
    damaged = False
    for factor in factors:
        try:
            if factor.wrap().validate_code(code):
                return factor, damaged
        except (ValidationError, *ODD):
            log.error("a second factor's row cannot be read: %s", factor.type)
            damaged = True
    return None, damaged


def _use_once(person: User, code: str) -> None:
    """Raise ValidationError for a code this person used before. In the cache all processes share."""
    digits = "".join(character for character in code if character.isalnum())
    if not cache.add(f"second-factor-code:{person.pk}:{digits}", True, timeout=CODE_LIFE_SECONDS):
        raise SecondFactors().validation_error("incorrect_code")


def _unlocked(text: str) -> str | None:
    try:
        return decrypt(text)
    except ValidationError:
        return None  # a new one is made


def _fits(code: Any) -> None:
    if len(code) > LONGEST_CODE or not code.isascii():
        raise SecondFactors().validation_error("incorrect_code")


def _fits_name(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise ValidationError(f"Use at most {LONGEST_NAME} characters.")
