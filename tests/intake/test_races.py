"""At the same moment: guessing, sending, signing, saving, starting, draining. Each guard has a control that
shows what happens without it (on PostgreSQL; SQLite puts writers in order by itself)."""

import threading
from datetime import date

import pytest
from django.core import mail
from django.db import connection
from django.db.models import IntegerField, JSONField, UUIDField

from clinic.prepared import PreparedUpdate
from intake.actions import locks
from intake.actions.answers import save_answer
from intake.actions.drafts import open_draft
from intake.actions.invitations import copy_link, send_link
from intake.actions.redeeming import redeem
from intake.actions.reviews import sign
from intake.actions.sessions import start_session
from intake.actions.submission import submit
from intake.actions.visits import check_in
from intake.choices import AreaChoice
from intake.messages.outbox import drain
from intake.models import (
    Assessment,
    Draft,
    Invitation,
    Message,
    Response,
    Review,
    TreatmentSession,
    Visit,
)
from intake.refusals import Changed, NotNow
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.races import at_once
from tests.intake.steps import agree, fill_in, make_ready, send, shown

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WRONG = date(1900, 1, 1)
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite puts writers in order by itself"
)


def guesses(token, count=16):
    return at_once(*[lambda: redeem(token=token, birth_date=WRONG, at=NOW)] * count)


def test_birth_dates_guessed_at_once_are_counted_like_one_by_one(visit, front_desk, monkeypatch):
    compared = counting(monkeypatch)
    _, token = copy_link(visit=visit, by=front_desk, at=NOW)
    guesses(token)
    assert compared.count == 5
    assert Invitation.objects.get().locked_at == NOW


@on_postgresql
def test_control_without_counting_first_more_are_compared(visit, front_desk, monkeypatch):
    compared = counting(monkeypatch)

    def read_then_write(pk, at):
        """What a view with `invitation.tries += 1` would do."""
        invitation = Invitation.objects.filter(pk=pk).first()
        if invitation is None or invitation.locked_at or invitation.tries >= 5:
            return False
        gate.wait(timeout=20)
        invitation.tries += 1
        invitation.save(update_fields=["tries"])
        return True

    gate = threading.Barrier(16)
    monkeypatch.setattr("intake.actions.redeeming._count_try", read_then_write)
    _, token = copy_link(visit=visit, by=front_desk, at=NOW)
    guesses(token)
    assert compared.count > 5


class counting:
    """Counts how often a birth date was really compared: a try that counted."""

    def __init__(self, monkeypatch):
        from intake.actions import redeeming

        self.count, self._lock, after = 0, threading.Lock(), redeeming._after_try

        def counted(*args):
            with self._lock:
                self.count += 1
            return after(*args)

        monkeypatch.setattr(redeeming, "_after_try", counted)


def test_sending_at_once_makes_one_response(visit):
    draft = fill_in(visit)

    def send_it():
        return submit(
            draft=draft,
            version=draft.version,
            mode="patient",
            attested=True,
            attested_name="María García López",
            at=NOW,
            on=TODAY,
        )

    results = at_once(*[send_it] * 6)
    assert {type(result) for result in results} == {Response}, results
    assert Response.objects.count() == Assessment.objects.count() == 1
    assert Message.objects.count() == 1


@on_postgresql
def test_control_without_the_lock_sending_at_once_ends_in_errors(visit, monkeypatch):
    draft = fill_in(visit)
    unlocked(monkeypatch)
    results = at_once(
        *[
            lambda: submit(
                draft=draft,
                version=draft.version,
                mode="patient",
                attested=True,
                attested_name="M",
                at=NOW,
                on=TODAY,
            )
        ]
        * 6
    )
    assert Response.objects.count() == 1  # the unique key still holds
    assert any(isinstance(result, Exception) for result in results)


def unlocked(monkeypatch):
    """Every visit is read without its lock."""

    def read(visit, version=None):
        return Visit.objects.select_related("patient", "place").get(pk=visit.pk)

    def read_draft(draft):
        return Draft.objects.select_related("visit__patient", "corrects").get(pk=draft.pk)

    for module in ("drafts", "submission", "reviews", "sessions", "visits", "bookings", "invitations"):
        monkeypatch.setattr(f"intake.actions.{module}.lock_visit", read)
    monkeypatch.setattr("intake.actions.submission.lock_draft", read_draft)
    assert locks.lock_visit is not read


def test_of_two_dermatologists_at_once_one_signs(visit, dermatologist, other_dermatologist):
    send(visit)
    page, request = shown(visit), visit.requests.get()
    choices = {(str(request.pk), area): AreaChoice("treat") for area in request.areas}

    def signing(person):
        return lambda: sign(visit=visit, shown=page, choices=choices, by=person, at=NOW)

    results = at_once(*[signing(person) for person in (dermatologist, other_dermatologist)] * 2)
    assert sum(isinstance(result, list) for result in results) == 1, results
    assert sum(isinstance(result, Changed) for result in results) == 3
    assert Review.objects.count() == 1


