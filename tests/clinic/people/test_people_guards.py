"""The clinic keeps a lead, nobody changes themselves, only a lead changes anybody; also two at once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from clinic import people
from clinic.models import AuditEvent, RoleGrant, User
from clinic.people import invitations
from clinic.roles import FRONT_DESK, LEAD, NURSE
from tests.factories import UserFactory
from tests.intake.races import at_once, meeting

CHANGES = {
    "grant": lambda person, by: people.grant_role(person, NURSE, by=by),
    "end": lambda person, by: people.end_role(person, FRONT_DESK, by=by),
    "roles": lambda person, by: people.change_roles(person, [NURSE], by=by),
    "close": lambda person, by: people.set_active(person, False, by=by),
    "invite": lambda person, by: invitations.invite(person, by=by),
    "factor": lambda person, by: invitations.reset_second_factor(person, by=by),
    "sessions": lambda person, by: invitations.end_sessions(person, by=by),
}


@pytest.fixture
def second_lead(db):
    return UserFactory(email="lou@clinic.example", full_name="Lou Second", roles=[LEAD])


def leads() -> int:
    return RoleGrant.objects.filter(role=LEAD, ended_at=None, user__is_active=True).count()


def state() -> list:
    return [*User.objects.order_by("pk").values_list(), *RoleGrant.objects.order_by("pk").values_list()]


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_but_a_lead_changes_anybody(change, front_desk, nurse, dermatologist, nobody, lead):
    before = state()
    for by in (nurse, dermatologist, nobody):
        with pytest.raises(PermissionDenied):
            CHANGES[change](front_desk, by)
    assert state() == before and not AuditEvent.objects.exists()
    CHANGES[change](front_desk, lead)
    assert AuditEvent.objects.filter(action="privilege", actor=lead).exists()


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_changes_their_own_roles_or_account(change, lead, second_lead):
    before = state()
    with pytest.raises(PermissionDenied):
        CHANGES[change](lead, lead)
    assert state() == before


def test_somebody_who_is_lead_no_more_changes_nobody_though_the_page_was_open(lead, second_lead, nurse):
    assert second_lead.roles == {LEAD}
    people.end_role(second_lead, LEAD, by=lead)
    with pytest.raises(PermissionDenied):
        people.set_active(nurse, False, by=second_lead)


@pytest.mark.parametrize(
    "remove",
    [
        lambda person, by: people.set_active(person, False, by=by),
        lambda person, by: people.end_role(person, LEAD, by=by),
        lambda person, by: people.change_roles(person, [NURSE], by=by),
    ],
)
def test_the_last_lead_stays(remove, lead, second_lead):
    remove(second_lead, lead)
    assert leads() == 1
    with pytest.raises(ValidationError, match="last clinic lead"):
        people.set_active(lead, False, by=None)
    assert leads() == 1


def test_a_lead_whose_account_is_closed_is_none(lead, second_lead):
    people.set_active(second_lead, False, by=lead)
    with pytest.raises(ValidationError, match="last clinic lead"):
        people.set_active(lead, False, by=None)
    people.set_active(second_lead, True, by=lead)
    people.set_active(lead, False, by=second_lead)
    assert leads() == 1


def removed_each_other() -> list:
    first, second = UserFactory(roles=[LEAD]), UserFactory(roles=[LEAD])
    return at_once(
        lambda: people.end_role(User.objects.get(pk=second.pk), LEAD, by=User.objects.get(pk=first.pk)),
        lambda: people.set_active(User.objects.get(pk=first.pk), False, by=User.objects.get(pk=second.pk)),
    )


ROUNDS = 8


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_leads_who_remove_each_other_at_once_leave_one():
    for _ in range(ROUNDS):
        results = removed_each_other()
        assert sum(result is None for result in results) == 1, results
        assert leads() == 1
        RoleGrant.objects.filter(ended_at=None).update(
            ended_at=RoleGrant.objects.latest("granted_at").granted_at, ended_by=User.objects.first()
        )


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite puts writers in order by itself")
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_the_clinic_loses_both(monkeypatch):
    monkeypatch.setattr(people, "_hold_leads", lambda: None)
    monkeypatch.setattr(people, "_keep_a_lead", meeting(2, people._keep_a_lead))
    assert removed_each_other() == [None, None]
    assert leads() == 0
