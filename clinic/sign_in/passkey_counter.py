"""A passkey that was copied: its device counts signatures, and of two copies one falls behind.

allauth and fido2 check the signature and leave the counter alone. WebAuthn level 2, section 7.2, step 22: a
count that is not above the last one says that there may be two. Passkeys kept by a phone or a password store
count nothing and always say 0; of those a copy cannot be told.
"""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from fido2.webauthn import AuthenticationResponse, AuthenticatorData

KEPT = "counter"
"""Beside the credential in the row's data. Without it the count told when the passkey was added."""


def went_on(factor: Authenticator, credential: Mapping[str, Any]) -> bool:
    """Keep the count of this use, whose signature was right; False, and nothing kept, where it went back.

    Under the row's lock: of two copies used at once one is second.
    """
    told = _written_by_the_device(credential).counter
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=factor.pk)
        last = row.data.get(KEPT, row.wrap().authenticator_data.counter)
        if told <= last and (told, last) != (0, 0):
            return False
        row.data[KEPT] = told
        row.save(update_fields=["data"])
    return True


def is_verified(credential: Mapping[str, Any]) -> bool:
    """Whether the device asked for a finger, a face or a PIN."""
    return _written_by_the_device(credential).is_user_verified()


def _written_by_the_device(credential: Mapping[str, Any]) -> AuthenticatorData:
    return AuthenticationResponse.from_dict(credential).response.authenticator_data
