"""The patient's link: made, traded for a session, counted, locked, ended; a token is kept nowhere."""

from datetime import UTC, date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from clinic.models import AuditEvent
from intake.actions.invitations import copy_link, digest_of, mint_token, reissue, send_link
from intake.actions.redeeming import redeem
from intake.actions.visits import cancel, check_in, finish, move
from intake.messages.outbox import drain
from intake.models import Invitation, InvitationToken, Message, Visit
from intake.refusals import NotNow
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import send

pytestmark = pytest.mark.django_db
WRONG = date(1900, 1, 1)
LIFE_OVER = NOW.astimezone(UTC) + timedelta(days=10)


@pytest.fixture
def link(visit, front_desk):
    return copy_link(visit=visit, by=front_desk, at=NOW)[1]


def opens(token, born, at=NOW):
    return redeem(token=token, birth_date=born, at=at) is not None


def test_the_right_birth_date_opens_the_visit(visit, link):
    invitation = redeem(token=link, birth_date=visit.patient.birth_date, at=NOW)
    assert invitation.visit == visit and invitation.redeemed_at == NOW
    assert AuditEvent.objects.filter(action="sign-in", outcome="success", actor_role="patient").count() == 1


def test_the_link_opens_again_on_another_device(visit, link):
    assert opens(link, visit.patient.birth_date)
    assert opens(link, visit.patient.birth_date, NOW + timedelta(days=1))


def test_a_token_is_long_and_only_its_hash_is_stored(visit, link):
    assert len(link) == 43
    stored = InvitationToken.objects.get()
    assert stored.digest == digest_of(link) and link not in str(vars(stored))


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "é" * 43, "\ud800", "\x00", "x" * 5000])
def test_any_other_token_opens_nothing(visit, link, token):
    assert not opens(token, visit.patient.birth_date)


def test_five_wrong_birth_dates_lock_it_even_for_the_right_one(visit, link):
    for _ in range(5):
        assert not opens(link, WRONG)
    assert not opens(link, visit.patient.birth_date)
    assert Invitation.objects.get().locked_at == NOW
    denied = AuditEvent.objects.filter(action="sign-in", outcome="deny", patient_id=visit.patient_id)
    assert denied.count() == 6


def test_the_right_birth_date_gives_the_tries_back(visit, link):
    for _ in range(4):
        opens(link, WRONG)
    assert opens(link, visit.patient.birth_date)
    assert Invitation.objects.get().tries == 0


def test_tries_are_counted_for_the_invitation_whatever_the_link(visit, front_desk, link):
    second = copy_link(visit=visit, by=front_desk, at=NOW)[1]
    for token in (link, second, link, second, link):
        opens(token, WRONG)
    assert not opens(second, visit.patient.birth_date)


def test_a_locked_link_is_made_new_by_sending_again(visit, front_desk, link):
    for _ in range(5):
        opens(link, WRONG)
    new = copy_link(visit=visit, by=front_desk, at=NOW)[1]
    assert opens(new, visit.patient.birth_date)
    assert not opens(link, visit.patient.birth_date)


def test_an_expired_link_opens_nothing(settings, visit, front_desk):
    settings.LINK_LIFE_DAYS = 10
    invitation, link = copy_link(visit=visit, by=front_desk, at=NOW)
    assert invitation.expires_at == LIFE_OVER
    assert not opens(link, visit.patient.birth_date, LIFE_OVER)


def test_a_link_ends_with_the_day_of_the_visit(visit, front_desk):
    invitation, _ = copy_link(visit=visit, by=front_desk, at=PLANNED - timedelta(days=1))
    assert invitation.expires_at == PLANNED.replace(hour=0) + timedelta(days=1)


def test_sending_the_answers_ends_the_link_and_lets_the_session_show_it(visit, link):
    version = Invitation.objects.get().access_version
    send(visit)
    invitation = Invitation.objects.get()
    assert (invitation.ended_reason, invitation.access_version) == ("submitted", version)
    assert not opens(link, visit.patient.birth_date)


