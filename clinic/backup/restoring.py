"""`manage.py restore`: all is read and compared before anything is written, and looked at afterwards."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.module_loading import import_string

from clinic import append_only, audit
from clinic.backup import BackupRefused, engines, in_words, trail
from clinic.backup.leftovers import work_folder
from clinic.backup.manifest import contents_of, differences, refuse_unfit
from clinic.backup.reading import opened


@dataclass(frozen=True)
class Restored:
    """What was found in the restored database."""

    manifest: dict
    migrated: bool
    guards: int
    """Tables with rows that the database refuses to change."""
    chain: str


def restore(path: Path, identities: list[Any]) -> Restored:
    """Put a backup into the installation's empty database. Raises BackupRefused.

    Up to and with the comparing nothing is written to the database; a message from after that says so.
    """
    engine = engines.of(connection.vendor)
    try:
        with work_folder() as work:
            engine.refuse_filled()
            manifest = _look_through(path, identities, engine, work)
            with opened(path, identities) as found:
                engine.put_back(work, found.dump())
    except OSError as error:
        raise BackupRefused(f"Nothing was restored: {in_words(error)}.") from error
    _refuse_different(manifest)
    migrated = trail.awaits_migrations()
    call_command("migrate", verbosity=0, interactive=False)
    append_only.install()
    if lost := append_only.missing_triggers():
        raise BackupRefused(f"Restored, but do not use it: protection of records lost: {', '.join(lost)}.")
    chain = trail.verified(manifest["anchor"])
    _begin_again(manifest)
    return Restored(manifest, migrated, len(append_only.registered()), chain)


def _look_through(path: Path, identities: list[Any], engine: Any, work: Path) -> dict:
    """Read the file to its end and compare its database with its manifest."""
    with opened(path, identities) as found:
        refuse_unfit(found.manifest, connection.vendor, engine.server_version())
        engine.check(found.manifest, found.dump(), work)
    return found.manifest


def _refuse_different(manifest: dict) -> None:
    if wrong := differences(manifest["contents"], contents_of("default")):
        raise BackupRefused(f"Restored, but do not use it: {'; '.join(wrong[:5])}.")


def _begin_again(manifest: dict) -> None:
    """Everybody signs in anew: a session that was ended after the backup must not live again."""
    with transaction.atomic():
        store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        store.get_model_class().objects.all().delete()
        audit.record("change", role=audit.SYSTEM, target=f"database restored as of {manifest['made_at']}")
