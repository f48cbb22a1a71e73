"""The review queue: what a dermatologist is to sign, soonest first, by one index, page after page."""

from datetime import timedelta

import pytest

from intake.actions.requests import Wanted
from intake.actions.reviews import ask_more
from intake.actions.visits import book, cancel, check_in
from intake.models import Signature, Visit
from intake.worklists.queue import count_to_sign, next_to_sign, review_queue
from tests.factories import PatientFactory
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import agree, check_day, send, shown

pytestmark = pytest.mark.django_db


def listed(page) -> list[Visit]:
    """The visits of a page in its order."""
    return [Visit.objects.get(pk=row.visit.pk) for row in page.rows]


def test_what_was_sent_stands_in_the_queue_until_it_is_signed(visit, dermatologist):
    assert review_queue(at=NOW).rows == [] and count_to_sign() == 0
    send(visit)
    assert listed(review_queue(at=NOW)) == [visit] and count_to_sign() == 1
    agree(visit, dermatologist)
    assert review_queue(at=NOW).rows == []


def test_what_is_at_the_desk_is_not_in_the_queue(visit, dermatologist):
    send(visit)
    ask_more(visit=visit, shown=shown(visit), note="Which pill?", by=dermatologist, at=NOW)
    assert review_queue(at=NOW).rows == []


def test_what_was_called_off_is_not_in_the_queue(visit, front_desk):
    send(visit)
    cancel(visit=visit, reason="patient", by=front_desk, at=NOW)
    assert review_queue(at=NOW).rows == []


@pytest.fixture
def seven(protocol, place, front_desk):
    """Seven visits to sign; the first three at the same time."""
    visits = []
    for number in range(7):
        booked = book(
            patient=PatientFactory(created_by=front_desk),
            place=place,
            starts_at=PLANNED + timedelta(minutes=max(0, number - 2)),
            wanted=[Wanted("micro-needling", "wrinkles", ("forehead",))],
            by=front_desk,
            at=NOW,
            on=TODAY,
        )
        Visit.objects.filter(pk=booked.pk).update(signature=Signature.AWAITED)
        visits.append(booked)
    return sorted(visits, key=lambda visit: (visit.starts_at, visit.pk))


def test_pages_follow_each_other_without_a_gap_or_a_double(seven):
    seen, after = [], ""
    for _ in range(4):
        page = review_queue(at=NOW, after=after, size=2)
        seen += listed(page)
        after = page.after
    assert seen == seven and after is None


def test_a_page_stays_in_its_place_while_earlier_rows_are_signed(seven):
    after = review_queue(at=NOW, size=3).after
    Visit.objects.filter(pk=seven[0].pk).update(signature=Signature.GIVEN)
    assert listed(review_queue(at=NOW, after=after, size=9)) == seven[3:]


@pytest.mark.parametrize("after", ["x", "1_2", "_", "20260316T140000.000000_x", "\x00", "9" * 400])
def test_a_place_that_cannot_be_read_is_the_first_page(seven, after):
    assert listed(review_queue(at=NOW, after=after, size=9)) == seven


def test_the_next_to_sign_is_the_one_behind_and_then_the_first(seven):
    assert next_to_sign(seven[2], at=NOW) == seven[3]
    assert next_to_sign(seven[-1], at=NOW) == seven[0]
    Visit.objects.exclude(pk=seven[0].pk).update(signature=Signature.GIVEN)
    assert next_to_sign(seven[0], at=NOW) is None


@pytest.fixture
def held(visit, seven, front_desk, nurse, dermatologist):
    """María's signed session, which the check of the day holds."""
    send(visit)
    agree(visit, dermatologist)
    moved = PLANNED + timedelta(hours=3)
    Visit.objects.filter(pk=visit.pk).update(starts_at=moved)
    here = check_in(visit=Visit.objects.get(pk=visit.pk), by=front_desk, at=PLANNED, on=PLANNED.date())
    check_day(here, nurse, PLANNED, sunburn_on=PLANNED.date().isoformat())
    return here


def test_who_is_held_stands_first_and_is_not_listed_twice(held, seven):
    pages, after = [], ""
    for _ in range(4):
        page = review_queue(at=PLANNED, after=after, size=2)
        pages.append(listed(page))
        after = page.after
    assert pages == [[held, *seven[:2]], seven[2:4], seven[4:6], seven[6:]]
    assert [row.held for row in review_queue(at=PLANNED).rows] == [True] + [False] * 7


def test_who_is_held_is_opened_next(held, seven):
    assert next_to_sign(seven[2], at=PLANNED) == held
    assert next_to_sign(held, at=PLANNED) == seven[0]


def test_on_another_day_nobody_is_held(held, seven):
    later = PLANNED + timedelta(days=1)
    assert listed(review_queue(at=later)) == [*seven, held]
