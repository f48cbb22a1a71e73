"""What the tests themselves stand on."""

import pytest
from django.db import connection
from django.template import engines
from hypothesis import settings as hypothesis_settings

from clinic import append_only, audit
from clinic.models import AuditEvent


@pytest.mark.django_db(transaction=True)
def test_a_committed_test_may_leave_records_that_cannot_be_deleted():
    audit.record("view", target="the next test finds none of it")
    assert AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_next_test_finds_empty_tables_and_the_guards_standing():
    assert not AuditEvent.objects.exists()
    assert append_only.missing_triggers() == []


@pytest.mark.django_db
def test_sqlite_is_the_file_and_the_settings_of_a_clinic():
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    with connection.cursor() as cursor:
        asked = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "recursive_triggers", "foreign_keys")
        }
    assert asked == {"journal_mode": "wal", "recursive_triggers": 1, "foreign_keys": 1}


def test_a_template_that_names_a_variable_its_view_does_not_give_fails():
    with pytest.raises(pytest.fail.Exception):
        engines["django"].from_string("{{ patient.name }}").render({})


def test_property_tests_are_the_same_on_every_machine():
    assert hypothesis_settings.get_profile("ci").derandomize
