"""The disk fills up while people work: nothing acknowledged is lost; with room again all goes on."""

import contextlib
import json
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from tests.faults.ground import Site, copied, opened
from tests.faults.people import Browser, Ledger, Patient, Unavailable, differences
from tests.faults.postgres import Postgres

pytestmark = pytest.mark.slow

SIZES = {"sqlite": "12m", "postgresql": "160m"}
MANY = 400
"""Answers are changed this often at most until the disk is full."""


@pytest.fixture
def small_disk() -> Iterator[Callable[[str], Path]]:
    """`small_disk("12m")`: the folder of a disk of its own, where PostgreSQL's account can reach it, too."""
    folder = Path(tempfile.mkdtemp(prefix="clinic-small-"))
    folder.chmod(0o755)

    def mount(size: str) -> Path:
        made = shutil.which("mount") and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], capture_output=True
        )
        if not made or made.returncode:
            pytest.skip("this account may not mount a disk")
        return folder

    yield mount
    subprocess.run(["umount", "-l", folder], capture_output=True)
    folder.rmdir()


def fill(folder: Path, leave: int) -> None:
    """Put something on the disk, so that so many bytes are left."""
    ballast, piece = folder / "ballast", b"\0" * 65536
    with open(ballast, "wb") as file, contextlib.suppress(OSError):
        while shutil.disk_usage(folder).free > leave + len(piece):
            file.write(piece)
            file.flush()


def work_until_refused(patient: Patient) -> str:
    """Answers given until one is not taken any more; that one, of which nobody was told that it is saved."""
    for number in range(MANY):
        words = f"{number}" + " word" * 300
        try:
            patient.answer("goal", words)
        except Unavailable:
            return words
    raise AssertionError("the disk did not fill up")


def nothing() -> None:
    """SQLite's programs hold nothing that would have to be started again."""


def lives_on(site: Site, disk: Path, mended: Callable = nothing, fuller: Callable = nothing) -> None:
    """The disk of the running site fills up and is emptied; the ledger has to be right at both times."""
    browser = Browser(site.port, Ledger(), random.Random(4))
    patient = Patient(browser, site.told["visits"][0])
    patient.come_in()
    patient.answer("goal", "before")
    fill(disk, leave=200_000)
    fuller()
    refused = work_until_refused(patient)
    assert site.answers(), "the site itself is there"
    (disk / "ballast").unlink()
    mended()
    kept = dict(browser.ledger.answers)
    found = site.look()
    assert found["answers"][patient.visit]["goal"] in (kept[patient.visit, "goal"], refused)
    assert found["chain"] == []
    browser.ledger.answers.clear()  # many changes of one answer are many events
    other = Patient(Browser(site.port, browser.ledger, random.Random(5)), site.told["visits"][1])
    other.everything()
    assert list(differences(browser.ledger, site.look())) == [] and browser.ledger.count == 5


def told_of(prepared: Path, engine: str) -> dict:
    return json.loads((prepared / "told").read_text())[engine]


def test_with_sqlite(small_disk, prepared):
    disk = small_disk(SIZES["sqlite"])
    folder = copied(prepared / "sqlite", disk / "data")
    with opened(folder, "sqlite:", told_of(prepared, "sqlite")) as site:
        site.start_web()
        lives_on(site, disk)


def test_with_postgresql(small_disk, prepared, tmp_path):
    """Its server may end when it cannot write; started again, it recovers all that it confirmed."""
    disk = small_disk(SIZES["postgresql"])
    home = disk / "server"
    home.mkdir()
    disk.chmod(0o755)
    server = Postgres(home, like=prepared)
    try:
        data = tmp_path / "data"
        data.mkdir()
        with opened(data, server.url("filled"), told_of(prepared, "postgresql")) as site:
            site.start_web()
            lives_on(site, disk, lambda: ended_or_not(server), lambda: switch(server))
    finally:
        server.end()


def ended_or_not(server: Postgres) -> None:
    """What whoever is called does: free some space, and start the server where it has ended."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.server.wait(3)
        server.start()


def switch(server: Postgres) -> None:
    """Its log of changes lies in files of 16 MB made ahead; a new one finds no room."""
    with contextlib.suppress(psycopg2.Error):
        for _ in range(3):
            server.run("SELECT pg_switch_wal()")
