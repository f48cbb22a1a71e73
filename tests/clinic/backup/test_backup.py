"""A backup is one locked file that was read again; a failed one leaves nothing that looks like one."""

import resource
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clinic import append_only
from clinic.backup import BackupRefused, making
from clinic.backup.making import make_backup
from clinic.models import AuditEvent

from .altering import read

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_counts_every_table_and_names_the_engine(backup, identity_file):
    manifest, dump = read(backup, identity_file)
    assert manifest["engine"] == connection.vendor
    assert manifest["contents"]["rows"]["clinic_place"] == 1
    assert set(manifest["contents"]["rows"]) == set(connection.introspection.table_names())
    assert dump[:5] in (b"SQLit", b"PGDMP")


def test_only_its_owner_may_read_the_file_and_nobody_finds_a_name_in_it(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert b"Lakeside" not in backup.read_bytes()
    assert backup.read_bytes().startswith(b"age-encryption.org/v1\n")


def test_it_is_an_export_in_the_audit_trail(backup):
    event = AuditEvent.objects.get(action="export")
    assert event.target == f"backup {backup.name}"


def test_without_a_key_there_is_none(rows, folder, settings):
    settings.BACKUP_KEY = ""
    with pytest.raises(CommandError, match="BACKUP_KEY is not set"):
        call_command("backup", str(folder))
    assert not list(folder.iterdir())


def test_a_folder_that_is_not_there_is_named(rows, locks, folder):
    with pytest.raises(CommandError, match="nowhere is not a folder"):
        call_command("backup", str(folder / "nowhere"))


def test_a_file_that_is_there_is_kept(rows, locks, folder, monkeypatch):
    monkeypatch.setattr(making, "NAME", "consultready-2026-11-22T10-00-00Z.age")
    (folder / making.NAME).write_text("mine")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(folder))
    assert (folder / making.NAME).read_text() == "mine"


def test_a_copy_that_is_not_what_was_counted_gets_no_name(rows, locks, folder, monkeypatch):
    """Something between the counting and the disk loses a row: the check is what stands in its way."""
    count = making.manifest_of

    def one_more(contents, *others):
        contents["rows"]["clinic_place"] += 1
        return count(contents, *others)

    monkeypatch.setattr(making, "manifest_of", one_more)
    with pytest.raises(BackupRefused, match="clinic_place"):
        make_backup(folder)
    assert not list(folder.iterdir())


def test_a_backup_whose_event_cannot_be_written_is_none(rows, locks, folder):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE clinic_auditevent RENAME COLUMN user_agent TO lost")
    try:
        with pytest.raises(BackupRefused, match="audit trail cannot be"):
            make_backup(folder)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE clinic_auditevent RENAME COLUMN lost TO user_agent")
        append_only.install()
    assert not list(folder.iterdir())


def older_ones(folder) -> list[str]:
    names = [f"consultready-2026-01-0{day}T10-00-00Z.age" for day in range(1, 5)]
    for name in (*names, "somebody-elses.age"):
        (folder / name).write_text("older")
    return names


def test_keep_lets_the_oldest_go_and_nothing_that_is_not_ours(rows, locks, folder):
    names = older_ones(folder)
    made = make_backup(folder, keep=3)
    assert sorted(made.removed) == names[:2]
    assert {path.name for path in folder.iterdir()} == {*names[2:], "somebody-elses.age", made.path.name}


def test_a_failed_backup_lets_none_go(rows, locks, folder, monkeypatch):
    older_ones(folder)
    monkeypatch.setattr(making, "_check", lambda *_: (_ for _ in ()).throw(BackupRefused("no")))
    with pytest.raises(BackupRefused):
        make_backup(folder, keep=1)
    assert len(list(folder.iterdir())) == 5


def test_a_clock_that_went_back_does_not_cost_the_new_one(rows, locks, folder):
    (folder / "consultready-2099-01-01T10-00-00Z.age").write_text("from the future")
    made = make_backup(folder, keep=1)
    assert [path.name for path in folder.iterdir()] == [made.path.name]


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_keep_none_is_refused(folder, number):
    with pytest.raises(CommandError, match="at least 1"):
        call_command("backup", str(folder), "--keep", number)


@pytest.mark.slow
def test_a_full_disk_is_said_and_leaves_nothing(running, folder):
    before = {path.name for path in folder.iterdir()}
    database = running.data / "db.sqlite3"
    # With SQLite the copy of the database still fits, the locked file around it does not.
    largest = database.stat().st_size + 8_192 if database.exists() else 50_000

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    done = running.run("backup", folder, preexec_fn=small_files)
    assert (done.returncode, done.stdout) == (1, "")
    assert "the disk is full" in done.stderr and "Traceback" not in done.stderr
    assert {path.name for path in folder.iterdir()} == before
    assert not list(running.data.glob("backup-work-*"))


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder in which root may not write, either")
def test_a_folder_that_may_not_be_written_is_said(rows, locks):
    with pytest.raises(CommandError, match=r"No backup was made in /proc: "):
        call_command("backup", "/proc")
