"""Registering a patient and changing the particulars."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clinic.models import AuditEvent
from intake.actions.patients import Particulars, edit_patient, register_patient
from intake.models import Patient
from intake.numbers import is_record_number
from intake.refusals import Changed
from intake.search import find_patients
from tests.intake.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
LINH = {
    "family_name": "Nguyễn",
    "given_name": "Linh",
    "birth_date": date(2003, 9, 30),
    "phone": "+1 646 555 0100",
    "email": "Linh@Mail.example",
}


def register(by, **changes):
    return register_patient(particulars=Particulars(**LINH | changes), by=by, at=NOW, on=TODAY)


def test_a_patient_is_registered_under_a_number_and_found(front_desk):
    linh = register(front_desk)
    assert is_record_number(linh.record_number) and linh.email == "linh@mail.example"
    assert str(linh) == "NGUYỄN, Linh" and linh.grouped_record_number.count(" ") == 2
    assert find_patients("nguyen") == find_patients("6465550100") == [linh]
    event = AuditEvent.objects.get(target=f"patient {linh.pk}")
    assert event.action == "create" and "Linh" not in str(event.fields)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"family_name": " "}, "family_name"),
        ({"given_name": "\x00"}, "given_name"),
        ({"family_name": "x" * 81}, "family_name"),
        ({"birth_date": date(2026, 3, 3)}, "birth_date"),
        ({"birth_date": date(1880, 1, 1)}, "birth_date"),
        ({"phone": "12"}, "phone"),
        ({"phone": "call me"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.example\nBcc: x@y.example"}, "email"),
        ({"language": "xx"}, "language"),
        ({"sex_at_birth": "x"}, "sex_at_birth"),
    ],
)
def test_what_is_wrong_is_named_and_nobody_is_registered(front_desk, changes, field):
    with pytest.raises(ValidationError) as wrong:
        register(front_desk, **changes)
    assert list(wrong.value.message_dict) == [field]
    assert not Patient.objects.exists()


def test_everything_that_is_wrong_is_named_at_once(front_desk):
    with pytest.raises(ValidationError) as wrong:
        register(front_desk, family_name="", phone="12", birth_date=date(2030, 1, 1))
    assert set(wrong.value.message_dict) == {"family_name", "phone", "birth_date"}


def test_a_change_names_its_fields_and_the_search_follows(front_desk):
    linh = register(front_desk)
    particulars = Particulars(**LINH | {"family_name": "Tran", "phone": ""})
    changed = edit_patient(patient=linh, particulars=particulars, version=1, by=front_desk, at=NOW, on=TODAY)
    assert changed.version == 2 and changed.changed_by == front_desk
    assert find_patients("tran") == [linh] and find_patients("nguyen") == find_patients("0100") == []
    assert set(AuditEvent.objects.get(action="change").fields) == {"family_name", "phone"}


def test_saving_the_same_again_changes_nothing(front_desk):
    linh = register(front_desk)
    edit_patient(patient=linh, particulars=Particulars(**LINH), version=1, by=front_desk, at=NOW, on=TODAY)
    assert Patient.objects.get().version == 1 and not AuditEvent.objects.filter(action="change").exists()


def test_two_people_who_change_one_patient_are_told(front_desk):
    linh = register(front_desk)
    for name in ("Tran", "Pham"):
        given = {"patient": linh, "particulars": Particulars(**LINH | {"family_name": name}), "version": 1}
        if name == "Tran":
            edit_patient(**given, by=front_desk, at=NOW, on=TODAY)
        else:
            with pytest.raises(Changed):
                edit_patient(**given, by=front_desk, at=NOW, on=TODAY)
    assert Patient.objects.get().family_name == "Tran"


def test_only_people_of_the_desk_register(lead, nobody):
    for person in (lead, nobody):
        with pytest.raises(PermissionDenied):
            register(person)


def test_age_counts_from_the_first_of_march_for_a_leap_day():
    born = Patient(birth_date=date(2008, 2, 29))
    assert (born.age_on(date(2026, 2, 28)), born.age_on(date(2026, 3, 1))) == (17, 18)
