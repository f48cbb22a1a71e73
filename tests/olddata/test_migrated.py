"""The database of the version before, with rows in every table, after this version's `migrate`."""

import pytest

from tests.olddata.installation import FOLDER, VENDOR, kept
from tests.olddata.looking import columns, contents

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def ask(there, code: str) -> str:
    """What an expression gives in that installation."""
    before = "from clinic import append_only; from clinic.audit import chain; "
    before += "from clinic.models import AuditEvent; "
    return there.output("manage.py", "shell", "--no-imports", "-v0", "-c", f"{before}print({code})").strip()


def test_the_kept_database_has_rows_in_every_table_of_its_version(before):
    counted = {table: count for table, (count, _) in contents(before, columns(before)).items()}
    counted.pop("clinic_cache", None)  # forgotten by itself
    assert counted == kept()["rows"][VENDOR]
    assert all(counted.values())


def test_this_code_takes_the_kept_database(before):
    before.output("manage.py", "checkdatabase")


def test_every_row_of_every_table_stands_as_it_was(before, migrated):
    of = columns(before)
    assert contents(migrated, of) == contents(before, of)


def test_the_triggers_stand(migrated):
    assert ask(migrated, "append_only.missing_triggers()") == "[]"


def test_there_is_nothing_left_to_migrate_and_migrating_again_changes_nothing(migrated, copy_of):
    again = copy_of(migrated)
    assert "No migrations to apply." in again.output("manage.py", "migrate")
    assert contents(again, columns(again)) == contents(migrated, columns(migrated))


def test_the_trail_of_before_is_sealed_and_verifies(migrated, copy_of):
    there = copy_of(migrated)
    events = kept()["rows"][VENDOR]["clinic_auditevent"]
    assert f"{events} events sealed." in there.output("manage.py", "audit", "seal")
    there.output("manage.py", "audit", "verify")


def test_a_changed_event_of_before_does_not_verify(migrated, copy_of):
    there = copy_of(migrated)
    there.output("manage.py", "audit", "seal")
    ask(there, "append_only.uninstall(), AuditEvent.objects.filter(pk=7).update(target='another')")
    assert there.run("manage.py", "audit", "verify").returncode == 1


def test_stored_assessments_come_out_byte_for_byte(migrated):
    told = migrated.output("manage.py", "reassess")
    assert told.startswith(f"{kept()['rows'][VENDOR]['intake_assessment']} assessments come out as stored")


def test_signed_and_sent_records_match_their_digests(migrated):
    assert "Every record matches its digest." in migrated.output("manage.py", "records", "verify")


def test_main_pages_open_for_each_role_and_a_visit_goes_from_booking_to_signature(migrated, copy_of):
    there = copy_of(migrated)
    assert "booked, answered, sent, signed" in there.output(FOLDER / "journey.py")
    there.output("manage.py", "audit", "seal")
    there.output("manage.py", "audit", "verify")
    there.output("manage.py", "records", "verify")
