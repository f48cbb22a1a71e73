"""Keeps the database of a version, on both engines, for the tests of the next one. Called by script/olddata.

Everything is made by that version's own code in a temporary folder; every person in it is invented. The keys
are the ones of tests/olddata/installation.py: what is written here is read there.
"""

import argparse
import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from private_postgres import binaries, private_postgres  # noqa: E402

from tests.olddata.installation import FOLDER, KEYS, check_out  # noqa: E402

STEPS = (
    ("manage.py", "migrate", "--verbosity=0"),
    ("manage.py", "createcachetable"),
    (FOLDER / "every_table.py",),
)
DUMP = ("--inserts", "--rows-per-insert=100", "--no-owner", "--no-privileges")


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/olddata")
    parser.add_argument("commit", nargs="?", default="HEAD")
    commit = output_of("git", "rev-parse", "--verify", parser.parse_args().commit + "^{commit}").strip()
    with tempfile.TemporaryDirectory(prefix="olddata-") as name, private_postgres() as url:
        data, version = Path(name), Path(name) / "version"
        check_out(commit, version)
        rows = {"sqlite": make(version, data, {})}
        keep("sqlite", sqlite_text(data / "db.sqlite3"))
        rows["postgresql"] = make(version, data / "second", {"DATABASE_URL": url})
        keep("postgresql", postgresql_text(url))
    about = {"commit": commit, "rows": {vendor: json.loads(told) for vendor, told in rows.items()}}
    (FOLDER / "kept.json").write_text(json.dumps(about, indent=1, sort_keys=True) + "\n")
    return 0


def make(version: Path, data: Path, changes: dict[str, str]) -> str:
    """Run the version's own commands on an empty database; what the last one printed."""
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = own | KEYS | {"DATA_DIR": str(data)} | changes
    for step in STEPS:
        printed = output_of(sys.executable, *map(str, step), cwd=version, env=environment)
    return printed


def output_of(*command: str | Path, **where) -> str:
    done = subprocess.run(command, **{"cwd": ROOT} | where, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.stdout)
    return done.stdout


def sqlite_text(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        return "\n".join(connection.iterdump()) + "\n"


def postgresql_text(url: str) -> str:
    """Plain SQL without what only psql understands."""
    dump = [binaries() / "pg_dump", f"--dbname={url}", *DUMP]
    return re.sub(r"(?m)^\\(un)?restrict .*\n", "", output_of(*dump))


def keep(vendor: str, text: str) -> None:
    """Without a time in the file, so that the same rows give the same bytes."""
    packed = gzip.compress(text.encode(), 9, mtime=0)
    (FOLDER / f"{vendor}.sql.gz").write_bytes(packed)
    print(f"{vendor}: {len(text):,} characters, {len(packed):,} bytes packed")


if __name__ == "__main__":
    sys.exit(main())
