"""The database takes no more audit events: no page about a patient is shown, and no change is kept."""

import contextlib
from collections.abc import Iterator

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from intake.actions.invitations import send_link
from intake.messages.outbox import CLAIM, MOST_TRIES, drain
from intake.models import Draft, Message, Response, Review
from tests.intake.patient.steps import BORN, answer_all
from tests.intake.steps import send, shown

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

REFUSE = {
    "sqlite": [
        "CREATE TRIGGER fault BEFORE INSERT ON clinic_auditevent BEGIN SELECT RAISE(ABORT, 'no'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$",
        "CREATE TRIGGER fault BEFORE INSERT ON clinic_auditevent EXECUTE FUNCTION fault()",
    ],
}
ALLOW = {
    "sqlite": ["DROP TRIGGER fault"],
    "postgresql": ["DROP TRIGGER fault ON clinic_auditevent", "DROP FUNCTION fault"],
}


def run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def refusing() -> Iterator[None]:
    """Asked for last: everything before it was still written."""
    run(REFUSE[connection.vendor])
    yield
    run(ALLOW[connection.vendor])


@pytest.fixture
def sent(visit) -> None:
    send(visit, timezone.now())


@pytest.fixture
def reading(sent, signed_in, dermatologist):
    return signed_in(dermatologist, raise_request_exception=False)


@pytest.fixture
def answering(browser, visit):
    answer_all(visit, diabetes=None)
    browser.raise_request_exception = False
    return browser


@pytest.fixture
def link_to_send(visit, front_desk) -> Message:
    return send_link(visit=visit, by=front_desk, at=timezone.now())


def test_no_page_about_a_patient_is_shown(reading, visit, refusing):
    for name in ("summary", "summary-print", "summary-pdf"):
        page = reading.get(reverse(name, args=[visit.pk]))
        assert page.status_code in (500, 503), name
        assert "García" not in page.content.decode(errors="replace")


def test_the_same_page_is_shown_once_events_are_taken_again(reading, visit):
    run(REFUSE[connection.vendor])
    run(ALLOW[connection.vendor])
    assert reading.get(reverse("summary", args=[visit.pk])).status_code == 200


def test_an_answer_is_not_kept_and_not_called_saved(answering, visit, refusing):
    version = Draft.objects.get(visit=visit).version
    told = answering.post("/questions/diabetes/", {"answer": "no", "version": version})
    draft = Draft.objects.get(visit=visit)
    assert told.status_code in (500, 503) and "diabetes" not in draft.answers and draft.version == version


def test_answers_are_not_sent(browser, visit, refusing_after_all_is_answered):
    browser.raise_request_exception = False
    version = Draft.objects.get(visit=visit).version
    told = browser.post("/sign/", {"attested": "on", "name": "María García", "version": version})
    assert told.status_code in (500, 503) and not Response.objects.exists()
    assert not Message.objects.filter(kind="received").exists()
    assert Draft.objects.get(visit=visit).closed_at is None


@pytest.fixture
def refusing_after_all_is_answered(browser, visit):
    answer_all(visit)
    run(REFUSE[connection.vendor])
    yield
    run(ALLOW[connection.vendor])


def test_nothing_is_signed(reading, visit, refusing):
    told = reading.post(
        reverse("sign", args=[visit.pk]),
        {"sign-shown": shown(visit), "sign-decided-0-0": "treat", "sign-decided-0-1": "treat"},
    )
    assert told.status_code in (500, 503) and not Review.objects.exists()


def test_nobody_comes_in_by_a_link(client, link, refusing):
    client.raise_request_exception = False
    assert client.post(link, BORN).status_code in (500, 503)
    assert client.get("/questions/").status_code == 302, "no session was begun"


def test_a_mail_that_cannot_be_noted_is_not_sent_for_ever(link_to_send, refusing):
    at = timezone.now()
    for _ in range(3 * MOST_TRIES):
        with contextlib.suppress(DatabaseError):
            drain(clock=lambda at=at: at)
        at += 2 * CLAIM
    message = Message.objects.get()
    assert len(mail.outbox) <= MOST_TRIES
    assert (message.state, message.error) == ("failed", "WorkerStopped"), "the desk is told"