def test_signing_while_the_answers_are_corrected_signs_the_old_or_is_told(visit, dermatologist, front_desk):
    send(visit)
    page, request = shown(visit), visit.requests.get()
    choices = {(str(request.pk), area): AreaChoice("treat") for area in request.areas}
    draft = fill_in(visit, NOW, mode="phone", by=front_desk, diabetes="yes")
    results = at_once(
        lambda: sign(visit=visit, shown=page, choices=choices, by=dermatologist, at=NOW),
        lambda: submit(draft=draft, version=None, mode="phone", by=front_desk, at=NOW, on=TODAY),
    )
    assert isinstance(results[1], Response)
    assert isinstance(results[0], list | Changed)
    assert Visit.objects.get().signature == "awaited"  # either way the new answers wait for a signature


def test_answers_saved_at_once_are_all_kept(visit):
    draft = open_draft(visit=visit, mode="patient", at=NOW)
    codes = ("smoker", "diabetes", "keloid", "warts", "rosacea_flare", "heart_condition")
    values = ("never", "no", "no", "no", "no", "no")

    def saving(code, value):
        return lambda: save_answer(
            visit=visit, code=code, value=value, version=draft.version, mode="patient", at=NOW, on=TODAY
        )

    results = at_once(*[saving(*pair) for pair in zip(codes, values, strict=True)])
    assert not [result for result in results if isinstance(result, Exception)]
    assert Draft.objects.get().answers == dict(zip(codes, values, strict=True))
    assert Draft.objects.get().version == draft.version + len(codes)


def saving_from(draft, codes, value="no"):
    """For each code an act that answers it, all from the same reading of the draft."""
    return [
        lambda code=code: save_answer(
            visit=draft.visit,
            code=code,
            value=value,
            version=draft.version,
            mode="patient",
            at=NOW,
            on=TODAY,
            draft=draft,
        )
        for code in codes
    ]


def test_answers_saved_at_once_from_one_reading_are_all_kept(visit):
    """Those who come late take the draft as it then is, and none waits for one who waits for it."""
    codes = ("diabetes", "keloid", "warts", "rosacea_flare", "heart_condition", "open_wound", "poor_healing")
    for value in ("no", "yes") * 3:
        draft = open_draft(visit=visit, mode="patient", at=NOW)
        results = at_once(*saving_from(draft, codes, value))
        assert not [result for result in results if isinstance(result, Exception)]
        kept = Draft.objects.get()
        assert kept.answers == dict.fromkeys(codes, value) and kept.version == draft.version + len(codes)


def test_control_without_the_guard_answers_saved_from_one_reading_are_lost(visit, monkeypatch):
    draft = open_draft(visit=visit, mode="patient", at=NOW)
    unguarded = PreparedUpdate(
        lambda draft, answers, version: (
            Draft.objects.filter(pk=draft),
            {"answers": answers, "version": version},
        ),
        draft=UUIDField(),
        answers=JSONField(),
        version=IntegerField(),
    )
    monkeypatch.setattr("intake.actions.answers._KEPT", unguarded)
    at_once(*saving_from(draft, ("diabetes", "keloid", "warts")))
    assert len(Draft.objects.get().answers) == 1


@on_postgresql
def test_control_without_the_lock_answers_saved_at_once_are_lost(visit, monkeypatch):
    draft = open_draft(visit=visit, mode="patient", at=NOW)
    unlocked = Draft.objects.select_related("visit__patient")
    monkeypatch.setattr("intake.actions.answers.hold_draft", lambda visit, form: unlocked.get(visit=visit))
    codes = ("diabetes", "keloid", "warts", "rosacea_flare", "heart_condition", "open_wound")
    at_once(
        *[
            lambda code=code: save_answer(
                visit=visit, code=code, value="no", version=draft.version, mode="patient", at=NOW, on=TODAY
            )
            for code in codes
        ]
    )
    assert len(Draft.objects.get().answers) < len(codes)


def test_opening_at_once_makes_one_draft(visit):
    results = at_once(*[lambda: open_draft(visit=visit, mode="patient", at=NOW)] * 5)
    assert len({result.pk for result in results}) == 1 and Draft.objects.count() == 1


def test_a_session_started_at_once_begins_once(visit, front_desk, dermatologist, nurse):
    send(visit)
    agree(visit, dermatologist)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=PLANNED.date())
    make_ready(visit, nurse, PLANNED)
    request = visit.requests.get()
    results = at_once(
        *[lambda: start_session(treatment_request=request, by=nurse, at=PLANNED, on=PLANNED.date())] * 4
    )
    assert TreatmentSession.objects.count() == 1
    assert sum(isinstance(result, NotNow) for result in results) == 3, results


def test_sending_a_link_at_once_queues_one_mail(visit, front_desk):
    at_once(*[lambda: send_link(visit=visit, by=front_desk, at=NOW)] * 5)
    assert Message.objects.count() == Invitation.objects.count() == 1


@pytest.mark.urls("tests.intake.link_urls")
def test_three_workers_at_once_send_each_message_once(visit, front_desk):
    send_link(visit=visit, by=front_desk, at=NOW)
    for number in range(12):
        Message.objects.create(
            kind="received",
            to="maria@mail.example",
            language="es",
            patient=visit.patient,
            visit=visit,
            dedupe_key=f"again:{number}",
            next_try_at=NOW,
            created_at=NOW,
        )
    results = at_once(*[lambda: drain(clock=lambda: NOW)] * 3)
    assert sum(results) == 13 and len(mail.outbox) == 13
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}
