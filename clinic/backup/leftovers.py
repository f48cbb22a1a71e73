"""Folders and files of a backup under way, and of one that was killed: the next one takes those away.

Whoever works holds a lock on what it made, and the system lets go of the lock of a process that died.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

WORK = "backup-work-"
PART = ".part"


@contextmanager
def work_folder() -> Iterator[Path]:
    """A private folder in DATA_DIR, gone afterwards. It may hold data in clear, as DATA_DIR itself does."""
    with _alone():
        for old in settings.DATA_DIR.glob(f"{WORK}*"):
            _remove_if_nobodys(old)
        folder = Path(tempfile.mkdtemp(prefix=WORK, dir=settings.DATA_DIR))
        held = os.open(folder, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


@contextmanager
def new_part(target: Path, like: str) -> Iterator[tuple[Path, BinaryIO]]:
    """`target`.part, new and open to write (0600), gone afterwards unless renamed. Raises OSError. What
    `like` names in the folder and nobody holds is taken away."""
    part = target.with_name(target.name + PART)
    with _alone():
        for old in target.parent.glob(like + PART):
            _remove_if_nobodys(old)
        held = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        with open(held, "wb") as out:
            yield part, out
    finally:
        part.unlink(missing_ok=True)


def _remove_if_nobodys(old: Path) -> None:
    with contextlib.suppress(OSError):
        held = os.open(old, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        finally:
            os.close(held)


@contextmanager
def _alone() -> Iterator[None]:
    """So that nobody takes away what was made a moment ago and is not held yet."""
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(settings.DATA_DIR / "backup.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
