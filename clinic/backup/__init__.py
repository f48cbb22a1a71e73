"""Backup and restore: one file, locked to the clinic's public key, checked before it gets its name.

The file is age (age-encryption.org) around a tar with these members, in this order:

    manifest.json          what is in it, see `clinic.backup.manifest`
    database/000001 …      the database in pieces of 8 MB: the SQLite file, or pg_dump's custom format
    end.json               length and SHA-256 of the pieces together

so that age, tar and the database's own programs open it without this product:
`age -d -i KEYFILE FILE | tar x && cat database/* > db.sqlite3` (or `| pg_restore`).
"""


class BackupRefused(Exception):
    """Why there is no backup, or nothing was restored: one sentence for whoever ran the command."""


FULL = ("No space left on device", "disk is full", "File too large", "Disk quota exceeded")


def in_words(error: BaseException) -> str:
    """What went wrong, for a person: of a full disk in the system's, SQLite's, age's or PostgreSQL's words
    only that it is full."""
    told = str(error).strip() or type(error).__name__
    if any(words in told for words in FULL):
        return "the disk is full"
    return getattr(error, "strerror", None) or told.splitlines()[0]
