"""A prepared query answers as the query set it was made from; only its text is kept."""

import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField, DateTimeField, F
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic.models import RoleGrant, User
from clinic.prepared import Many, Prepared, PreparedUpdate
from clinic.roles import DERMATOLOGIST, FRONT_DESK

pytestmark = pytest.mark.django_db


def grants_of(email, before):
    """Of somebody's roles those granted before a moment, with the person and one added column."""
    found = RoleGrant.objects.select_related("user").annotate(name=Upper(F("user__full_name")))
    return found.filter(user__email=email, granted_at__lt=before).order_by("role")


@pytest.fixture
def prepared():
    return Prepared(grants_of, email=CharField(), before=DateTimeField())


def test_it_gives_the_rows_the_query_set_gives(prepared, dermatologist, front_desk):
    for person in (dermatologist, front_desk, dermatologist):
        told = {"email": person.email, "before": timezone.now()}
        rows, wanted = prepared.all(**told), list(grants_of(**told))
        assert rows == wanted != []
        assert [row.__dict__.keys() for row in rows] == [row.__dict__.keys() for row in wanted]
        assert [(row.name, row.granted_at, row.ended_at) for row in rows] == [
            (row.name, row.granted_at, row.ended_at) for row in wanted
        ]


def test_what_was_selected_with_a_row_costs_no_query(prepared, dermatologist):
    row = prepared.first(email=dermatologist.email, before=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        assert row.user == dermatologist
    assert len(queries) == 0


def test_nothing_that_was_read_is_kept(prepared, dermatologist):
    told = {"email": dermatologist.email, "before": timezone.now()}
    assert prepared.first(**told).role == DERMATOLOGIST
    grant = RoleGrant.objects.get(user=dermatologist)
    RoleGrant.objects.filter(pk=grant.pk).update(ended_at=timezone.now(), ended_by=dermatologist)
    assert prepared.first(**told).ended_at is not None
    assert prepared.first(email=dermatologist.email, before=grant.granted_at) is None


@pytest.mark.parametrize("typed", ["' OR ''='", "%s", "nobody@clinic.example", '"'])
def test_a_value_is_never_text_of_the_query(prepared, dermatologist, typed):
    assert prepared.all(email=typed, before=timezone.now()) == []


def test_a_value_that_was_not_told_is_an_error(prepared):
    with pytest.raises(KeyError):
        prepared.all(email="ada@clinic.example")


def test_a_constant_of_the_query_stays_its_own(front_desk, dermatologist):
    desk = Prepared(
        lambda email: RoleGrant.objects.filter(user__email=email, role=FRONT_DESK), email=CharField()
    )
    assert desk.first(email=front_desk.email).user_id == front_desk.pk
    assert desk.first(email=dermatologist.email) is None


def test_any_number_of_values_is_one_parameter(front_desk, dermatologist, nurse):
    held = Prepared(
        lambda people: RoleGrant.objects.filter(user__in=people).order_by("role"),
        people=Many(BigIntegerField()),
    )
    people = [front_desk.pk, nurse.pk]
    assert held.all(people=people) == list(RoleGrant.objects.filter(user__in=people).order_by("role"))
    assert [grant.user_id for grant in held.all(people={dermatologist.pk})] == [dermatologist.pk]
    assert held.all(people=[]) == []


def test_an_update_writes_only_the_rows_it_names(front_desk, dermatologist):
    renamed = PreparedUpdate(
        lambda person, name: (User.objects.filter(pk=person), {"full_name": name}),
        person=BigIntegerField(),
        name=CharField(),
    )
    assert renamed.run(person=front_desk.pk, name="Frankie '; Desk") == 1
    assert renamed.run(person=0, name="Nobody") == 0
    assert sorted(User.objects.values_list("full_name", flat=True)) == ["Ada Okafor", "Frankie '; Desk"]
