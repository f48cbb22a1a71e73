"""SQLite: copied by its own online backup, never as a file: what was written last stands in the WAL."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections

from clinic.backup import BackupRefused, in_words
from clinic.backup.manifest import contents_of, differences

ALIAS = "backup"
READ = 1_000_000
NOT_EMPTY = (
    "{path} is not empty, and nothing is ever restored over data. Stop the server, move it away and run this "
    "again:\n    mkdir {folder}/old && mv {path}* {folder}/old/"
)


def server_version() -> int:
    return 0


@contextmanager
def snapshot(work: Path) -> Iterator[tuple[dict, Iterator[bytes]]]:
    """What the database holds at one moment, and its bytes. Writers are not held up and cannot disturb it."""
    copy = work / "snapshot.sqlite3"
    try:
        with closing(sqlite3.connect(_path(), timeout=20)) as live, closing(sqlite3.connect(copy)) as into:
            live.backup(into)  # in one step: page by page it would start again at every write of another
            into.execute("PRAGMA journal_mode=DELETE")  # one file, whole in itself
    except sqlite3.Error as error:
        raise BackupRefused(f"The database could not be copied: {in_words(error)}.") from error
    yield _contents(copy), _bytes_of(copy)


def check(manifest: dict, dump: Iterator[bytes], work: Path) -> None:
    """Lay the database down in `work` and look into it. Raises BackupRefused where it is not as told."""
    laid = work / "restored.sqlite3"
    with open(os.open(laid, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        for piece in dump:
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    try:
        with closing(sqlite3.connect(laid)) as found:
            said = [row[0] for row in found.execute("PRAGMA integrity_check(5)")]
            loose = found.execute("PRAGMA foreign_key_check").fetchone()
        wrong = [] if said == ["ok"] else said
        wrong += ["a row points to one that is not there"] if loose else []
        wrong += differences(manifest["contents"], _contents(laid))
    except sqlite3.DatabaseError as error:
        wrong = [str(error)]
    if wrong:
        raise BackupRefused(f"The database in the backup is not sound: {'; '.join(wrong[:5])}.")


def refuse_filled() -> None:
    """Raise BackupRefused where the installation's database has a table."""
    path = _path()
    if not path.exists() or not path.stat().st_size:
        return
    try:
        with closing(sqlite3.connect(path, timeout=20)) as found:
            tables = found.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError:
        tables = 1  # something else: not ours to write over either
    if tables:
        raise BackupRefused(NOT_EMPTY.format(path=path, folder=path.parent))


def put_back(work: Path, _dump: object) -> None:
    """Make what `check` laid down the installation's database."""
    path = _path()
    connections[DEFAULT_DB_ALIAS].close()
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.replace(work / "restored.sqlite3", path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _path() -> Path:
    return Path(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"])


def _contents(path: Path) -> dict:
    """`contents_of` a file, by way of an alias that only this block knows."""
    live = connections[DEFAULT_DB_ALIAS]
    connection = live.copy(ALIAS)
    connection.settings_dict |= {"NAME": str(path), "OPTIONS": {"init_command": "PRAGMA query_only=ON"}}
    connections[ALIAS] = connection
    try:
        return contents_of(ALIAS)
    finally:
        connection.close()
        del connections[ALIAS]


def _bytes_of(path: Path) -> Iterator[bytes]:
    with open(path, "rb") as copy:
        while some := copy.read(READ):
            yield some
    path.unlink()
