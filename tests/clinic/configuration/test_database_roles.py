"""The site's own PostgreSQL account: no guard of a record can be taken off by it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from clinic.configuration import database_roles

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no accounts"),
]


def ask(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER append_only_update_clinic_auditevent ON clinic_auditevent",
        "ALTER TABLE clinic_auditevent DISABLE TRIGGER ALL",
        "ALTER TABLE clinic_auditevent ADD COLUMN mine int",
        "ALTER TABLE intake_response OWNER TO clinic_site",
        "TRUNCATE clinic_auditevent",
        "TRUNCATE clinic_cache",
        "UPDATE clinic_auditevent SET target = ''",
        "DELETE FROM clinic_auditevent",
        "DELETE FROM intake_response",
        "UPDATE clinic_rolegrant SET role = 'lead'",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('clinic', 'x', now())",
        "CREATE TABLE mine (a int)",
        "CREATE OR REPLACE FUNCTION append_only_update_clinic_auditevent() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
        "DROP TABLE clinic_auditevent",
    ],
)
def test_the_database_refuses_what_would_undo_a_record(site_account, statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        ask(statement)


def test_the_check_finds_nothing_with_the_rights_that_were_given(site_account):
    assert database_roles.faults() == []


@pytest.mark.parametrize(
    ("grant", "told"),
    [
        ("GRANT TRUNCATE ON clinic_auditevent TO clinic_site", "clinic_auditevent: TRUNCATE is granted"),
        (
            "GRANT UPDATE ON clinic_auditevent TO clinic_site",
            "clinic_auditevent: UPDATE (rows are",
        ),
        ("REVOKE INSERT ON intake_visit FROM clinic_site", "intake_visit: INSERT is missing"),
        ("GRANT CREATE ON SCHEMA public TO clinic_site", "clinic_site may create tables"),
        ("ALTER TABLE clinic_place OWNER TO clinic_site", "clinic_site owns the tables"),
        ("ALTER ROLE clinic_site SUPERUSER", "clinic_site is a superuser"),
    ],
)
def test_the_check_names_a_right_too_many_and_one_too_few(site_account, grant, told):
    ask("RESET ROLE")
    ask(grant)
    ask("SET LOCAL ROLE clinic_site")
    assert any(fault.startswith(told) for fault in database_roles.faults())


@pytest.mark.parametrize("name", ["nobody_there", "clinic"])
def test_an_account_that_is_not_there_or_owns_the_tables_is_refused(db, name):
    with pytest.raises(CommandError, match=r"no account|the owner itself"):
        call_command("databaseroles", name)