def test_a_new_link_ends_the_old_one_and_the_sessions_it_opened(visit, front_desk, link):
    old = Invitation.objects.get()
    new = reissue(visit=visit, by=front_desk, at=NOW)
    old.refresh_from_db()
    assert (old.ended_reason, old.ended_by, old.access_version) == ("reissued", front_desk, 2)
    assert new.pk != old.pk and not opens(link, visit.patient.birth_date)


def test_a_visit_called_off_or_over_opens_nothing(visit, front_desk, link):
    check_in(visit=visit, by=front_desk, at=PLANNED, on=PLANNED.date())
    finish(visit=visit, by=front_desk, at=PLANNED)
    assert Invitation.objects.get().ended_reason == "visit_over"
    with pytest.raises(NotNow):
        copy_link(visit=visit, by=front_desk, at=PLANNED)


def test_calling_a_visit_off_stops_its_waiting_mail(visit, front_desk):
    send_link(visit=visit, by=front_desk, at=NOW)
    cancel(visit=visit, reason="patient", by=front_desk, at=NOW)
    drain(clock=lambda: NOW)
    states = dict(Message.objects.values_list("kind", "state"))
    assert states == {"invitation": "cancelled", "cancelled": "sent"}
    assert len(mail.outbox) == 1


def test_a_link_that_waits_to_be_sent_is_not_once_the_answers_are_there(visit, front_desk):
    send_link(visit=visit, by=front_desk, at=NOW)
    send(visit)
    drain(clock=lambda: NOW)
    states = dict(Message.objects.values_list("kind", "state"))
    assert states == {"invitation": "cancelled", "received": "sent"}


def test_moving_a_visit_lets_the_link_last_no_longer_than_its_life(settings, visit, front_desk, link):
    settings.LINK_LIFE_DAYS = 10
    move(visit=visit, starts_at=PLANNED + timedelta(days=30), by=front_desk, at=NOW, on=TODAY)
    assert Invitation.objects.get().expires_at == LIFE_OVER
    move(visit=visit, starts_at=NOW + timedelta(days=1), by=front_desk, at=NOW, on=TODAY)
    assert Invitation.objects.get().expires_at == NOW.replace(hour=0) + timedelta(days=2)


def test_clicking_send_twice_sends_one_mail(visit, front_desk):
    first = send_link(visit=visit, by=front_desk, at=NOW)
    assert send_link(visit=visit, by=front_desk, at=NOW) == first
    assert Message.objects.count() == 1


def test_a_mail_that_was_sent_can_be_sent_again_with_both_links_good(visit, front_desk):
    first = send_link(visit=visit, by=front_desk, at=NOW)
    Message.objects.update(state="sent", sent_at=NOW)
    second = send_link(visit=visit, by=front_desk, at=NOW)
    assert second != first and second.invitation == first.invitation


def test_without_an_address_there_is_no_mail(visit, front_desk):
    visit.patient.email = ""
    visit.patient.save()
    assert send_link(visit=visit, by=front_desk, at=NOW) is None
    assert Invitation.objects.count() == 1


def test_an_invitation_has_so_many_links_and_no_more(visit, front_desk):
    invitation, _ = copy_link(visit=visit, by=front_desk, at=NOW)
    for _ in range(49):
        mint_token(invitation=invitation, at=NOW)
    with pytest.raises(NotNow):
        mint_token(invitation=invitation, at=NOW)


def test_only_people_of_the_desk_make_links(visit, lead, nobody):
    for person in (lead, nobody):
        for make in (send_link, copy_link, reissue):
            with pytest.raises(PermissionDenied):
                make(visit=visit, by=person, at=NOW)
    assert not Invitation.objects.exists() and Visit.objects.count() == 1


def test_the_link_of_one_patient_never_opens_for_the_birth_date_of_another(visit, daniel, link):
    assert not opens(link, daniel.birth_date)
