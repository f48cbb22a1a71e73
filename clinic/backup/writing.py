"""Writes a backup: pieces in, locked file out, never more than a piece in memory."""

import hashlib
import io
import json
import os
import tarfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from clinic.backup import BackupRefused, in_words

PIECE = 8_000_000
"""Bytes of the database in one member of the tar."""


def write(into: BinaryIO, recipients: list[Any], manifest: dict, dump: Iterable[bytes]) -> None:
    """Lock the manifest and the dump into the open file. Raises BackupRefused, what was written is then
    no backup."""
    with _locking(into, recipients) as out, tarfile.open(fileobj=out, mode="w|") as tar:
        _add(tar, "manifest.json", json.dumps(manifest, indent=1).encode())
        whole, length = hashlib.sha256(), 0
        for number, piece in enumerate(_pieces(dump), 1):
            _add(tar, f"database/{number:06}", piece)
            whole.update(piece)
            length += len(piece)
        _add(tar, "end.json", json.dumps({"bytes": length, "sha256": whole.hexdigest()}).encode())


def _pieces(dump: Iterable[bytes]) -> Iterator[bytes]:
    kept = bytearray()
    for some in dump:
        kept += some
        while len(kept) >= PIECE:
            yield bytes(kept[:PIECE])
            del kept[:PIECE]
    if kept:
        yield bytes(kept)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


@contextmanager
def _locking(into: BinaryIO, recipients: list[Any]) -> Iterator[BinaryIO]:
    """A file whose bytes come out locked in `into`: age pulls, tar pushes, so a pipe lies between them."""
    import pyrage

    pulled, pushed = os.pipe()
    failed: list[BaseException] = []

    def lock() -> None:
        with open(pulled, "rb") as source:
            try:
                pyrage.encrypt_io(source, into, recipients)
            except Exception as error:
                failed.append(error)

    at_work = threading.Thread(target=lock, daemon=True)
    at_work.start()
    try:
        with open(pushed, "wb") as out:
            yield out
    except BrokenPipeError as error:  # the other end has failed; its own words are the better ones
        at_work.join()
        raise BackupRefused(f"It could not be written: {in_words((failed or [error])[0])}.") from error
    finally:
        at_work.join()
    if failed:
        raise BackupRefused(f"It could not be written: {in_words(failed[0])}.") from failed[0]
