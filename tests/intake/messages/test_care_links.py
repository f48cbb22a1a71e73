"""The link to a patient's own page: one a patient, lasting with the care, taken back for good."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from clinic.models import AuditEvent
from intake.actions.care_links import copy_care_link, end_care_over, revoke_care_link, send_care_link
from intake.actions.course_changes import complete
from intake.actions.redeeming import redeem
from intake.actions.visits import cancel
from intake.models import Invitation, InvitationToken, Message, Patient
from intake.refusals import NotNow
from tests.intake.conftest import NOW, PLANNED
from tests.intake.course.steps import course_of
from tests.intake.messages.steps import booked, run, run_until, treated
from tests.intake.races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.intake.link_urls")]
WEEK_BEFORE = PLANNED - timedelta(days=7)
WRONG = date(1900, 1, 1)


@pytest.fixture
def link(visit, front_desk):
    return copy_care_link(patient=visit.patient, by=front_desk, at=NOW)[1]


def tokens_sent():
    return [found for one in mail.outbox for found in re.findall(r"/link/([\w-]{43})/", one.body)]


def opens(token, born, at=NOW):
    return redeem(token=token, birth_date=born, at=at)


def test_the_link_opens_the_page_of_this_patient_with_the_birth_date(visit, link, daniel):
    invitation = opens(link, visit.patient.birth_date)
    assert (invitation.purpose, invitation.patient, invitation.visit) == ("care", visit.patient, None)
    assert opens(link, daniel.birth_date) is None


def test_it_outlives_the_answers_and_the_visit(visit, link, front_desk, dermatologist):
    treated(visit, dermatologist, PLANNED)
    assert opens(link, visit.patient.birth_date, PLANNED + timedelta(days=30))


def test_five_wrong_birth_dates_lock_it_also_at_once(visit, link, front_desk):
    for _ in range(5):
        assert opens(link, WRONG) is None
    assert opens(link, visit.patient.birth_date) is None


def test_every_mail_has_a_link_of_its_own_and_all_of_them_open(visit, front_desk):
    send_care_link(patient=visit.patient, by=front_desk, at=NOW)
    run(NOW)
    run(WEEK_BEFORE)
    first, second = tokens_sent()
    assert first != second and Invitation.objects.count() == 1
    assert opens(first, visit.patient.birth_date, WEEK_BEFORE)
    assert opens(second, visit.patient.birth_date, WEEK_BEFORE)


def test_a_reminder_brings_a_link_though_nobody_made_one_before(visit):
    run(WEEK_BEFORE)
    invitation = Invitation.objects.get(purpose="care")
    assert invitation.created_by == visit.created_by and opens(
        tokens_sent()[0], visit.patient.birth_date, WEEK_BEFORE
    )
    made = AuditEvent.objects.get(action="create", target=f"invitation {invitation.pk}")
    assert (made.actor, made.actor_role) == (None, "system")


def test_a_click_twice_sends_one_mail(visit, front_desk):
    first = send_care_link(patient=visit.patient, by=front_desk, at=NOW)
    assert send_care_link(patient=visit.patient, by=front_desk, at=NOW) == first
    assert run(NOW) == 1
    assert send_care_link(patient=visit.patient, by=front_desk, at=NOW) != first


def test_a_link_taken_back_opens_nothing_and_no_message_brings_a_new_one(visit, link, front_desk):
    send_care_link(patient=visit.patient, by=front_desk, at=NOW)
    revoked = revoke_care_link(patient=visit.patient, by=front_desk, at=NOW)
    assert (revoked.ended_reason, revoked.access_version, revoked.ended_by) == ("revoked", 2, front_desk)
    assert opens(link, visit.patient.birth_date) is None
    run(NOW)
    run(WEEK_BEFORE)
    assert [one.subject for one in mail.outbox] == ["Su cita del 16 de marzo de 2026"]
    assert tokens_sent() == [] and Invitation.objects.count() == 1
    with pytest.raises(NotNow):
        revoke_care_link(patient=visit.patient, by=front_desk, at=NOW)


def test_only_the_desk_brings_it_back(visit, link, front_desk):
    revoke_care_link(patient=visit.patient, by=front_desk, at=NOW)
    _, new = copy_care_link(patient=visit.patient, by=front_desk, at=NOW)
    assert opens(new, visit.patient.birth_date) and opens(link, visit.patient.birth_date) is None


def test_a_locked_link_is_not_unlocked_by_a_reminder(visit, link, front_desk):
    for _ in range(5):
        opens(link, WRONG)
    run(WEEK_BEFORE)
    assert tokens_sent() == [] and len(mail.outbox) == 1
    _, new = copy_care_link(patient=visit.patient, by=front_desk, at=WEEK_BEFORE)
    assert opens(new, visit.patient.birth_date, WEEK_BEFORE)


def test_it_lasts_from_the_last_time_it_was_sent(settings, visit, link, front_desk):
    settings.LINK_LIFE_DAYS = 10
    assert opens(link, visit.patient.birth_date, NOW + timedelta(days=59))
    run(WEEK_BEFORE)
    assert Invitation.objects.get().expires_at > NOW + timedelta(days=59)
    late = Invitation.objects.get().expires_at
    assert opens(link, visit.patient.birth_date, late) is None


def test_beyond_the_limit_the_oldest_link_gives_way(visit, link, front_desk):
    _, second = copy_care_link(patient=visit.patient, by=front_desk, at=NOW + timedelta(seconds=1))
    for seconds in range(2, 51):
        copy_care_link(patient=visit.patient, by=front_desk, at=NOW + timedelta(seconds=seconds))
    assert InvitationToken.objects.count() == 50
    assert opens(link, visit.patient.birth_date) is None and opens(second, visit.patient.birth_date)


def test_there_is_no_page_without_anything_to_show(daniel, front_desk):
    with pytest.raises(NotNow):
        send_care_link(patient=daniel, by=front_desk, at=NOW)
    assert not Invitation.objects.exists()


class TestTheEndOfCare:
    def test_a_visit_called_off_ends_it_at_the_next_look(self, visit, link, front_desk):
        assert end_care_over(at=NOW) == 0
        cancel(visit=visit, reason="patient", by=front_desk, at=NOW)
        assert end_care_over(at=NOW) == 1 and end_care_over(at=NOW) == 0
        assert Invitation.objects.get().ended_reason == "care_over"
        assert opens(link, visit.patient.birth_date) is None

    def test_an_open_course_keeps_it_and_a_completed_one_for_six_weeks_more(self, visit, link, dermatologist):
        treated(visit, dermatologist, PLANNED)
        assert end_care_over(at=PLANNED + timedelta(days=300)) == 0
        act = {"by": dermatologist, "at": PLANNED, "on": PLANNED.date()}
        complete(course=course_of(visit), reason="Goal met.", **act)
        assert end_care_over(at=PLANNED + timedelta(days=42)) == 0
        assert end_care_over(at=PLANNED + timedelta(days=43)) == 1

    def test_a_new_visit_has_a_new_link_with_its_reminder(self, visit, link, front_desk):
        cancel(visit=visit, reason="patient", by=front_desk, at=NOW)
        end_care_over(at=NOW)
        booked(visit.patient, PLANNED + timedelta(days=10), NOW)
        run_until(WEEK_BEFORE, PLANNED)
        assert Invitation.objects.filter(ended_at=None).count() == 1
        assert opens(tokens_sent()[-1], visit.patient.birth_date, PLANNED)


def test_only_people_of_the_desk_may(visit, lead, nobody, link):
    for person in (lead, nobody):
        for act in (send_care_link, copy_care_link, revoke_care_link):
            with pytest.raises(PermissionDenied):
                act(patient=visit.patient, by=person, at=NOW)
    assert Invitation.objects.get().ended_at is None


def test_nothing_is_sent_to_whom_nothing_reaches(daniel, front_desk, place):
    booked(daniel, PLANNED, NOW, place=place)
    assert send_care_link(patient=daniel, by=front_desk, at=NOW) is None
    assert Invitation.objects.count() == 1 and not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.intake.link_urls")
def test_links_made_at_one_moment_belong_to_one_invitation(daniel, front_desk, place):
    booked(daniel, PLANNED, NOW, place=place)
    patient = Patient.objects.get(pk=daniel.pk)
    made = at_once(*[lambda: copy_care_link(patient=patient, by=front_desk, at=NOW)] * 6)
    assert len({invitation.pk for invitation, _ in made}) == 1
    assert Invitation.objects.count() == 1 and InvitationToken.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_guesses_made_at_one_moment_are_counted_one_by_one(daniel, front_desk, place):
    booked(daniel, PLANNED, NOW, place=place)
    _, token = copy_care_link(patient=daniel, by=front_desk, at=NOW)
    at_once(*[lambda: redeem(token=token, birth_date=WRONG, at=NOW)] * 12)
    invitation = Invitation.objects.get()
    assert invitation.tries == 5 and invitation.locked_at == NOW
