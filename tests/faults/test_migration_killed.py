"""kill -9 of the first `migrate` at random moments, six times: run again, it goes on to a whole database.

With rows in every table, and at chosen moments: tests/olddata/test_killed_half_way.py.
"""

import random
import secrets
import time

import pytest

from tests.faults.conftest import ENGINES
from tests.faults.ground import opened
from tests.faults.postgres import wait_for

pytestmark = pytest.mark.long

READY = (
    "from clinic.web import health; from django.db import connection; from django.core.cache import cache; "
    "from django.db.migrations.recorder import MigrationRecorder as R; "
    "print(len(R(connection).applied_migrations()) if R(connection).has_table() else 0, "
    "[r for r in health.why_not_ready() if not r.startswith(('disk', 'cache'))])"
)


def kill_half_way(site, chance: random.Random) -> None:
    """Starts it and kills it within the seconds in which it works."""
    migrating = site._start("manage.py", "migrate", "-v", "2")
    wait_for(lambda: "Applying" in site.log() or migrating.poll() is not None, 120)
    time.sleep(chance.random() * 4)
    migrating.kill()
    migrating.wait()


def state_of(site) -> str:
    done = site.run("manage.py", "shell", "--no-imports", "-c", READY)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def go(engine: str, times: int, request, tmp_path) -> None:
    seed = secrets.randbelow(1_000_000)
    print(f"\n{engine}: seed {seed}")
    chance = random.Random(seed)
    folder = tmp_path / "data"
    folder.mkdir()
    url = "sqlite:"
    if engine == "postgresql":
        url = request.getfixturevalue("postgres").make(f"empty{seed}")
    with opened(folder, url, {}) as site:
        for _ in range(times):
            kill_half_way(site, chance)
        done = site.run("manage.py", "migrate", "-v", "0")
        assert done.returncode == 0, done.stderr
        assert state_of(site).endswith(" []"), "every migration, every trigger"
        checked = site.run("manage.py", "makemigrations", "--check", "--dry-run")
        assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("engine", ENGINES)
def test_many_kills_on_an_empty_database(engine, request, tmp_path):
    go(engine, 6, request, tmp_path)
