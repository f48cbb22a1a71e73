"""The desk reads "18 of 43" beside "Missing 25": the two numbers are made of the same questions."""

import re

import pytest
from django.urls import reverse

from intake.actions.answers import save_answers
from intake.models import Draft, Visit
from intake.worklists.today import Row, rows_of
from tests.intake.conftest import NOW, TODAY
from tests.intake.steps import healthy, send
from treatments import editions

pytestmark = pytest.mark.django_db


def row(visit: Visit) -> Row:
    return rows_of([visit], at=NOW)[0]


def answer(visit: Visit, count: int) -> None:
    """The first answers of a healthy person, and no more."""
    edition = editions.in_force("micro-needling")
    given = [(code, value) for code, value in healthy().items() if value is not None]
    Draft.objects.create(visit=visit, edition=edition, language="en", created_at=NOW, saved_at=NOW)
    save_answers(visit=visit, values=dict(given[:count]), version=0, mode="patient", at=NOW, on=TODAY)


@pytest.mark.parametrize("count", [1, 5, 18, 30])
def test_answered_and_missing_make_up_what_is_asked(visit, count):
    answer(visit, count)
    seen = row(visit)
    assert seen.answered == count
    assert seen.result_words == f"Missing {seen.asked - count}"


def test_before_the_first_answer_it_counts_what_is_needed(visit):
    answered_none = row(visit)
    assert answered_none.answered == 0
    answer(visit, 1)
    assert row(visit).asked == answered_none.asked


def test_the_desk_reads_both_on_today_and_on_the_visit(visit, signed_in, front_desk):
    answer(visit, 18)
    browser, seen = signed_in(front_desk), row(visit)
    for address in (f"/today/?day={visit.starts_at:%Y-%m-%d}", reverse("visit", args=[visit.pk])):
        page = re.sub(r"<[^>]+>|\s+", " ", browser.get(address).content.decode())
        assert f"18 of {seen.asked}" in page and f"Missing {seen.asked - 18}" in page, address


def test_sent_answers_with_one_missing_add_up_too(visit):
    send(visit)
    seen = row(visit)
    assert seen.answered == seen.asked and "Missing" not in seen.result_words
