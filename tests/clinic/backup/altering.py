"""Backups that nobody made: another manifest around the same database."""

from collections.abc import Callable
from pathlib import Path

from pyrage import x25519

from clinic.backup.keys import identities
from clinic.backup.reading import opened
from clinic.backup.writing import write


def read(path: Path, identity_file: Path) -> tuple[dict, bytes]:
    """Manifest and database of a backup."""
    with opened(path, identities(identity_file)) as found:
        return found.manifest, b"".join(found.dump())


def altered(path: Path, identity_file: Path, public: str, change: Callable[[dict], object]) -> Path:
    """A file beside it, well locked, whose manifest says something else."""
    manifest, dump = read(path, identity_file)
    change(manifest)
    other = path.with_name("altered.age")
    with open(other, "wb") as out:
        write(out, [x25519.Recipient.from_str(public)], manifest, [dump])
    return other
