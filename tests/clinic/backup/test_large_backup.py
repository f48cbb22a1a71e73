"""Two hundred megabytes go through a few megabytes of memory."""

import resource

import pytest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MEGABYTES = 200
MOST_MEMORY = 200_000
"""Kilobytes; Django alone takes 60 MB."""


def test_a_large_database_is_backed_up_and_restored_in_bounded_memory(
    running, new_place, backup, folder, identity_file
):
    backup.unlink()
    running.ask(
        "(lambda c: (c.execute('CREATE TABLE weight (words text)'), "
        f"[c.execute('INSERT INTO weight VALUES (%s)', [__import__('secrets').token_hex(500_000)]) "
        f"for _ in range({MEGABYTES})]))(__import__('django.db').db.connection.cursor())"
    )
    done = running.run("backup", folder)
    assert done.returncode == 0, done.stderr
    (path,) = folder.iterdir()
    assert path.stat().st_size > 100_000_000
    done = new_place().run("restore", path, "--identity", identity_file)
    assert done.returncode == 0, done.stderr
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MOST_MEMORY
