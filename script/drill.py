"""Restores a backup into an empty place and looks at what is there. Called by script/drill.

The place is a temporary folder, on PostgreSQL a new database on the same server; both are removed at the end.
Each step is a command of its own with the restored place as its installation, as on a new machine.
"""

import argparse
import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
MAY_NOT = (
    "No empty database for the drill: {reason}. Let the account make databases (ALTER ROLE … CREATEDB), or "
    "give an empty one: script/drill --into postgresql://…"
)


def main() -> int:
    options = read_options()
    sys.path.insert(0, str(ROOT))
    os.umask(0o077)  # what is written here is patients' data: for this account only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        place = Path(name)
        backup, identity = options.file, options.identity
        if backup is None:
            backup, identity = back_up(place)
        with restored_place(place, options.into) as there:
            run(there, "manage.py", "restore", backup, "--identity", identity)
            run(there, "script/restored.py")
            say_what_would_be_lost(there)
    print(f"The drill took {time.monotonic() - began:.1f} seconds and found everything.")
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/drill", description="Shows that a backup can be restored.")
    parser.add_argument("file", nargs="?", type=existing, help="a backup; without it one is made now")
    parser.add_argument("--identity", type=existing, metavar="KEYFILE", help="the secret key of FILE")
    parser.add_argument("--into", metavar="URL", help="an empty PostgreSQL database, not removed afterwards")
    options = parser.parse_args()
    if bool(options.file) != bool(options.identity):
        parser.error("FILE and --identity belong together")
    return options


def existing(text: str) -> Path:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"{text} is not a file")
    return Path(text).resolve()


def back_up(place: Path) -> tuple[Path, Path]:
    """A backup of what runs here, with a key of the drill's own: the clinic's secret one is not needed."""
    identity, folder = place / "identity", place / "backups"
    folder.mkdir()
    line = run({}, "manage.py", "backupkey", identity, quiet=True)
    run({"BACKUP_KEY": line.removeprefix("BACKUP_KEY=").strip()}, "manage.py", "backup", folder)
    return next(folder.glob("*.age")), identity


@contextlib.contextmanager
def restored_place(place: Path, into: str | None) -> Iterator[dict[str, str]]:
    """The environment of an empty installation with this one's keys."""
    from django.conf import settings

    there = {
        "DATA_DIR": str(place / "restored"),
        "SECRET_KEY": settings.SECRET_KEY,
        "AUDIT_KEY": settings.AUDIT_KEY,
    }
    if into or settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        with contextlib.nullcontext(into) if into else new_database() as url:
            yield there | {"DATABASE_URL": url}
    else:
        yield there


@contextlib.contextmanager
def new_database() -> Iterator[str]:
    """The address of a database on the same server that was not there and will not be."""
    name = f"drill_{secrets.token_hex(6)}"
    url = os.environ["DATABASE_URL"]
    try:
        server = psycopg2.connect(url)
        server.autocommit = True
        server.cursor().execute(f"CREATE DATABASE {name} TEMPLATE template0")
    except psycopg2.Error as error:
        stop(MAY_NOT.format(reason=str(error).strip().splitlines()[0]))
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        server.cursor().execute(f"DROP DATABASE {name}")
        server.close()


def say_what_would_be_lost(there: dict[str, str]) -> None:
    """What happened after the backup's moment, as the running database tells."""
    last = run(there, "script/restored.py", "--last-event", quiet=True).strip()
    run({}, "script/restored.py", "--since", last)


def run(changes: dict[str, str], *command: str | Path, quiet: bool = False) -> str:
    """The output of one of our commands; with its own words and code the drill ends where it fails."""
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=ROOT, env={**os.environ, **changes}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE if quiet else None,
    )  # fmt: skip
    if not quiet:
        print(done.stdout, end="", flush=True)
    if done.returncode:
        print(done.stderr or "", end="", file=sys.stderr)
        stop(f"THE DRILL FAILED: {' '.join(map(str, command[:2]))} ended with {done.returncode}.")
    return done.stdout


def stop(message: str) -> None:
    sys.exit(message)


if __name__ == "__main__":
    sys.exit(main())
