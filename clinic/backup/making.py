"""`manage.py backup`: write, read again, compare, and only then give the file its name."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from clinic import audit
from clinic.backup import BackupRefused, engines, in_words, keys, trail
from clinic.backup.leftovers import new_part, work_folder
from clinic.backup.manifest import manifest_of
from clinic.backup.reading import opened
from clinic.backup.writing import write

NAME = "consultready-{at:%Y-%m-%dT%H-%M-%SZ}.age"
LIKE = "consultready-*.age"
OURS = re.compile(r"consultready-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.age")


@dataclass(frozen=True)
class Made:
    """A backup that was read again and holds what was counted."""

    path: Path
    manifest: dict
    size: int
    noted: bool
    """Whether the audit trail tells of it: a database that waits for its migrations may not take that."""
    removed: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        return sum(self.manifest["contents"]["rows"].values())


def make_backup(folder: Path, keep: int | None = None) -> Made:
    """Back the installation's database up into the folder; older backups beyond `keep` go once it is checked.

    Raises BackupRefused; then nothing new in the folder looks like a backup.
    """
    from pyrage import x25519

    locks = keys.recipient(settings.BACKUP_KEY)
    target = _new_name(folder)
    try:
        with work_folder() as work, new_part(target, LIKE) as (part, out):
            own = x25519.Identity.generate()  # of this run: opens this file once, then nobody has it
            manifest = _write(out, [locks, own.to_public()], work)
            _check(part, own, manifest, work)
            noted = _note(target)
            size = part.stat().st_size
            _give_name(part, target)
    except OSError as error:
        raise BackupRefused(f"No backup was made in {folder}: {in_words(error)}.") from error
    return Made(target, manifest, size, noted, _remove_older(target, keep))


def _new_name(folder: Path) -> Path:
    if not folder.is_dir():
        raise BackupRefused(f"{folder} is not a folder. Name the folder that backups are written into.")
    target = folder.resolve() / NAME.format(at=timezone.now())
    if target.exists():
        raise BackupRefused(f"{target} exists already; a backup is never written over. Try again.")
    return target


def _write(out: BinaryIO, recipients: list[Any], work: Path) -> dict:
    """Write the whole file down to the disk; returns its manifest."""
    engine, made_at = engines.of(connection.vendor), timezone.now().isoformat()
    anchor = trail.anchor()  # before the moment of the copy, so that all it knows of is in the copy
    with engine.snapshot(work) as (contents, dump):
        if not contents["rows"]:
            raise BackupRefused("There is nothing to back up: the database has no tables.")
        server = engine.server_version()
        manifest = manifest_of(contents, connection.vendor, server, made_at, anchor)
        write(out, recipients, manifest, dump)
    out.flush()
    os.fsync(out.fileno())
    if hasattr(os, "posix_fadvise"):  # read what is on the disk, not what is still in memory
        os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return manifest


def _check(part: Path, own: Any, manifest: dict, work: Path) -> None:
    with opened(part, [own]) as found:
        if found.manifest != manifest:
            raise BackupRefused("What was read again is not what was written.")
        engines.of(manifest["engine"]).check(found.manifest, found.dump(), work)


def _note(target: Path) -> bool:
    """A backup is an export of everything: without its event there is none."""
    try:
        with transaction.atomic():
            audit.record("export", role=audit.SYSTEM, target=f"backup {target.name}")
    except DatabaseError as error:
        if trail.awaits_migrations():
            return False
        raise BackupRefused(f"The audit trail cannot be written: {in_words(error)}.") from error
    return True


def _give_name(part: Path, target: Path) -> None:
    if target.exists():
        raise BackupRefused(f"{target} exists already; a backup is never written over. Try again.")
    os.rename(part, target)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _remove_older(target: Path, keep: int | None) -> tuple[str, ...]:
    """All but the new one and the latest of the others; the new one stays whatever the clock says."""
    if keep is None:
        return ()
    others = [path for path in target.parent.iterdir() if OURS.fullmatch(path.name) and path != target]
    gone = sorted(others, reverse=True)[keep - 1 :]
    for path in gone:
        path.unlink()
    return tuple(path.name for path in gone)
