"""While another process writes all the time: what it was told is kept before the start is in the copy, and
the two halves of a transaction are both there or both not."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.db import connection

from clinic.backup.making import make_backup

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WRITER = """
import sys, time
vendor, where = sys.argv[1:]
if vendor == "sqlite":
    import sqlite3
    c = sqlite3.connect(where, timeout=20, isolation_level=None); mark = "?"
else:
    import psycopg2
    c = psycopg2.connect(where); c.autocommit = True; mark = "%s"
q = c.cursor()
for number in range(1, 1_000_000):
    q.execute("BEGIN IMMEDIATE" if vendor == "sqlite" else "BEGIN")
    for half in (1, 2):
        q.execute(f"INSERT INTO ledger VALUES ({mark}, {mark}, {mark})", (number, half, "x" * 2000))
    q.execute("COMMIT")
    print(number, flush=True)
"""


@pytest.fixture
def ledger(rows):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE ledger (number integer, half integer, words text)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE ledger")


@pytest.fixture
def writer(ledger):
    of = connection.settings_dict
    where = (
        of["NAME"]
        if connection.vendor == "sqlite"
        else f"host={of['HOST']} user={of['USER']} dbname={of['NAME']}"
    )
    command = [sys.executable, "-c", WRITER, connection.vendor, str(where)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    yield running
    running.kill()
    running.communicate()


def numbers_in(place) -> list[tuple[int, int]]:
    code = (
        "(lambda c: (c.execute('SELECT number, half FROM ledger ORDER BY 1, 2'), c.fetchall())[1])"
        "(__import__('django.db').db.connection.cursor())"
    )
    return eval(place.ask(code))


def test_what_was_acknowledged_before_is_in_it_and_no_half_of_anything(
    writer, locks, folder, place, identity_file
):
    acknowledged = 0
    while acknowledged < 100:
        acknowledged = int(writer.stdout.readline())
    made = make_backup(folder)
    assert writer.poll() is None and int(writer.stdout.readline()) > acknowledged  # it goes on meanwhile
    writer.kill()
    done = place.run("restore", made.path, "--identity", identity_file)
    assert done.returncode == 0, done.stderr
    found = numbers_in(place)
    last = found[-1][0]
    assert last >= acknowledged
    assert found == [(number, half) for number in range(1, last + 1) for half in (1, 2)]


def test_a_plain_copy_of_the_file_would_have_lost_them(writer, tmp_path):
    """The control: why the online backup is used."""
    if connection.vendor != "sqlite":
        pytest.skip("about the WAL of SQLite")
    acknowledged = 0
    while acknowledged < 20:
        acknowledged = int(writer.stdout.readline())
    shutil.copy(connection.settings_dict["NAME"], tmp_path / "copy.sqlite3")
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        try:
            found = copy.execute("SELECT COUNT(DISTINCT number) FROM ledger").fetchone()[0]
        except sqlite3.DatabaseError:
            found = 0
    assert found < acknowledged
