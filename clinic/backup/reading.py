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


class Opened:
    """A backup being read: its manifest, then its dump, once and to the end."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.manifest: dict = self._words("manifest.json", tar.next())
        self._ended = False

    def dump(self) -> Iterator[bytes]:
        """The pieces of the database in order; what they claim is settled after the last one."""
        whole, length = hashlib.sha256(), 0
        while (member := self._tar.next()) and member.name.startswith("database/"):
            piece = self._tar.extractfile(member).read()
            whole.update(piece)
            length += len(piece)
            yield piece
        if self._words("end.json", member) != {"bytes": length, "sha256": whole.hexdigest()}:
            raise ValueError("its end does not fit its content")
        self._ended = True

    def finish(self) -> None:
        """Read what nobody asked for. Raises ValueError where something stands behind the end."""
        if not self._ended:
            for _ in self.dump():
                pass
        if self._tar.next() is not None:
            raise ValueError("something stands behind its end")

    def _words(self, name: str, member: tarfile.TarInfo | None) -> dict:
        if member is None or member.name != name or member.size > LONGEST_WORDS:
            raise ValueError(f"{name} is not where it should be")
        return json.load(self._tar.extractfile(member))


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
            with tarfile.open(fileobj=clear, mode="r|") as tar:
                found = Opened(tar)
                yield found
                found.finish()
            while clear.read(65536):
                pass
        except (tarfile.TarError, EOFError, ValueError, AttributeError) as error:
            failed.append(error)
    if failed:
        raise BackupRefused(_reason(path, failed)) from failed[0]


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
        with open(pushed, "wb") as out:
            try:
                pyrage.decrypt_io(source, out, identities)
            except BrokenPipeError:
                pass  # the reader had enough
            except Exception as error:
                failed.append(error)

    at_work = threading.Thread(target=unlock, daemon=True)
    at_work.start()
    try:
        with open(pulled, "rb") as clear:
            yield clear
    finally:
        at_work.join()
