"""What an installation with patients' data must have said, each refusal one sentence that names the variable.

Settings that every installation needs are refused where they are read (clinic/settings.py).
"""

from django.core.exceptions import ImproperlyConfigured

from clinic.configuration.secret_key import LEAST_KEY

SQLITE = "sqlite:"
"""A DATABASE_URL that says: the file in DATA_DIR is meant."""

# security.W005, W021: HSTS for subdomains and browsers' preload lists bind every other host of the clinic's
# domain, which are not this installation's to decide about; the proxy of the whole domain may add both.
SILENCED = ["security.W005", "security.W021"]


def refuse_unsafe(
    *, base_url: str, database_url: str, secret_key: str, keys: dict[str, str], mail_url: str, sms_url: str
) -> None:
    """Raise ImproperlyConfigured for the first thing that is missing or unsafe.

    `keys` are the other keys by the name of their variable; an empty one was not given.
    """
    if not base_url.startswith("https://"):
        raise ImproperlyConfigured("BASE_URL must start with https:// when PRODUCTION=1, on localhost, too.")
    if not database_url:
        raise ImproperlyConfigured(
            "DATABASE_URL must be set when PRODUCTION=1: postgresql://… or, for the file in DATA_DIR, sqlite:"
        )
    _refuse_keys(secret_key, keys)
    if not mail_url:
        raise ImproperlyConfigured(
            "EMAIL_URL must be set when PRODUCTION=1: patients' links go by mail. Write smtp+tls://…"
        )
    for name, url in (("EMAIL_URL", mail_url), ("SMS_URL", sms_url)):
        if url.startswith("console:"):
            raise ImproperlyConfigured(
                f"{name} must not be console: when PRODUCTION=1: patients' links would stand in the log."
            )


def _refuse_keys(secret_key: str, keys: dict[str, str]) -> None:
    for name, key in keys.items():
        if key and key == secret_key:
            raise ImproperlyConfigured(f"{name} must differ from SECRET_KEY: one leak would be two.")
        if key and len(key) < LEAST_KEY:
            raise ImproperlyConfigured(f"{name} must have at least {LEAST_KEY} random characters.")
    if not keys["AUDIT_KEY"]:
        raise ImproperlyConfigured(
            "AUDIT_KEY must be set when PRODUCTION=1: a key of its own for the audit trail. "
            "If the trail was written without one, put the SECRET_KEY of that time into AUDIT_KEYS_OLD."
        )
