"""What allauth keeps of second factors, locked: the app's secret and the seed of the recovery codes.

A passkey leaves only a public key here, which is no secret. The key is derived from MFA_KEY; MFA_KEYS_OLD
still open what they locked, so that a key can be changed without everybody enrolling again.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from clinic.models import User


class SecondFactors(DefaultMFAAdapter):
    """allauth's adapter. What cannot be unlocked (altered, or another key) fits no code ever typed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is not right, or it was used already. Wait for the next one.",
        "damaged": "This code is not right, or what is stored of your second factor is damaged. "
        "If the next one is not right either, ask the clinic lead to reset your second factor.",
        "unverified": "This passkey asked for no fingerprint, face or PIN: use your password.",
        "copied": "This passkey may have been copied: its count of uses went back. It was refused. "
        "Sign in another way, remove it, and tell the clinic lead.",
    }

    def encrypt(self, text: str) -> str:
        return _locks(settings.MFA_KEY, *settings.MFA_KEYS_OLD).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ValidationError for what was altered, was locked with another key or is no text at all."""
        try:
            locks = _locks(settings.MFA_KEY, *settings.MFA_KEYS_OLD)
            return locks.decrypt(encrypted_text.encode()).decode()
        except (InvalidToken, AttributeError):
            raise self.validation_error("incorrect_code") from None

    def get_totp_issuer(self) -> str:
        return settings.CLINIC_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        # The host of BASE_URL, not the one this request asked for: a passkey belongs to one name.
        return {"id": settings.BASE_HOST, "name": settings.CLINIC_NAME}

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return "Passkey"


@lru_cache(maxsize=4)
def _locks(*keys: str) -> MultiFernet:
    """The first key locks; each opens."""
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"consultready second factor")
    return urlsafe_b64encode(derive.derive(key.encode()))
