"""Records the database itself protects, on whichever database the tests run."""

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, Model, UniqueConstraint
from django.db.models.functions import Lower
from django.test.utils import isolate_apps
from django.utils import timezone

from clinic import append_only, append_only_sql, audit
from clinic.models import AuditEvent, RoleGrant

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL")


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


def refused(text: str) -> None:
    with pytest.raises(IntegrityError, match="keeps its rows"), transaction.atomic():
        sql(text)


@pytest.fixture
def event(dermatologist) -> AuditEvent:
    return audit.record("view", by=dermatologist, role="dermatologist", target="a page")


def test_the_audit_trail_is_under_guard():
    assert AuditEvent in append_only.registered()


def test_a_record_cannot_be_changed_or_deleted_by_the_orm(event):
    event.target = "another page"
    for attempt in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(target="x"),
        lambda: AuditEvent.objects.bulk_update([event], ["target"]),
        lambda: AuditEvent.objects.filter(pk=event.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="keeps its rows"), transaction.atomic():
            attempt()
    assert AuditEvent.objects.get(pk=event.pk).target == "a page"


def test_a_record_cannot_be_changed_or_deleted_by_sql(event):
    refused("UPDATE clinic_auditevent SET target = 'x'")
    refused("UPDATE clinic_auditevent SET id = id + 1000")
    refused(f"DELETE FROM clinic_auditevent WHERE id = {event.pk}")


@on_sqlite
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_a_record_cannot_be_replaced(event, recursive):
    columns = ", ".join(f'"{field.column}"' for field in AuditEvent._meta.concrete_fields)
    sql(f"PRAGMA recursive_triggers={recursive}")
    try:
        refused(
            f"INSERT OR REPLACE INTO clinic_auditevent ({columns}) SELECT {columns} FROM clinic_auditevent"
        )
        refused(f"REPLACE INTO clinic_auditevent ({columns}) SELECT {columns} FROM clinic_auditevent")
        refused("UPDATE OR REPLACE clinic_auditevent SET id = 1")
    finally:
        sql("PRAGMA recursive_triggers=ON")


@on_sqlite
def test_a_connection_without_recursive_triggers_is_noticed():
    sql("PRAGMA recursive_triggers=OFF")
    assert append_only.missing_triggers() == ["recursive_triggers"]
    sql("PRAGMA recursive_triggers=ON")
    assert append_only.missing_triggers() == []


@on_postgresql
def test_a_table_of_records_cannot_be_emptied(event):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    refused("TRUNCATE clinic_auditevent")
    refused("TRUNCATE clinic_auditevent RESTART IDENTITY CASCADE")


@on_postgresql
def test_records_stand_while_a_copy_of_the_server_is_being_fed(event):
    sql("SET LOCAL session_replication_role = replica")
    refused("DELETE FROM clinic_auditevent")


def test_a_column_that_may_change_changes_and_no_other(dermatologist, lead):
    if RoleGrant not in append_only.registered():
        pytest.skip("role grants are not under guard")
    grant = RoleGrant.objects.get(user=dermatologist)
    RoleGrant.objects.filter(pk=grant.pk).update(ended_at=timezone.now(), ended_by=lead)
    refused(f"UPDATE clinic_rolegrant SET role = 'lead' WHERE id = {grant.pk}")


LOSSES = {
    "sqlite": ["DROP TRIGGER append_only_delete_clinic_auditevent"],
    "postgresql": [
        "DROP TRIGGER append_only_delete_clinic_auditevent ON clinic_auditevent",
        "ALTER TABLE clinic_auditevent DISABLE TRIGGER append_only_delete_clinic_auditevent",
        "ALTER TABLE clinic_auditevent ENABLE TRIGGER append_only_delete_clinic_auditevent",
        "CREATE OR REPLACE FUNCTION append_only_delete_clinic_auditevent() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN OLD; END'",
    ],
}


@pytest.mark.parametrize("number", range(4))
def test_a_lost_or_altered_trigger_is_noticed_and_put_back(number):
    losses = LOSSES[connection.vendor]
    if number >= len(losses):
        pytest.skip("of the other database")
    sql(losses[number])
    assert append_only.missing_triggers() == ["append_only_delete_clinic_auditevent"]
    warnings = checks.run_checks(tags=["database"], databases=["default"])
    assert [warning.id for warning in warnings if "append_only" in warning.msg] == ["clinic.W001"]
    append_only.install()
    assert append_only.missing_triggers() == []


@on_sqlite
def test_a_trigger_that_was_rewritten_is_noticed():
    sql("DROP TRIGGER append_only_delete_clinic_auditevent")
    sql(
        "CREATE TRIGGER append_only_delete_clinic_auditevent BEFORE DELETE ON clinic_auditevent"
        " WHEN FALSE BEGIN SELECT 1; END"
    )
    assert append_only.missing_triggers() == ["append_only_delete_clinic_auditevent"]
    append_only.install()
    assert append_only.missing_triggers() == []


def test_installing_twice_changes_nothing():
    with connection.cursor() as cursor:
        before = append_only_sql.found_triggers(connection, cursor)
        append_only.install()
        assert append_only_sql.found_triggers(connection, cursor) == before


@pytest.mark.django_db(transaction=True)
def test_altering_a_table_loses_no_trigger():
    """SQLite rebuilds the table for this, which drops its triggers silently."""
    append_only._remove_before_migrate(sender=_Clinic, using="default", plan=["something"])
    field = AuditEvent._meta.get_field("target")
    wider = CharField(max_length=300, blank=True)
    wider.set_attributes_from_name("target")
    wider.model = AuditEvent
    with connection.schema_editor() as editor:
        editor.alter_field(AuditEvent, field, wider)
    with connection.schema_editor() as editor:
        editor.alter_field(AuditEvent, wider, field)
    call_command("migrate", verbosity=0)
    assert append_only.missing_triggers() == []


class _Clinic:
    label = "clinic"


@isolate_apps("clinic")
def test_a_unique_key_over_an_expression_is_refused_where_it_could_not_be_guarded():
    class Named(Model):  # noqa: DJ008
        name = CharField(max_length=10)

        class Meta:
            app_label = "clinic"
            constraints = [UniqueConstraint(Lower("name"), name="named_once")]

    with pytest.raises(ImproperlyConfigured, match="named_once"):
        append_only.append_only(Named)
    assert Named not in append_only.registered()
