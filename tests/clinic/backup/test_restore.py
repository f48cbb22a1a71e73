"""A restore puts back every row, stands the guards up again, proves the trail, refuses what does not fit."""

import subprocess

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from clinic import append_only, audit
from clinic.audit import chain
from clinic.backup.making import make_backup
from clinic.models import AuditEvent

from .altering import altered, read

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def restored(place, path, identity_file) -> str:
    done = place.run("restore", path, "--identity", identity_file)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(place, path, identity_file) -> str:
    done = place.run("restore", path, "--identity", identity_file)
    assert done.returncode == 1, done.stdout
    assert done.stdout == "" and "Traceback" not in done.stderr
    return done.stderr


def test_every_row_is_back_and_the_site_is_ready(backup, place, identity_file):
    said = restored(place, backup, identity_file)
    rows = read(backup, identity_file)[0]["contents"]["rows"]
    assert f"Rows: {sum(rows.values())} in {len(rows)} tables, each as it was counted." in said
    assert "Triggers: every one stands" in said and "their chain is whole" in said
    assert place.ask("health.why_not_ready()") == "[]"
    assert place.ask(
        "sorted(AuditEvent.objects.filter(action='view').values_list('target', flat=True))"
    ) == str([f"row {number}" for number in range(5)])


def test_the_restore_is_in_the_trail_and_everybody_signs_in_again(rows, locks, folder, place, identity_file):
    Session.objects.create(session_key="stolen", session_data="x", expire_date=timezone.now())
    path = make_backup(folder).path
    assert read(path, identity_file)[0]["contents"]["rows"]["django_session"] == 1
    restored(place, path, identity_file)
    code = "__import__('django.contrib.sessions.models').contrib.sessions.models.Session.objects.count()"
    assert place.ask(code) == "0"
    assert place.ask("AuditEvent.objects.first().target").startswith("database restored as of 20")


def test_a_database_with_anything_in_it_is_never_written_over(running, backup, identity_file):
    before = running.ask("AuditEvent.objects.count()")
    said = refused(running, backup, identity_file)
    assert "not empty" in said
    assert ("createdb" if connection.vendor == "postgresql" else "mkdir") in said
    assert running.ask("AuditEvent.objects.count()") == before


def test_the_command_that_is_named_makes_room(running, backup, identity_file):
    if connection.vendor != "sqlite":
        pytest.skip("createdb is a program of the server's")
    command = refused(running, backup, identity_file).strip().splitlines()[-1]
    subprocess.run(command, shell=True, check=True)
    restored(running, backup, identity_file)


def test_a_backup_of_newer_code_is_refused(backup, place, identity_file, public_key):
    def newer(manifest):
        manifest["contents"]["migrations"].append("clinic.9999_from_tomorrow")

    said = refused(place, altered(backup, identity_file, public_key, newer), identity_file)
    assert "newer code" in said and "clinic.9999_from_tomorrow" in said


def test_a_backup_of_the_other_engine_is_refused(backup, place, identity_file, public_key):
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    path = altered(backup, identity_file, public_key, lambda manifest: manifest.update(engine=other))
    assert "goes back into the kind of database that it came from" in refused(place, path, identity_file)


def test_a_backup_of_another_form_is_refused(backup, place, identity_file, public_key):
    path = altered(backup, identity_file, public_key, lambda manifest: manifest.update(format=2))
    assert "The backup's form is 2" in refused(place, path, identity_file)


def test_a_manifest_that_counts_another_number_of_rows_is_refused(backup, place, identity_file, public_key):
    def one_more(manifest):
        manifest["contents"]["rows"]["clinic_auditevent"] += 1

    assert "clinic_auditevent" in refused(
        place, altered(backup, identity_file, public_key, one_more), identity_file
    )
    assert {path.name for path in place.data.iterdir()} <= {"backup.lock"}


def test_without_the_key_of_the_trail_it_says_which_file_is_missing(backup, place, identity_file):
    place.environment["SECRET_KEY"] = "another-installations-" + "y" * 50
    assert "secret_key" in refused(place, backup, identity_file)


def test_guards_that_were_lost_before_the_backup_stand_again(rows, locks, folder, place, identity_file):
    append_only.uninstall()
    try:
        path = make_backup(folder).path
    finally:
        append_only.install()
    restored(place, path, identity_file)
    assert place.ask("append_only.missing_triggers()") == "[]"


def test_a_trail_that_somebody_changed_is_said_loudly(rows, locks, folder, place, identity_file):
    chain.seal(at=timezone.now())
    append_only.uninstall()
    try:
        AuditEvent.objects.filter(target="row 3").update(target="row 9")
    finally:
        append_only.install()
    said = refused(place, make_backup(folder).path, identity_file)
    assert "the audit trail is not what was written: event" in said


def test_a_tail_that_is_missing_is_noticed_by_the_anchor(backup, place, folder, identity_file, public_key):
    audit.record("view", role=audit.SYSTEM, target="later")
    chain.seal(at=timezone.now())
    later = chain.anchor().as_json()
    path = altered(backup, identity_file, public_key, lambda manifest: manifest.update(anchor=later))
    assert "anchor" in refused(place, path, identity_file)


def test_a_backup_of_older_code_is_brought_up_to_date(new_place, folder, identity_file):
    older, place = new_place(), new_place()
    older.data.mkdir()
    assert older.run("migrate", "clinic", "0002").returncode == 0
    made = older.run("backup", folder)
    assert made.returncode == 0, made.stderr
    assert "the database waits for its migrations" in made.stdout
    said = restored(place, made.stdout.strip().splitlines()[-1], identity_file)
    assert "The database was older and is up to date now." in said
    assert place.ask("[r for r in health.why_not_ready() if 'cache' not in r]") == "[]"
