"""Named tuples of a prepared query hold what the models of the same rows hold; nothing is kept."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import pytest
from django.db.models import BigIntegerField, F, UUIDField
from django.db.models.functions import Upper
from django.utils import timezone

from clinic.models import RoleGrant
from clinic.prepared import Many
from clinic.prepared.rows import Key, PreparedRows
from clinic.roles import DERMATOLOGIST
from intake.models import TreatmentRequest
from tests.factories import TreatmentRequestFactory, VisitFactory

pytestmark = pytest.mark.django_db


class GrantLine(NamedTuple):
    """Columns in another order than the table's, an added one between them."""

    ended_at: datetime | None
    name: str
    role: str
    user_id: int
    granted_at: datetime
    pk: int


class AreasLine(NamedTuple):
    pk: UUID
    areas: list
    course_id: UUID | None


def open_grants(people):
    found = RoleGrant.objects.filter(user__in=people, ended_at=None).annotate(
        name=Upper(F("user__full_name"))
    )
    return found.only("ended_at", "role", "user_id", "granted_at").order_by("pk")


@pytest.fixture
def grants():
    return PreparedRows(GrantLine, open_grants, people=Many(BigIntegerField()))


def test_a_column_is_what_the_model_has(grants, dermatologist, front_desk):
    people = [dermatologist.pk, front_desk.pk]
    rows, models = grants.all(people=people), list(open_grants(people))
    assert rows == [tuple(getattr(model, name) for name in GrantLine._fields) for model in models]
    assert len(rows) == 2 and rows[0].granted_at.tzinfo is not None


def test_keys_and_json_come_as_on_a_model_on_either_database(place, front_desk):
    visit = VisitFactory(place=place, created_by=front_desk)
    made = [TreatmentRequestFactory(visit=visit, created_by=front_desk, position=9, areas=["ñ", "b"])]
    lines = PreparedRows(
        AreasLine,
        lambda keys: TreatmentRequest.objects.filter(pk__in=keys).only("areas", "course_id"),
        keys=Many(UUIDField()),
    )
    assert lines.all(keys=[one.pk for one in made]) == [(made[0].pk, ["ñ", "b"], None)]
    assert lines.all(keys=[]) == [] and lines.first(keys=[]) is None


def test_nothing_that_was_read_is_kept(grants, dermatologist):
    assert [row.role for row in grants.all(people=[dermatologist.pk])] == [DERMATOLOGIST]
    RoleGrant.objects.update(ended_at=timezone.now(), ended_by=dermatologist)
    assert grants.all(people=[dermatologist.pk]) == []


def test_a_column_that_the_query_does_not_read_is_an_error(dermatologist):
    wrong = PreparedRows(AreasLine, lambda: RoleGrant.objects.only("role"))
    with pytest.raises(KeyError):
        wrong.all()


def test_a_row_that_is_only_counted_is_its_key(dermatologist):
    assert PreparedRows(Key, lambda: RoleGrant.objects.only("pk")).all() == [
        (RoleGrant.objects.get().pk,),
    ]
