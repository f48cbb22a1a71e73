"""While a release replaces the one before, the old code runs on the new schema: what migrations may not do.

django-migration-linter reads the SQL that PostgreSQL is given. On SQLite every change is a rebuilt table,
which the linter cannot tell apart; so on both engines the two schemas themselves are compared, too.
"""

import subprocess

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django_migration_linter.sql_analyser import PostgresqlAnalyser, analyse_sql_statements

from tests.olddata.installation import FOLDER, ROOT, VENDOR, Installation, check_out, kept
from tests.olddata.looking import columns, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
on_postgresql = pytest.mark.skipif(VENDOR != "postgresql", reason="the linter reads PostgreSQL's SQL")
OURS = ("clinic", "intake", "treatments")


def sql_of(migration: migrations.Migration, state: ProjectState) -> list[str]:
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state, editor, collect_sql=True)
    return [line for line in editor.collected_sql if not line.startswith("--")]


def objections(migration: migrations.Migration, state: ProjectState) -> list[str]:
    """What the linter calls not backward compatible, by its codes."""
    errors, _, _ = analyse_sql_statements(PostgresqlAnalyser, sql_of(migration, state))
    return [issue.code for issue in errors]


def since(before: Installation) -> list[tuple[str, str]]:
    """The migrations of this version that the one before did not have."""
    applied = set(rows_of(before, "SELECT app, name FROM django_migrations"))
    known = set(MigrationLoader(None).disk_migrations)
    return sorted(key for key in known - applied if key[0] in OURS)


@on_postgresql
def test_no_migration_since_then_breaks_the_code_before(before):
    loader = MigrationLoader(None)
    fresh = since(before)
    told = {
        key: objections(loader.get_migration(*key), loader.project_state(key, at_end=False)) for key in fresh
    }
    assert fresh and {key: codes for key, codes in told.items() if codes} == {}


BAD = {
    "a table dropped": (migrations.DeleteModel("Holiday"), "DROP_TABLE"),
    "a column dropped": (migrations.RemoveField("Place", "phone"), "DROP_COLUMN"),
    "a column renamed": (migrations.RenameField("Place", "phone", "number"), "RENAME_COLUMN"),
    "a table renamed": (migrations.AlterModelTable("Place", "clinic_site"), "RENAME_TABLE"),
    "a column that must be given": (
        migrations.AddField("Place", "floor", models.IntegerField(default=1)),
        "NOT_NULL",
    ),
}
GOOD = {
    "a column that may be null": migrations.AddField("Place", "floor", models.IntegerField(null=True)),
    "a column with the database's default": migrations.AddField(
        "Place", "floor", models.IntegerField(default=1, db_default=1)
    ),
    "a new table": migrations.CreateModel("Room", [("id", models.BigAutoField(primary_key=True))]),
}


def example(operation) -> tuple[migrations.Migration, ProjectState]:
    migration = migrations.Migration("an_example", "clinic")
    migration.operations = [operation]
    return migration, MigrationLoader(None).project_state()


@on_postgresql
@pytest.mark.parametrize("bad", BAD)
def test_a_migration_that_would_break_it_is_objected_to(bad):
    operation, code = BAD[bad]
    assert code in objections(*example(operation))


@on_postgresql
@pytest.mark.parametrize("good", GOOD)
def test_a_migration_that_would_not_is_let_through(good):
    assert objections(*example(GOOD[good])) == []


def broken_by(old: dict, new: dict) -> list[str]:
    """What code that knows the old columns only would stumble over."""
    gone = [
        f"{table}.{column.name} is gone"
        for table, named in old.items()
        for column in named
        if column.name not in {one.name for one in new.get(table, ())}
    ]
    asked = [
        f"{table}.{column.name} must be given"
        for table, named in old.items()
        for column in new.get(table, ())
        if column.name not in {one.name for one in named} and not column.may_be_left_out
    ]
    return gone + asked


def test_every_old_column_is_there_and_no_new_one_has_to_be_given(before, migrated):
    assert broken_by(columns(before), columns(migrated)) == []
    assert columns(before) != columns(migrated)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("ALTER TABLE clinic_place DROP COLUMN phone", "clinic_place.phone is gone"),
        ("ALTER TABLE clinic_place RENAME COLUMN phone TO number", "clinic_place.phone is gone"),
        (
            "ALTER TABLE clinic_place ADD COLUMN floor integer NOT NULL DEFAULT 1;"
            "ALTER TABLE clinic_place ALTER COLUMN floor DROP DEFAULT",
            "clinic_place.floor must be given",
        ),
    ],
)
def test_a_schema_that_would_break_it_is_seen(before, migrated, copy_of, change, said):
    if VENDOR == "sqlite" and "DROP DEFAULT" in change:
        pytest.skip("SQLite cannot take a default away")
    there = copy_of(migrated)
    database = there.connect()
    database.cursor().execute(change)
    database.commit()
    database.close()
    assert said in broken_by(columns(before), columns(there))


@pytest.fixture
def code_before(tmp_path):
    """The files of the version before, where this clone's history reaches so far."""
    commit = kept()["commit"]
    if subprocess.run(
        ["git", "cat-file", "-e", f"{commit}^{{commit}}"], cwd=ROOT, capture_output=True
    ).returncode:
        pytest.skip(f"this clone's history does not reach back to {commit[:7]} (git fetch --unshallow)")
    check_out(commit, tmp_path / "code")
    return tmp_path / "code"


@pytest.mark.long
def test_the_code_before_takes_a_visit_from_booking_to_signature_on_the_new_schema(
    migrated, copy_of, code_before
):
    there = copy_of(migrated)
    old = Installation(there.data, there.database, code_before)
    assert "booked, answered, sent, signed" in old.output(FOLDER / "journey.py")
    # Then this version goes on with what the old one wrote.
    there.output("manage.py", "records", "verify")
    there.output("manage.py", "reassess")
    assert "booked, answered, sent, signed" in there.output(FOLDER / "journey.py")


@pytest.mark.long
def test_control_the_code_before_fails_where_a_column_it_writes_is_gone(migrated, copy_of, code_before):
    there = copy_of(migrated)
    database = there.connect()
    database.cursor().execute("ALTER TABLE intake_visit RENAME COLUMN minutes TO lasts")
    database.commit()
    database.close()
    old = Installation(there.data, there.database, code_before)
    assert old.run(FOLDER / "journey.py").returncode == 1
