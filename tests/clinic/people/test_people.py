"""Who works here and what they may do: granted, ended, never forgotten."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from clinic import people
from clinic.models import AuditEvent, RoleGrant, User
from clinic.roles import DERMATOLOGIST, FRONT_DESK, LEAD, NURSE
from tests.factories import PASSWORD, UserFactory


def a_person(**changes) -> User:
    told = {"email": "Sam@Clinic.Example ", "full_name": " Sam Ode ", "roles": [FRONT_DESK], "by": None}
    return people.add_person(**{**told, **changes})


def test_a_person_is_added_with_several_roles(lead):
    sam = a_person(roles=[FRONT_DESK, NURSE], by=lead)
    assert (sam.email, sam.full_name) == ("sam@clinic.example", "Sam Ode")
    assert User.objects.get(pk=sam.pk).roles == {FRONT_DESK, NURSE}
    assert set(sam.grants.values_list("granted_by", flat=True)) == {lead.pk}


def test_a_person_without_a_password_cannot_sign_in(db):
    assert not a_person().has_usable_password()


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "no e-mail"},
        {"email": ""},
        {"full_name": " "},
        {"full_name": "x" * 151},
        {"title": "x" * 61},
    ],
)
def test_a_person_is_refused_whole(db, changes):
    with pytest.raises(ValidationError):
        a_person(**changes)
    assert not User.objects.exists()
    assert not AuditEvent.objects.exists()


def test_one_e_mail_is_one_person(db):
    a_person()
    with pytest.raises(ValidationError):
        a_person(email="SAM@clinic.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="Sam@clinic.example", full_name="Another Sam")])


def test_a_role_is_held_once(front_desk, lead):
    first = people.grant_role(front_desk, FRONT_DESK, by=lead)
    assert people.grant_role(front_desk, FRONT_DESK, by=lead) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=front_desk, role=FRONT_DESK)


def test_an_ended_role_may_be_given_again(front_desk, lead):
    people.end_role(front_desk, FRONT_DESK, by=lead)
    assert User.objects.get(pk=front_desk.pk).roles == set()
    people.grant_role(front_desk, FRONT_DESK, by=lead)
    assert User.objects.get(pk=front_desk.pk).roles == {FRONT_DESK}
    assert front_desk.grants.count() == 2


def test_every_change_of_rights_is_an_event(front_desk, lead):
    people.grant_role(front_desk, NURSE, by=lead)
    people.end_role(front_desk, NURSE, by=lead)
    people.end_role(front_desk, NURSE, by=lead)
    people.set_active(front_desk, False, by=lead)
    events = AuditEvent.objects.filter(action="privilege").order_by("id")
    assert [event.fields for event in events] == [["+nurse"], ["-nurse"], ["is_active"]]
    assert {(e.actor, e.actor_role, e.target) for e in events} == {
        (lead, LEAD, f"user {front_desk.public_id}")
    }


@pytest.mark.parametrize("role", ["doctor", "", "LEAD"])
def test_an_unknown_role_is_neither_given_nor_asked_for(front_desk, role):
    with pytest.raises(ValueError, match="No such role"):
        people.grant_role(front_desk, role, by=None)
    with pytest.raises(ValueError, match="No such role"):
        front_desk.has_role(role)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=front_desk, role=role)


@pytest.mark.parametrize("end", [{"ended_at": timezone.now()}, {"ended_by_id": 1}])
def test_an_end_has_its_time_and_its_person(front_desk, end):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=front_desk, role=LEAD, **end)


@pytest.mark.parametrize("change", [{"role": LEAD}, {"granted_by_id": None, "granted_at": timezone.now()}])
def test_the_database_refuses_to_rewrite_a_grant(front_desk, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        front_desk.grants.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        front_desk.grants.all().delete()
    assert front_desk.grants.get().role == FRONT_DESK


def test_roles_are_asked_for_once_a_request(nurse, django_assert_num_queries):
    person = User.objects.get(pk=nurse.pk)
    with django_assert_num_queries(1):
        assert person.has_role(NURSE)
        assert not person.has_role(LEAD, FRONT_DESK)
        assert person.role_among((DERMATOLOGIST, NURSE)) == NURSE


def test_a_closed_account_holds_no_role(dermatologist, lead):
    people.set_active(dermatologist, False, by=lead)
    assert User.objects.get(pk=dermatologist.pk).roles == set()


def test_nobody_holds_every_right():
    names = {field.name for field in User._meta.get_fields()}
    assert names.isdisjoint({"is_superuser", "is_staff", "groups", "user_permissions", "username"})


def test_a_signature_carries_name_and_title(dermatologist, front_desk):
    assert dermatologist.signature_name == "Ada Okafor, MD, Dermatologist"
    assert front_desk.signature_name == "Frankie Desk"


def test_a_password_link_works_once(client, nobody):
    address = people.password_link(nobody).removeprefix("http://localhost:8000")
    form = client.get(address, follow=True)
    assert form.status_code == 200
    assert nobody.email not in form.redirect_chain[0][0]
    new = {"password1": "four words in a row", "password2": "four words in a row"}
    assert client.post(form.request["PATH_INFO"], new, follow=True).status_code == 200
    nobody.refresh_from_db()
    assert nobody.check_password("four words in a row")
    again = client.get(address, follow=True)
    assert b"This link no longer works" in again.content


def test_a_password_link_of_one_person_opens_no_other(client, nobody, lead):
    key = people.password_link(nobody).rpartition("new-password/")[2].partition("-")[2]
    forged = people.password_link(lead).partition("new-password/")[2].partition("-")[0]
    answer = client.get(f"/account/new-password/{forged}-{key}", follow=True)
    assert b"This link no longer works" in answer.content


def test_a_weak_new_password_is_refused(client, nobody):
    address = people.password_link(nobody).removeprefix("http://localhost:8000")
    form = client.get(address, follow=True)
    weak = client.post(form.request["PATH_INFO"], {"password1": "password", "password2": "password"})
    assert b"too short" in weak.content
    nobody.refresh_from_db()
    assert nobody.check_password(PASSWORD)


def test_a_factory_person_has_the_roles_asked_for(db):
    assert UserFactory(roles=[NURSE, LEAD]).roles == {NURSE, LEAD}
