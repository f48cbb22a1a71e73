"""The clinic's pair of keys: the public one locks every backup, the secret one is kept away from the server.

Both are written as age writes them, so that its own program reads them too.
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clinic.backup import BackupRefused, in_words

NO_KEY = (
    "BACKUP_KEY is not set, and a backup is never written in clear. On a machine that is not the server run "
    "'manage.py backupkey FILE', keep that file there, and give the server BACKUP_KEY=age1… as it printed it."
)


def checked_public(text: str) -> str:
    """BACKUP_KEY as given, empty where there is none. Raises ValueError with the reason."""
    if text.upper().startswith("AGE-SECRET-KEY"):
        raise ValueError("BACKUP_KEY must be the public key (age1…): the secret one opens every backup.")
    if text:
        _recipient(text)
    return text


def recipient(text: str) -> Any:
    """The key to lock with. Raises BackupRefused where none is set."""
    if not text:
        raise BackupRefused(NO_KEY)
    return _recipient(text)


def make_pair(kept_in: Path) -> str:
    """Write a new secret key into a file that was not there (0600); returns the public key."""
    from pyrage import x25519

    secret = x25519.Identity.generate()
    lines = (
        f"# created: {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n# public key: {secret.to_public()}\n{secret}\n"
    )
    try:
        with open(os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(lines)
    except FileExistsError:
        raise BackupRefused(f"{kept_in} exists already; no key is ever written over another.") from None
    except OSError as error:
        raise BackupRefused(f"{kept_in} cannot be written: {in_words(error)}.") from error
    return str(secret.to_public())


def identities(kept_in: Path) -> list[Any]:
    """The secret keys in a file of `make_pair` or of age-keygen. Raises BackupRefused."""
    from pyrage import IdentityError, x25519

    try:
        lines = [line.strip() for line in kept_in.read_text(encoding="utf-8").splitlines()]
        found = [x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except OSError as error:
        raise BackupRefused(f"The key file {kept_in} cannot be read: {in_words(error)}.") from error
    except (IdentityError, ValueError):
        raise BackupRefused(f"{kept_in} is not a key file: it needs a line AGE-SECRET-KEY-1….") from None
    if not found:
        raise BackupRefused(f"{kept_in} holds no key: it needs a line AGE-SECRET-KEY-1….")
    return found


def _recipient(text: str) -> Any:
    from pyrage import RecipientError, x25519

    try:
        return x25519.Recipient.from_str(text)
    except RecipientError:
        raise ValueError("BACKUP_KEY must be a public key of age as manage.py backupkey prints it.") from None
