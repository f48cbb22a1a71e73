"""Killed in the middle, and two at once."""

import signal
import time

import pytest

from clinic.backup.keys import identities
from clinic.backup.reading import opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MEGABYTES = 30


@pytest.fixture
def large(running):
    """So much that a backup is not over before it can be killed."""
    running.ask(
        "(lambda c: (c.execute('CREATE TABLE weight (words text)'), "
        f"[c.execute('INSERT INTO weight VALUES (%s)', [__import__('secrets').token_hex(500_000)]) "
        f"for _ in range({MEGABYTES})]))(__import__('django.db').db.connection.cursor())"
    )
    return running


def killed_at_work(place, folder) -> bool:
    """Start a backup, kill it as soon as something of it lies in the folder; whether it was still at work."""
    at_work = place.start("backup", folder)
    while at_work.poll() is None and not any(p.stat().st_size for p in folder.glob("*.part")):
        time.sleep(0.005)
    at_work.send_signal(signal.SIGKILL)
    at_work.communicate()
    return at_work.returncode == -signal.SIGKILL


def test_a_killed_backup_leaves_no_final_file_and_the_next_one_clears_up(large, folder, backup):
    backup.unlink()
    killed = sum(killed_at_work(large, folder) for _ in range(3))
    assert killed >= 1
    assert len(list(folder.glob("*.age"))) == 3 - killed
    assert list(folder.glob("*.age.part"))
    done = large.run("backup", folder)
    assert done.returncode == 0, done.stderr
    assert not list(folder.glob("*.part")) and not list(large.data.glob("backup-work-*"))


def test_two_at_once_are_two_backups_or_one_and_a_clear_no(running, folder, backup, identity_file):
    backup.unlink()
    both = [running.start("backup", folder) for _ in range(2)]
    said = [(one.communicate()[1], one.returncode) for one in both]
    made = list(folder.iterdir())
    assert len(made) == sum(code == 0 for _, code in said) >= 1
    assert all("exist" in words for words, code in said if code)
    for path in made:
        with opened(path, identities(identity_file)) as found:
            assert found.manifest["contents"]["rows"]
