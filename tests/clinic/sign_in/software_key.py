"""A security key in software: makes a passkey and signs with it, and counts as it is told."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from clinic.models import User

ID = b"software key 001"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class SoftwareKey:
    flags: int = PRESENT | VERIFIED
    secret: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def added_to(self, person: User, counter: int = 0) -> Authenticator:
        """The row that adding it on the page leaves."""
        public = ES256.from_cryptography_key(self.secret.public_key())
        told = AttestedCredentialData.create(b"\0" * 16, ID, public)
        data = AuthenticatorData.create(_site(), self.flags | ATTESTED, counter, told)
        response = {
            "clientDataJSON": written(_client("webauthn.create", written(b"once"))),
            "attestationObject": written(bytes(AttestationObject.create("none", data, {}))),
        }
        row = Authenticator(
            user=person, type="webauthn", data={"name": "Key", "credential": _credential(response)}
        )
        return Authenticator.objects.bulk_create([row])[0]

    def signed(self, options: dict[str, Any], counter: int, person: User) -> str:
        """The answer to a page's options, as the page's script writes it into the form."""
        client = _client("webauthn.get", options["publicKey"]["challenge"])
        data = bytes(AuthenticatorData.create(_site(), self.flags, counter))
        response = {
            "clientDataJSON": written(client),
            "authenticatorData": written(data),
            "signature": written(self.secret.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))),
            "userHandle": written(_handle(person)),
        }
        return json.dumps(_credential(response))


def _credential(response: dict[str, str]) -> dict[str, Any]:
    return {
        "id": written(ID), "rawId": written(ID), "type": "public-key", "response": response,
        "clientExtensionResults": {"credProps": {"rk": True}},
    }  # fmt: skip


def _client(kind: str, challenge: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": settings.BASE_URL}).encode()


def _site() -> bytes:
    return sha256(settings.BASE_HOST.encode()).digest()


def _handle(person: User) -> bytes:
    from allauth.account.utils import user_pk_to_url_str

    return user_pk_to_url_str(person).encode()
