"""Reads a backup; whatever is not exactly what was written is refused before its end is reached or at it.

age seals every 64 kB and the end of the stream, so a changed, missing or added byte anywhere is an error
of its own; the length and hash at the end also refuse a file whose writer died in between.
"""

import hashlib
import json
import os
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from clinic.backup import BackupRefused, in_words

LONGEST_WORDS = 5_000_000
"""Bytes of a manifest, at most."""

DAMAGED = "{path} is damaged or not complete, and nothing of it was used ({reason})."
WRONG_KEY = "{path} was not locked for this key, or its beginning is damaged. Nothing of it was used."


class _Broken(Exception):
    """What was read is no backup, or not all of one."""


class Opened:
    """A backup being read: its manifest, then its dump, once and to the end."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.manifest: dict = self._words("manifest.json", self._next())
        self._ended = False

    def dump(self) -> Iterator[bytes]:
        """The pieces of the database in order; what they claim is settled after the last one."""
        whole, length = hashlib.sha256(), 0
        while (member := self._next()) and member.name.startswith("database/"):
            piece = self._content(member)
            whole.update(piece)
            length += len(piece)
            yield piece
        if self._words("end.json", member) != {"bytes": length, "sha256": whole.hexdigest()}:
            raise _Broken("its end does not fit its content")
        self._ended = True

    def finish(self) -> None:
        """Read what nobody asked for. Raises _Broken where something stands behind the end."""
        if not self._ended:
            for _ in self.dump():
                pass
        if self._next() is not None:
            raise _Broken("something stands behind its end")

    def _words(self, name: str, member: tarfile.TarInfo | None) -> dict:
        if member is None or member.name != name or member.size > LONGEST_WORDS:
            raise _Broken(f"{name} is not where it should be")
        try:
            return json.loads(self._content(member))
        except ValueError as error:
            raise _Broken(f"{name} cannot be read") from error

    def _next(self) -> tarfile.TarInfo | None:
        try:
            return self._tar.next()
        except (tarfile.TarError, EOFError) as error:
            raise _Broken("it ends too early") from error

    def _content(self, member: tarfile.TarInfo) -> bytes:
        try:
            return self._tar.extractfile(member).read()
        except (tarfile.TarError, EOFError, AttributeError) as error:  # a member that is no file has none
            raise _Broken("it ends too early") from error


@contextmanager
def opened(path: Path, identities: list[Any]) -> Iterator[Opened]:
    """The backup in this file. Raises BackupRefused for a wrong key and for damage, at the latest at the end
    of the block: what was read is to be believed only after it."""
    try:
        source = open(path, "rb")  # noqa: SIM115  closed below
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read: {in_words(error)}.") from error
    failed: list[BaseException] = []
    with source, _unlocked(source, identities, failed) as clear:
        try:
            found = Opened(_tar_in(clear))
            yield found
            found.finish()
            while clear.read(65536):
                pass
        except _Broken as error:
            failed.append(error)
    if failed:
        raise BackupRefused(_reason(path, failed)) from failed[0]


def _tar_in(clear: BinaryIO) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=clear, mode="r|")
    except (tarfile.TarError, EOFError) as error:
        raise _Broken("it ends too early") from error


def _reason(path: Path, failed: list[BaseException]) -> str:
    """age's own words come first where it found the damage: tar only sees that there is no more."""
    from pyrage import DecryptError

    locked = [error for error in failed if isinstance(error, DecryptError | OSError)]
    reason = in_words((locked or failed)[0])
    return (WRONG_KEY if reason == "No matching keys found" else DAMAGED).format(path=path, reason=reason)


@contextmanager
def _unlocked(source: BinaryIO, identities: list[Any], failed: list[BaseException]) -> Iterator[BinaryIO]:
    """The clear bytes; what age has to say about them is added to `failed` when the block is over."""
    import pyrage

    pulled, pushed = os.pipe()

    def unlock() -> None:
        try:
            with open(pushed, "wb") as out:
                pyrage.decrypt_io(source, out, identities)
        except Exception as error:  # a broken pipe, too: then the reader has its own reason
            failed.append(error)

    at_work = threading.Thread(target=unlock, daemon=True)
    at_work.start()
    try:
        with open(pulled, "rb") as clear:
            yield clear
    finally:
        at_work.join()
