"""Emergency access as an action: who may, for how long, and what the database refuses."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from clinic import people
from clinic.models import AuditEvent, EmergencyAccess, EmergencyReview, User
from clinic.people import emergency
from clinic.roles import FRONT_DESK, NURSE
from tests.factories import UserFactory
from tests.intake.races import at_once, meeting

PATIENT = uuid4()
WHY = "She collapsed in the waiting room."


def opened(by, patient=PATIENT, at=None, reason=WHY) -> EmergencyAccess:
    return emergency.open_access(patient_id=patient, reason=reason, by=by, at=at or timezone.now())


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_it_lasts_four_hours_and_nothing_has_to_run(front_desk):
    at = timezone.now()
    opened(front_desk, at=at)
    for hours, count in ((0, 1), (3.99, 1), (4, 0), (4.01, 0), (-0.01, 0)):
        assert len(emergency.open_now(front_desk, at + timedelta(hours=hours))) == count, hours


def test_the_event_names_the_patient_and_not_the_reason(front_desk):
    access = opened(front_desk)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.patient_id) == ("emergency", front_desk, PATIENT)
    assert event.target == f"emergency access {access.pk}" and not event.fields
    assert access.reason == WHY and WHY not in str(vars(event))


@pytest.mark.parametrize("who", ["nurse", "dermatologist", "nobody"])
def test_who_sees_reasons_anyway_or_has_no_role_opens_none(who, request):
    with pytest.raises(PermissionDenied):
        opened(request.getfixturevalue(who))
    assert not EmergencyAccess.objects.exists()


@pytest.mark.parametrize("reason", ["", "   ", "too short", " " * 30, "x" * 501])
def test_a_reason_is_ten_to_five_hundred_letters(front_desk, reason):
    with pytest.raises(ValidationError):
        opened(front_desk, reason=reason)
    assert not EmergencyAccess.objects.exists()


@pytest.mark.parametrize("length", [10, 500])
def test_the_shortest_and_the_longest_reason_are_kept_whole(lead, length):
    assert opened(lead, reason="x" * length).reason == "x" * length


def test_asking_again_while_it_is_open_opens_nothing_more(front_desk):
    assert opened(front_desk) == opened(front_desk)
    assert AuditEvent.objects.count() == 1
    assert opened(front_desk, patient=uuid4()) != opened(front_desk)


def test_ending_it_is_an_event_and_happens_once(front_desk):
    access, at = opened(front_desk), timezone.now()
    for _ in range(2):
        emergency.end_access(access=access, by=front_desk, at=at)
    assert emergency.open_now(front_desk, at) == []
    assert [event.fields for event in AuditEvent.objects.order_by("id")] == [[], ["ended_at"]]


@pytest.mark.parametrize(
    "change",
    [
        lambda person, lead: people.set_active(person, False, by=lead),
        lambda person, lead: people.end_role(person, FRONT_DESK, by=lead),
    ],
)
def test_it_ends_with_the_account_and_with_a_role_and_does_not_come_back(front_desk, lead, change):
    opened(front_desk)
    change(front_desk, lead)
    people.set_active(front_desk, True, by=lead)
    people.grant_role(front_desk, FRONT_DESK, by=lead)
    assert emergency.open_now(fresh(front_desk), timezone.now()) == []
    access = EmergencyAccess.objects.get()
    assert access.ended_by == lead and access.ended_at


def test_a_role_that_sees_reasons_makes_it_needless(front_desk, lead):
    opened(front_desk)
    people.grant_role(front_desk, NURSE, by=lead)
    assert emergency.open_now(fresh(front_desk), timezone.now()) == []


class TestReview:
    @pytest.fixture
    def access(self, front_desk):
        return opened(front_desk, at=timezone.now() - timedelta(hours=5))

    def test_somebody_else_reviews_it_once(self, access, lead, dermatologist):
        made = emergency.review(access=access, note="Right.", by=dermatologist, at=timezone.now())
        assert (made.reviewed_by, made.note) == (dermatologist, "Right.")
        assert not emergency.unreviewed().exists()
        with pytest.raises(ValidationError, match="already"):
            emergency.review(access=access, note="Also.", by=lead, at=timezone.now())
        event = AuditEvent.objects.get(action="create")
        assert event.target == f"review of emergency access {access.pk}" and event.patient_id == PATIENT

    @pytest.mark.parametrize("who", ["front_desk", "nurse", "nobody"])
    def test_others_do_not(self, access, who, request):
        with pytest.raises(PermissionDenied):
            emergency.review(access=access, note="Right.", by=request.getfixturevalue(who), at=timezone.now())

    def test_nobody_reviews_their_own(self, lead, dermatologist):
        own = opened(lead, at=timezone.now() - timedelta(hours=5))
        with pytest.raises(PermissionDenied):
            emergency.review(access=own, note="Fine.", by=lead, at=timezone.now())
        assert emergency.count_unreviewed(lead, timezone.now()) == 0
        assert emergency.count_unreviewed(dermatologist, timezone.now()) == 1

    def test_one_that_is_open_waits(self, front_desk, lead):
        access = opened(front_desk)
        assert emergency.count_unreviewed(lead, timezone.now()) == 0
        with pytest.raises(ValidationError, match="still open"):
            emergency.review(access=access, note="Right.", by=lead, at=timezone.now())

    @pytest.mark.parametrize("note", ["", "  ", "x" * 501])
    def test_a_note_is_written(self, access, lead, note):
        with pytest.raises(ValidationError):
            emergency.review(access=access, note=note, by=lead, at=timezone.now())


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "Another."},
        {"patient_id": uuid4},
        {"expires_at": lambda: timezone.now() + timedelta(days=9)},
        {"opened_by_id": 999_999},
    ],
    ids=["reason", "patient", "time", "person"],
)
def test_the_database_refuses_to_rewrite_or_remove_an_access(front_desk, change):
    opened(front_desk)
    changed = {name: value() if callable(value) else value for name, value in change.items()}
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyAccess.objects.update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyAccess.objects.all().delete()
    assert EmergencyAccess.objects.get().reason == WHY


def test_the_database_refuses_to_rewrite_or_remove_a_review(front_desk, lead):
    access = opened(front_desk, at=timezone.now() - timedelta(hours=5))
    emergency.review(access=access, note="Right.", by=lead, at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyReview.objects.update(note="Wrong.")
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyReview.objects.all().delete()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_open_one():
    person = UserFactory(roles=[FRONT_DESK])
    results = at_once(*[lambda: opened(fresh(person))] * 6)
    assert len({access.pk for access in results}) == EmergencyAccess.objects.count() == 1


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite puts writers in order by itself")
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_they_open_several(monkeypatch):
    unlocked = lambda rows, **_: rows.all()  # noqa: E731
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", unlocked)
    create = meeting(2, EmergencyAccess.objects.create)
    monkeypatch.setattr(EmergencyAccess.objects, "create", create)
    person = UserFactory(roles=[FRONT_DESK])
    at_once(*[lambda: opened(fresh(person))] * 2)
    assert EmergencyAccess.objects.count() == 2
