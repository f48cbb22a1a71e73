"""What was sent, found and signed can be changed by no ORM call and no SQL write, on either database."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from clinic.models import AuditEvent
from intake.actions.addenda import add_addendum
from intake.actions.sessions import end_session, start_session
from intake.actions.submission import retract
from intake.actions.visits import check_in, move
from intake.models import (
    Assessment,
    Finding,
    Response,
    ResponseRetraction,
    Review,
    ReviewAddendum,
    ReviewArea,
    TreatmentSession,
    VisitMove,
)
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import agree, make_ready, send

pytestmark = pytest.mark.django_db

MODELS = (
    *(AuditEvent, Response, ResponseRetraction, Assessment, Finding),
    *(Review, ReviewArea, ReviewAddendum, VisitMove, TreatmentSession),
)
COLUMN = {
    AuditEvent: "target",
    Response: "content_hash",
    ResponseRetraction: "reason",
    Assessment: "result_hash",
    Finding: "staff",
    Review: "note",
    ReviewArea: "reason_text",
    ReviewAddendum: "text",
    VisitMove: "from_starts_at",
    TreatmentSession: "treatment",
}
"""A column of each table that an attacker would like to write over."""


@pytest.fixture
def record(visit, front_desk, dermatologist, nurse):
    """One row at least in every table."""
    move(visit=visit, starts_at=PLANNED.replace(hour=11), by=front_desk, at=NOW, on=TODAY)
    send(visit, diabetes="yes")
    review = agree(visit, dermatologist)[0]
    add_addendum(review=review, text="By phone", by=nurse, at=NOW)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=PLANNED.date())
    make_ready(visit, nurse, PLANNED)
    request = visit.requests.get()
    start_session(treatment_request=request, by=nurse, at=PLANNED, on=PLANNED.date())
    ResponseRetraction.objects.create(response=Response.objects.first(), reason="x", at=NOW, by=nurse)


def refused(attack: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            attack()
    except DatabaseError:
        return True
    return False


def sql(statement: str) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nothing_changes_or_takes_away_a_row(record, model):
    table, column = model._meta.db_table, COLUMN[model]
    row = model.objects.first()
    forged = PLANNED if model is VisitMove else "forged"
    key = row.pk.hex if connection.vendor == "sqlite" and hasattr(row.pk, "hex") else row.pk
    setattr(row, column, forged)
    attacks = [
        row.save,
        lambda: model.objects.filter(pk=row.pk).update(**{column: forged}),
        lambda: model.objects.bulk_update([row], [column]),
        lambda: model.objects.all()._raw_delete(connection.alias),
        sql(f"UPDATE {table} SET {column} = '{forged}' WHERE id = '{key}'"),
        sql(f"DELETE FROM {table} WHERE id = '{key}'"),
        sql(f"DELETE FROM {table}"),
    ]
    if connection.vendor == "postgresql":
        attacks.append(sql(f"TRUNCATE {table} CASCADE"))
    else:
        attacks.append(sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"))
    assert [refused(attack) for attack in attacks] == [True] * len(attacks)


def test_a_session_can_end_once_begun_and_nothing_else_of_it_changes(record, nurse):
    session = TreatmentSession.objects.get()
    assert refused(lambda: TreatmentSession.objects.update(areas=["chin"]))
    end_session(session=session, by=nurse, at=PLANNED, on=PLANNED.date())
    assert TreatmentSession.objects.get().ended_by == nurse


def test_a_correction_takes_nothing_away(visit, front_desk):
    response = send(visit)
    before = Response.objects.values().get()
    retract(response=response, reason="Wrong patient", by=front_desk, at=NOW, on=TODAY)
    assert Response.objects.values().get() == before
