"""The key that signs sessions and links: given, or on an embedded installation made once and kept."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LEAST_KEY = 50
"""Characters of a secret key: what Django itself makes."""


def secret_key(given: str, folder: Path, *, must_be_given: bool) -> str:
    """SECRET_KEY, or where it need not be given the one kept in `folder`/secret_key (made on first use)."""
    if given and must_be_given and len(given) < LEAST_KEY:
        raise ImproperlyConfigured(f"SECRET_KEY must have at least {LEAST_KEY} random characters.")
    if given:
        return given
    if must_be_given:
        raise ImproperlyConfigured("SECRET_KEY must be set when PRODUCTION=1 or DATABASE_URL is set.")
    try:
        return _kept_key(folder / "secret_key")
    except OSError as error:
        raise ImproperlyConfigured(
            f"{folder} cannot be written ({error.strerror}). Give another DATA_DIR, or a SECRET_KEY."
        ) from None


def _kept_key(kept: Path) -> str:
    """The key in this file, made where there is none yet. Raises OSError where it can be neither."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # Exclusive and 0600 from the first byte: two processes starting at once agree on one key.
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return kept.read_text().strip()
