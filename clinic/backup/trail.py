"""The audit trail's anchor, which each backup carries: with it a tail that was cut off is noticed."""

from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from clinic.audit import chain
from clinic.backup import BackupRefused, in_words
from clinic.backup.manifest import brought_migrations
from clinic.models import AuditEvent


def awaits_migrations() -> bool:
    """Whether the database is older than the code, as before an update."""
    applied = MigrationRecorder(connection).applied_migrations()
    return bool(brought_migrations() - {".".join(key) for key in applied})


def anchor() -> str:
    """Where the sealed trail ends now; empty where the database is older than its seals."""
    try:
        chain.seal(at=timezone.now())
        return chain.anchor().as_json()
    except DatabaseError as error:
        if awaits_migrations():
            return ""
        raise BackupRefused(f"The audit trail cannot be sealed: {in_words(error)}.") from error


def verified(anchor: str) -> str:
    """One line about the restored trail, looked at whole. Raises BackupRefused where it is broken."""
    known = chain.Anchor.from_json(anchor) if anchor else None
    wrong = [str(one) for one in chain.verify(anchor=known) if one.is_damage]
    if wrong:
        raise BackupRefused(
            f"Restored, but the audit trail is not what was written: {'; '.join(wrong[:5])}"
            f"{' …' if len(wrong) > 5 else ''}. Do not use it before somebody has found out why."
        )
    sealed = (
        f"it holds seal {known.seal}, which the backup vouches for" if known and known.seal else "no seal"
    )
    return f"Audit trail: {AuditEvent.objects.count()} events hold, their chain is whole; {sealed}."
