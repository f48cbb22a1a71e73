"""What a patient told is not asked twice, and not trusted for ever: it is carried to the next visit."""

from datetime import date, timedelta

import pytest

from intake.actions.answers import save_answer
from intake.actions.drafts import open_draft
from intake.actions.requests import Wanted
from intake.actions.submission import retract
from intake.actions.visits import book
from intake.dates import clinic_day
from intake.models import Response
from intake.questions.questionnaire import questionnaire_for
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import send

pytestmark = pytest.mark.django_db
LATER = PLANNED + timedelta(days=20)
"""A month after the answers were given: those good for 14 days are too old, those for 90 are not."""


@pytest.fixture
def next_visit(visit, maria, place, front_desk):
    """Answers of 2 March, and a second booking for 15 April."""
    send(visit, diabetes="yes", waxed_on="2026-01-10")
    return book(
        patient=maria,
        place=place,
        starts_at=PLANNED + timedelta(days=30),
        wanted=[Wanted("micro-needling", "wrinkles", ("forehead", "cheeks"))],
        by=front_desk,
        at=LATER,
        on=clinic_day(LATER),
    )


def standing_of(visit, at=LATER):
    draft = open_draft(visit=visit, mode="patient", at=at)
    return draft, questionnaire_for(visit, on=clinic_day(at)).standing(draft.answers, draft.given)


def test_only_what_is_too_old_is_put_again(next_visit):
    _, standing = standing_of(next_visit)
    assert {"pregnant", "acne", "medicines", "waxed_on", "sunburn_on"} <= set(standing.put)
    assert {"skin_type", "keloid", "diabetes"} & set(standing.put) == set()
    assert standing.still_open == standing.put
    assert standing.counted["diabetes"] == "yes"
    assert "waxed_on" not in standing.counted


def test_what_may_be_left_blank_and_is_too_old_is_still_open(visit, maria, place, front_desk):
    """Somebody is led past it once more: only an answer of today, or a skip, passes it over."""
    send(visit, goal="Smoother cheeks", needle_fear="no")
    after = PLANNED + timedelta(days=100)
    again = book(
        patient=maria,
        place=place,
        starts_at=after + timedelta(days=10),
        wanted=[Wanted("micro-needling", "wrinkles", ("forehead",))],
        by=front_desk,
        at=after,
        on=clinic_day(after),
    )
    draft, standing = standing_of(again, after)
    assert {"goal", "needle_fear"} <= set(standing.still_open) and "goal" not in standing.missing
    told = {"visit": again, "version": draft.version, "mode": "patient", "at": after, "on": clinic_day(after)}
    saved = save_answer(code="goal", value=None, **told)
    left = saved.questionnaire.standing(saved.draft.answers, saved.draft.given).still_open
    assert "goal" not in left and "needle_fear" in left


def test_the_first_visit_puts_everything(visit):
    _, standing = standing_of(visit, NOW)
    assert standing.put == standing.asked and len(standing.put) > 45


def test_a_still_so_counts_from_today(next_visit):
    draft, _ = standing_of(next_visit)
    saved = save_answer(
        visit=next_visit,
        code="waxed_on",
        value="2026-01-10",
        version=draft.version,
        mode="patient",
        at=LATER,
        on=clinic_day(LATER),
    )
    assert saved.all_taken
    assert saved.draft.given["waxed_on"]["on"] == clinic_day(LATER).isoformat()
    standing = saved.questionnaire.standing(saved.draft.answers, saved.draft.given)
    assert standing.counted["waxed_on"] == "2026-01-10" and "waxed_on" not in standing.still_open
    assert "waxed_on" in standing.put  # it may be looked at again in this sitting


def test_the_response_is_whole_and_says_when_each_answer_was_given(next_visit):
    response = send(next_visit, LATER, diabetes="yes", waxed_on="2026-01-10")
    assert response.answers["skin_type"] and response.answers["diabetes"] == "yes"
    assert response.given["diabetes"]["on"] == TODAY.isoformat()
    assert response.given["waxed_on"]["on"] == clinic_day(LATER).isoformat()
    assert all(set(entry) == {"on", "by", "user"} for entry in response.given.values())
    assert response.good_until == clinic_day(LATER)  # some answers hold for the day only


def test_a_record_marked_as_wrong_is_not_carried_on(next_visit, front_desk):
    first = Response.objects.get()
    retract(response=first, reason="Wrong patient", by=front_desk, at=LATER, on=date(2026, 4, 5))
    draft, standing = standing_of(next_visit)
    assert draft.answers == {} and standing.put == standing.asked


def test_another_patients_answers_are_never_carried(next_visit, daniel, place, front_desk):
    other = book(
        patient=daniel,
        place=place,
        starts_at=PLANNED + timedelta(days=30),
        wanted=[Wanted("micro-needling", "wrinkles", ("forehead",))],
        by=front_desk,
        at=LATER,
        on=clinic_day(LATER),
    )
    draft, _ = standing_of(other)
    assert draft.answers == {}
