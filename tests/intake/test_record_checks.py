"""`manage.py records verify`: a signed or sent record that somebody changed in the database is named."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from clinic import append_only
from intake.actions.session_records import Depth, Done, record_session
from intake.models import Review, SessionRecord
from tests.intake.aftermath.steps import report, session_on
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db


def run() -> tuple[int, str]:
    said = io.StringIO()
    try:
        call_command("records", "verify", stdout=said)
    except CommandError as wrong:
        return wrong.returncode, f"{said.getvalue()}{wrong}"
    return 0, said.getvalue()


@pytest.fixture
def signed(visit, dermatologist) -> Review:
    send(visit)
    agree(visit, dermatologist)
    return Review.objects.get()


@pytest.fixture
def treated(visit, dermatologist) -> SessionRecord:
    """With a session's record and what the patient told afterwards."""
    session = session_on(visit, dermatologist)
    report(session, session.ended_at + timedelta(hours=20))
    depths = {area: Depth(Decimal("0.5")) for area in session.areas}
    done = Done(device="DP4", needle_batch="LK12", tolerance="well", operator=dermatologist)
    return record_session(session=session, depths=depths, done=done, by=dermatologist, at=session.ended_at)


def change(sql: str) -> None:
    """As somebody with the database's password would."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        append_only.uninstall()
        cursor.execute(sql)
        assert cursor.rowcount >= 1
        append_only.install()


def test_records_nobody_touched_match(signed):
    code, said = run()
    assert code == 0
    assert "reviews: 1, responses: 1, assessments: 1." in said and "Every record matches its digest." in said


def test_without_records_there_is_nothing_wrong(db):
    assert run()[0] == 0


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            "UPDATE intake_review SET snapshot = replace(snapshot, 'treat', 'wait')",
            "does not match its digest",
        ),
        ("UPDATE intake_review SET note = 'seen'", "other than signed: note"),
        ("UPDATE intake_review SET signed_at = '2020-01-01 00:00:00+00:00'", "other than signed: signed_at"),
        ("UPDATE intake_reviewarea SET decided = 'wait'", "other than signed: areas"),
        ("DELETE FROM intake_reviewarea", "other than signed: areas"),
        ("UPDATE intake_response SET answers = '{}'", "response"),
        ("UPDATE intake_response SET attested_name = 'Somebody Else'", "response"),
        ("UPDATE intake_assessment SET result = '{}'", "assessment"),
    ],
)
def test_a_changed_record_is_named(signed, sql, told):
    change(sql)
    code, said = run()
    assert code == 1 and told in said and "records are not as they were" in said


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE intake_sessiondepth SET depth_mm = 0.51", "session record"),
        ("UPDATE intake_sessionrecord SET needle_batch = 'LK13'", "session record"),
        ("UPDATE intake_symptomreport SET level = 'expected', days_after = 3", "symptom report"),
    ],
)
def test_what_follows_a_signature_is_looked_at_too(treated, sql, told):
    assert run()[0] == 0
    change(sql)
    code, said = run()
    assert code == 1 and f"{told} " in said and "does not match its digest" in said


def test_records_that_cannot_be_read_end_with_2(db, monkeypatch):
    def away():
        raise OperationalError("connection to 10.0.0.7 refused")
        yield

    monkeypatch.setattr("intake.management.commands.records.check_all", away)
    assert run() == (2, "The records cannot be read (OperationalError).")
