"""Answers changed after they were sent: Today and the visit's page say that they still have to be sent."""

import pytest
from django.urls import reverse

from intake.actions.answers import save_answers
from intake.actions.drafts import open_draft
from intake.actions.submission import retract, submit
from intake.dates import clinic_day
from intake.models import Visit
from intake.worklists.today import rows_of
from tests.intake.conftest import NOW, PLANNED
from tests.intake.steps import agree, healthy, send

pytestmark = pytest.mark.django_db
WARNS = "Answers were changed and are not sent yet"


@pytest.fixture
def by_phone(visit, front_desk):
    """`by_phone(diabetes="yes")`: the desk saves these answers, and sends nothing."""

    def save(**values):
        told = {"visit": visit, "mode": "phone", "by": front_desk, "at": NOW}
        draft = open_draft(**told)
        return save_answers(**told, values=values, version=draft.version, on=clinic_day(NOW)).draft

    return save


def send_by_phone(draft, front_desk):
    told = {"mode": "phone", "by": front_desk, "at": NOW, "on": clinic_day(NOW)}
    return submit(draft=draft, version=draft.version, blanks_allowed=True, **told)


def row_of(visit: Visit):
    [row] = rows_of([Visit.objects.select_related("patient", "place").get(pk=visit.pk)], at=NOW)
    return row


def page_of(browser, visit) -> str:
    return browser.get(reverse("visit", args=[visit.pk])).content.decode()


def test_the_step_is_to_check_and_send_until_it_is_done(visit, by_phone, desk, front_desk, dermatologist):
    send(visit)
    agree(visit, dermatologist)
    draft = by_phone(diabetes="yes")
    assert row_of(visit).step.code == "send_changes"
    page = page_of(desk, visit)
    assert WARNS in page and page.count(reverse("ask-check", args=[visit.pk])) >= 2
    send_by_phone(draft, front_desk)
    assert row_of(visit).step.code == "summary"
    assert WARNS not in page_of(desk, visit)


def test_a_correction_begun_or_put_back_changes_nothing(visit, by_phone, desk):
    send(visit, diabetes="no")
    by_phone()
    assert row_of(visit).step.code == "summary"
    by_phone(diabetes="yes")
    by_phone(diabetes="no")
    assert row_of(visit).step.code == "summary"
    assert WARNS not in page_of(desk, visit)


def test_clinicians_are_led_there_too(visit, by_phone, signed_in, dermatologist, at):
    send(visit)
    by_phone(diabetes="yes")
    at(PLANNED)
    today = signed_in(dermatologist).get(reverse("today")).content.decode()
    assert f'href="{reverse("ask-check", args=[visit.pk])}"' in today and "Check and send" in today


def test_of_answers_all_left_blank_none_is_counted(visit, by_phone, desk, front_desk):
    optional = by_phone()
    sent = send_by_phone(optional, front_desk)
    row = row_of(visit)
    assert sent.answers == {} and (row.answered, row.asked) == (0, len(sent.missing)) and row.asked > 10
    assert f"0 of {len(sent.missing)} answered" in " ".join(page_of(desk, visit).split())


def test_answers_are_counted_the_same_before_and_after_they_are_sent(visit, by_phone, front_desk):
    known = healthy()
    few = by_phone(**{code: known[code] for code in list(known)[:20]})
    before = row_of(visit)
    send_by_phone(few, front_desk)
    after = row_of(visit)
    assert (after.answered, after.asked) == (before.answered, before.asked) and before.answered > 10


def test_after_a_wrong_record_there_is_nothing_to_correct(visit, desk, front_desk):
    sent = send(visit)
    assert "Correct the answers" in page_of(desk, visit)
    retract(response=sent, reason="Another patient's.", by=front_desk, at=NOW, on=clinic_day(NOW))
    page = page_of(desk, visit)
    assert "Correct the answers" not in page and "Ask by phone" in page
