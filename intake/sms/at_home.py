"""Phone messages that leave no machine: for a first look, for tests, and for a clinic without a provider."""

import itertools
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

_count = itertools.count(1)


class FileSms:
    """Each text in a file of its own, in SMS_FILE_PATH."""

    def send(self, to: str, text: str) -> str:
        """Write the file; its name is the reference."""
        folder = Path(settings.SMS_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}-{next(_count)}.txt"
        (folder / name).write_text(f"To: {to}\n\n{text}\n", encoding="utf-8")
        return name


class ConsoleSms:
    """Each text on the standard output."""

    def send(self, to: str, text: str) -> str:
        """Print it; there is nothing to refer to."""
        sys.stdout.write(f"To: {to}\n\n{text}\n{'-' * 79}\n")
        sys.stdout.flush()
        return ""
