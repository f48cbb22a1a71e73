"""Prepares the database and runs the web server and the worker until Ctrl-C. Called by script/server."""

import argparse
import contextlib
import errno
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"  # never the network: a real clinic puts its https proxy in front
LEAST_FREE_MB = 50  # below this a day of work would not fit; a clear message beats a half-written day
STOP_SECONDS = 15  # for a request or a mail under way to finish


def main() -> int:
    options = read_options()
    os.chdir(ROOT)
    os.umask(0o077)  # what is written here is patients' data: for this account only
    sys.path.insert(0, str(ROOT))
    refuse_taken_port(options.port)
    choose_data(options)
    remember_port(options.port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    return serve(options.port, prepare())


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/server", description="Starts the clinic's site on this machine."
    )
    parser.add_argument("--port", type=int, default=8000, help="the port to serve on (8000)")
    parser.add_argument("--empty", action="store_true", help="no example data: a clinic's real start")
    options = parser.parse_args()
    if not 0 < options.port < 65536:
        parser.error("--port is a number from 1 to 65535")
    return options


def stop(message: str) -> None:
    sys.exit(f"\n{message}")


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            stop(f"Port {port} is reserved by the system. Choose one above 1023: script/server --port 8001")
        except OSError:
            stop(
                f"Port {port} is taken by another program. "
                f"Stop it, or choose another: script/server --port {port + 1}"
            )


def data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR", "").strip() or ROOT / "var")


def remember_port(port: int) -> None:
    """Lets links lead to this port, those that a command prints in another window too: settings read it.

    Not where the clinic gave its own BASE_URL, nor where it must (PRODUCTION).
    """
    if os.environ.get("BASE_URL", "").strip() or os.environ.get("PRODUCTION", "").strip() not in ("", "0"):
        return
    os.environ["BASE_URL"] = f"http://localhost:{port}"
    with clear_disk_message():
        data_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
        (data_dir() / "port").write_text(f"{port}\n")


def choose_data(options: argparse.Namespace) -> None:
    """Switches example data on, but never on top of a clinic's own database.

    The first start decides and leaves a marker; PRODUCTION and DATABASE_URL are always a clinic's own.
    """
    if os.environ.get("PRODUCTION") or os.environ.get("DATABASE_URL"):
        return
    marker, database = data_dir() / "example-data", data_dir() / "db.sqlite3"
    if marker.exists() and options.empty:
        stop(
            f"{data_dir()} holds the example clinic. "
            "Start an empty one beside it: DATA_DIR=var-empty script/server --empty"
        )
    if options.empty or (database.exists() and not marker.exists()):
        os.environ["EXAMPLE_DATA"] = "0"
        return
    os.environ["EXAMPLE_DATA"] = "1"
    with clear_disk_message():
        data_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
        marker.touch()


def prepare() -> str:
    """Brings the database up to date and fills it. Returns what to tell about the example staff."""
    refuse_full_disk()
    with clear_disk_message(), clear_settings_message():
        data_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
        import django

        django.setup()
        return prepare_database()


def prepare_database() -> str:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from clinic.people import there_is_a_lead

    said = io.StringIO()
    call_command("checkdatabase")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    # A clinic's own start leaves the shipped protocol a draft: a dermatologist signs it into force.
    call_command("protocol", "ship", *(["--publish"] if settings.EXAMPLE_DATA else []))
    if settings.EXAMPLE_DATA:
        call_command("exampleday", stdout=said)
    elif not there_is_a_lead():
        # The log of a real site is read by more people than may lead it.
        if settings.PRODUCTION:
            print("Nobody leads this clinic yet: .venv/bin/python manage.py createlead", file=said)
        else:
            call_command("createlead", stdout=said)
    connection.close()
    return said.getvalue()


def refuse_full_disk() -> None:
    folder = next(path for path in (data_dir(), *data_dir().parents) if path.exists())
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < LEAST_FREE_MB:
        stop(
            f"The disk is full: {free_mb} MB are free in {folder}, {LEAST_FREE_MB} MB are needed. "
            "Nothing was changed."
        )


@contextlib.contextmanager
def clear_disk_message():
    try:
        yield
    except Exception as error:
        if not is_disk_full(error):
            raise
        stop(
            f"The disk is full: {data_dir()} could not be written. "
            "Free some space and start again; no data is lost."
        )


def is_disk_full(error: BaseException | None) -> bool:
    """Whether the error, or one behind it, is a full disk in the system's, SQLite's or PostgreSQL's words."""
    while error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if "disk is full" in str(error) or "No space left on device" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextlib.contextmanager
def clear_settings_message():
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError
    from django.db.utils import OperationalError

    try:
        yield
    except ImproperlyConfigured as error:
        stop(f"A setting is wrong: {error}\nThe table of settings is in README.md.")
    except CommandError as error:
        if is_disk_full(error):
            raise
        stop(str(error))
    except OperationalError as error:
        if is_disk_full(error):
            raise
        stop(f"The database cannot be used: {str(error).strip()}")


def serve(port: int, logins: str) -> int:
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    web, worker = start_web(port), start_worker()
    try:
        if wait_until_open(port, web, stopping):
            print(f"\n{logins}\nThe site is at http://localhost:{port}  (Ctrl-C stops it)\n", flush=True)
        while not stopping.wait(0.5) and web.poll() is None:
            if worker.poll() is not None:
                print("The worker stopped; starting it again.", file=sys.stderr, flush=True)
                stopping.wait(2)
                worker = start_worker()
    finally:
        end(web, worker)
    return 0 if stopping.is_set() else 1


def start_web(port: int) -> subprocess.Popen:
    return start("-m", "gunicorn", "--bind", f"{HOST}:{port}")  # the rest is in gunicorn.conf.py


def start_worker() -> subprocess.Popen:
    return start("manage.py", "worker")


def start(*arguments: str) -> subprocess.Popen:
    # A session of its own: Ctrl-C reaches this process only, which then stops both in order.
    return subprocess.Popen([sys.executable, *arguments], start_new_session=True)


def wait_until_open(port: int, web: subprocess.Popen, stopping: threading.Event) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and web.poll() is None and not stopping.is_set():
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return True
        stopping.wait(0.1)
    return False


def end(*children: subprocess.Popen) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()


if __name__ == "__main__":
    sys.exit(main())
