"""PostgreSQL: pg_dump's custom format, of the very snapshot in which the rows were counted.

The dump goes from program to program in pieces; nothing of it lies on this machine's disk in clear.
"""

import re
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections

from clinic.backup import BackupRefused, in_words
from clinic.backup.manifest import contents_of
from clinic.backup.postgresql_programs import address, program

ALIAS = "backup"
READ = 1_000_000
COPY = re.compile(rb'COPY \S*?"?([^".\s]+)"? (?:\(.*\) )?FROM stdin;\n')
NOT_EMPTY = (
    "The database {name} is not empty, and nothing is ever restored over data. Make an empty one of the same "
    "owner and give it in DATABASE_URL:\n    createdb --owner={user} {name}_restored"
)


def server_version() -> int:
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    return connection.pg_version // 10_000


@contextmanager
def snapshot(work: Path) -> Iterator[tuple[dict, Iterator[bytes]]]:
    """What the database holds at one moment, and pg_dump's bytes of that same moment."""
    dump = program("pg_dump", server_version())
    connection = connections[ALIAS] = connections[DEFAULT_DB_ALIAS].copy(ALIAS)
    try:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # It is held until the dump is over, however long that takes.
            cursor.execute(
                "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0"
            )
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
        yield contents_of(ALIAS), _dumped([dump, *_OPTIONS, f"--snapshot={moment}", _target(work)], work)
    finally:
        connection.close()
        del connections[ALIAS]


_OPTIONS = ("--format=custom", "--no-owner", "--no-privileges", "--no-password")


def check(manifest: dict, dump: Iterable[bytes], work: Path) -> None:
    """Let pg_restore read the dump to its end and count its rows. Raises BackupRefused where it cannot, or
    where they are not those of the manifest. No server is asked."""
    command = [program("pg_restore", manifest["server"]), "--file=-"]
    counts: dict[str, int] = {}
    _fed(command, dump, work, lambda out: counts.update(_rows_in(out)))
    said = manifest["contents"]["rows"]
    wrong = [
        f"{table}: {said[table]} rows were counted, {counts.get(table, 'none')} are in the dump"
        for table in sorted(said)
        if counts.get(table) != said[table]
    ]
    if wrong:
        raise BackupRefused(f"The database in the backup is not what was counted: {'; '.join(wrong[:5])}.")


def refuse_filled() -> None:
    """Raise BackupRefused where the installation's database has a table."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.introspection.table_names():
        of = connection.settings_dict
        raise BackupRefused(NOT_EMPTY.format(name=of["NAME"], user=of["USER"]))


def put_back(work: Path, dump: Iterable[bytes]) -> None:
    """Restore the dump in one transaction: all of it or nothing."""
    command = [program("pg_restore", server_version()), "--single-transaction", "--exit-on-error"]
    command += ["--no-owner", "--no-privileges", "--no-password", _target(work)]
    _fed(command, dump, work, lambda out: out.read())


def _target(work: Path) -> str:
    return "--dbname=" + address(connections[DEFAULT_DB_ALIAS].get_connection_params(), work)


def _dumped(command: list[str], work: Path) -> Iterator[bytes]:
    """The bytes a command writes. Raises BackupRefused with its own words where it fails."""
    with open(work / "said", "w+b") as said:
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, stdin=subprocess.DEVNULL)
        try:
            while some := running.stdout.read(READ):
                yield some
        except BaseException:
            running.kill()
            raise
        finally:
            running.wait()
        _refuse_failed(running, said)


def _fed(command: list[str], dump: Iterable[bytes], work: Path, hear: Callable) -> None:
    """Run a command on the dump; `hear` reads what it writes. It is killed where the dump breaks off, before
    its input ends: it must never take a part for the whole."""
    with open(work / "said", "w+b") as said:
        running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)
        hearing = threading.Thread(target=hear, args=[running.stdout], daemon=True)
        hearing.start()
        try:
            for piece in dump:
                running.stdin.write(piece)
            running.stdin.close()
        except BrokenPipeError:
            pass  # it has ended: its own words and its code say how
        except BaseException:
            running.kill()
            raise
        finally:
            running.wait()
            hearing.join()
        _refuse_failed(running, said)


def _refuse_failed(running: subprocess.Popen, said) -> None:
    if running.returncode:
        said.seek(0)
        words = said.read(2000).decode(errors="replace").strip()
        raise BackupRefused(f"{Path(running.args[0]).name} failed: {in_words(OSError(words or 'no words'))}.")


def _rows_in(script: Iterable[bytes]) -> dict[str, int]:
    """Rows of each table in the SQL that pg_restore writes: a line each between COPY and its end."""
    counts: dict[str, int] = {}
    table = ""
    for line in script:
        if table:
            if line == b"\\.\n":
                table = ""
            else:
                counts[table] += 1
        elif begun := COPY.fullmatch(line):
            table = begun[1].decode()
            counts[table] = 0
    return counts
