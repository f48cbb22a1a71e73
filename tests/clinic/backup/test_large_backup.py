"""Two hundred megabytes go through a few megabytes of memory."""

import subprocess
import sys

import pytest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MEGABYTES = 200
MOST_MEMORY = 200_000
"""Kilobytes; Django alone takes 60 MB."""
# Measured from a small process: a child is charged with the memory of the one it was started from.
MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


def memory_of(place, *command) -> int:
    """Kilobytes that a command took at the most; it ends well."""
    whole = [sys.executable, "-c", MEASURED, *place.command(*command)]
    done = subprocess.run(whole, env=place.whole(), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1])


def test_a_large_database_is_backed_up_and_restored_in_bounded_memory(
    running, new_place, backup, folder, identity_file
):
    backup.unlink()
    running.ask(
        "(lambda c: (c.execute('CREATE TABLE weight (words text)'), "
        f"[c.execute('INSERT INTO weight VALUES (%s)', [__import__('secrets').token_hex(500_000)]) "
        f"for _ in range({MEGABYTES})]))(__import__('django.db').db.connection.cursor())"
    )
    assert memory_of(running, "backup", folder) < MOST_MEMORY
    (path,) = folder.iterdir()
    assert path.stat().st_size > 100_000_000
    assert 30_000 < memory_of(new_place(), "restore", path, "--identity", identity_file) < MOST_MEMORY
