"""A patient is found by what a caller says; a double is noticed before it is made."""

from datetime import date

import pytest
from django.db import connection

from intake.models import Patient, PatientWord
from intake.search import beginning, find_patients, may_be, possible_doubles
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    [
        *("garcia", "GARCÍA", "lóp mar", "maria garcia lopez", "14-Mar-1991", "3/14/1991", "mar 14 1991"),
        *("2125550142", "212-555-0142", "+1 212 555 0142", "0142", "garcia 1991-03-14", "14 march 1991 gar"),
    ],
)
def test_maria_is_found(maria, daniel, typed):
    assert find_patients(typed) == [maria]


def test_a_record_number_typed_in_groups_is_found(maria, daniel):
    assert find_patients(maria.grouped_record_number) == [maria]


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "garcia okafor", "ga%ia", "'; drop table", "\u202e"])
def test_nothing_is_found_for_nothing_and_no_sign_is_special(maria, daniel, typed):
    assert find_patients(typed) == []


def test_a_search_shows_so_many_and_no_more(front_desk):
    PatientFactory.create_batch(25, family_name="Smith", created_by=front_desk)
    assert len(find_patients("smi")) == 20


def test_the_search_uses_the_index(maria):
    query = PatientWord.objects.filter(beginning("gar"))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "index" in query.explain().lower()


def test_the_same_birth_date_with_a_like_name_may_be_a_double(maria, daniel):
    found = possible_doubles(family_name="Garzia", given_name="Mary", birth_date=date(1991, 3, 14))
    assert found == [maria]


def test_the_same_phone_or_mail_may_be_a_double_whatever_the_name(maria, daniel):
    other = {"family_name": "Xu", "given_name": "Li", "birth_date": date(2000, 1, 1)}
    assert possible_doubles(**other, phone="+1 (212) 555-0142") == [maria]
    assert possible_doubles(**other, email="MARIA@mail.example") == [maria]


def test_the_same_birth_date_alone_is_no_double(maria):
    assert possible_doubles(family_name="Xu", given_name="Li", birth_date=date(1991, 3, 14)) == []


@pytest.mark.parametrize("born", [(1992, 3, 14), (1991, 8, 14), (1991, 3, 4)])
@pytest.mark.parametrize("names", [("garcia LOPEZ", "maria"), ("Maria", "Garcia Lopez")])
def test_the_same_name_with_one_slip_in_the_birth_date_may_be_a_double(maria, daniel, born, names):
    assert possible_doubles(family_name=names[0], given_name=names[1], birth_date=date(*born)) == [maria]


def test_so_may_day_and_month_the_other_way_round(front_desk):
    ines = PatientFactory(
        family_name="Ruiz", given_name="Inés", birth_date=date(1980, 4, 9), created_by=front_desk
    )
    assert possible_doubles(family_name="Ruiz", given_name="Ines", birth_date=date(1980, 9, 4)) == [ines]


def test_a_namesake_of_another_age_is_no_double(maria):
    name = {"family_name": "García López", "given_name": "María"}
    assert possible_doubles(**name, birth_date=date(1955, 8, 14)) == []
    assert possible_doubles(family_name="García", given_name="María", birth_date=date(1992, 3, 14)) == []


def test_what_is_not_given_makes_no_double(maria):
    assert possible_doubles(phone="2125550142") == [maria]
    assert possible_doubles(family_name="García López", given_name="María") == []


def test_the_look_for_doubles_uses_an_index_for_each_way(maria, front_desk):
    PatientFactory.create_batch(300, created_by=front_desk)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE intake_patient")
            cursor.execute("SET LOCAL enable_seqscan = off")
    like = may_be("García", "María", date(1991, 3, 14), "2125550142", "maria@mail.example")
    plan = Patient.objects.filter(like).order_by("search_name", "id")[:50].explain().lower()
    for index in ("patient_by_birth_date", "patient_list", "patient_by_phone", "patient_by_email"):
        assert index in plan


def test_a_patient_is_no_double_of_themselves(maria):
    same = {"family_name": "García López", "given_name": "María", "birth_date": maria.birth_date}
    assert possible_doubles(**same, but=maria.pk) == []
