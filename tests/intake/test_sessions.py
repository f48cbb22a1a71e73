"""A session begins on a standing signature for its areas and its day, and on nothing else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from intake.actions.drafts import open_draft
from intake.actions.requests import Wanted
from intake.actions.sessions import end_session, start_session
from intake.actions.submission import retract, submit
from intake.actions.visits import book, check_in, walk_in
from intake.choices import AreaChoice
from intake.models import Assessment, Response, TreatmentSession, Visit
from intake.refusals import NotNow
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import agree, fill_in, make_ready, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()
JUDGED = {"reason_code": "clinical_judgement"}


@pytest.fixture
def signed(visit, front_desk, nurse, dermatologist):
    """Answers sent, signed as advised, patient here, the check of the day done, consent given."""
    send(visit)
    agree(visit, dermatologist)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
    make_ready(visit, nurse, PLANNED)
    return visit


def start(visit, by, at=PLANNED, on=DAY, areas=None):
    return start_session(treatment_request=visit.requests.get(), areas=areas, by=by, at=at, on=on)


def test_a_signed_visit_starts_and_ends(signed, nurse):
    session = start(signed, nurse)
    assert (session.areas, session.performed_on) == (["forehead", "cheeks"], DAY)
    assert Visit.objects.get().state == "in_session"
    end_session(session=session, by=nurse, at=PLANNED + timedelta(minutes=30), on=DAY)
    assert Visit.objects.get().state == "finished"


def test_only_some_of_the_signed_areas_may_be_treated(signed, nurse):
    assert start(signed, nurse, areas=("cheeks",)).areas == ["cheeks"]


def test_an_area_that_was_not_signed_stops_the_session(signed, nurse):
    with pytest.raises(NotNow, match=r"be treated today: Chin\.$"):
        start(signed, nurse, areas=("cheeks", "chin"))
    assert not TreatmentSession.objects.exists()


def test_without_a_signature_nothing_starts(visit, front_desk, nurse):
    send(visit)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
    with pytest.raises(NotNow):
        start(visit, nurse)


def test_nobody_is_treated_who_has_not_arrived(visit, dermatologist, nurse):
    send(visit)
    agree(visit, dermatologist)
    with pytest.raises(NotNow):
        start(visit, nurse)


@pytest.mark.parametrize(
    "choice",
    [
        AreaChoice("wait", DAY + timedelta(days=7), **JUDGED),
        AreaChoice("wait", **JUDGED),
        AreaChoice("do_not_treat", **JUDGED),
        AreaChoice("treat", DAY + timedelta(days=1)),
    ],
)
def test_a_signature_that_says_otherwise_stops_the_session(visit, front_desk, dermatologist, nurse, choice):
    send(visit)
    agree(visit, dermatologist, forehead=choice, cheeks=choice)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
    with pytest.raises(NotNow):
        start(visit, nurse)


def test_the_refusal_names_the_areas_as_the_protocol_does(
    protocol, maria, place, front_desk, dermatologist, nurse
):
    eyes = book(
        patient=maria,
        place=place,
        starts_at=PLANNED,
        wanted=[Wanted("micro-needling", "wrinkles", ("forehead", "around_eyes"))],
        by=front_desk,
        at=NOW,
        on=TODAY,
    )
    send(eyes)
    never = AreaChoice("do_not_treat", **JUDGED)
    agree(eyes, dermatologist, forehead=never, around_eyes=never)
    check_in(visit=eyes, by=front_desk, at=PLANNED, on=DAY)
    with pytest.raises(NotNow, match=r"be treated today: Forehead, Around the eyes\.$"):
        start(eyes, nurse)


def test_of_two_areas_the_one_signed_for_today_is_treated(visit, front_desk, dermatologist, nurse):
    send(visit)
    agree(visit, dermatologist, forehead=AreaChoice("do_not_treat", **JUDGED))
    check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
    make_ready(visit, nurse, PLANNED)
    assert start(visit, nurse).areas == ["cheeks"]


def test_an_answer_that_changes_voids_the_signature(signed, front_desk, nurse):
    draft = fill_in(signed, PLANNED, mode="staff", by=front_desk, diabetes="yes")
    submit(draft=draft, version=None, mode="staff", by=front_desk, at=PLANNED, on=DAY)
    with pytest.raises(NotNow):
        start(signed, nurse)


def test_the_same_answers_sent_again_void_nothing(signed, front_desk, nurse):
    draft = open_draft(visit=signed, mode="staff", by=front_desk, at=PLANNED)
    submit(draft=draft, version=None, mode="staff", by=front_desk, at=PLANNED, on=DAY)
    assert start(signed, nurse).areas == ["forehead", "cheeks"]


def test_a_record_marked_as_wrong_voids_the_signature(signed, front_desk, nurse):
    for response in Response.objects.order_by("-number"):
        retract(response=response, reason="Wrong patient", by=front_desk, at=PLANNED, on=DAY)
    with pytest.raises(NotNow):
        start(signed, nurse)


def test_a_session_does_not_start_on_another_day(signed, nurse):
    with pytest.raises(NotNow):
        start(signed, nurse, at=PLANNED + timedelta(days=1), on=DAY + timedelta(days=1))


def test_a_session_starts_and_ends_once(signed, nurse):
    session = start(signed, nurse)
    with pytest.raises(NotNow):
        start(signed, nurse)
    end_session(session=session, by=nurse, at=PLANNED, on=DAY)
    with pytest.raises(NotNow):
        end_session(session=session, by=nurse, at=PLANNED, on=DAY)


def test_the_front_desk_starts_nothing(signed, front_desk, lead):
    for person in (front_desk, lead):
        with pytest.raises(PermissionDenied):
            start(signed, person)


def test_a_session_that_came_between_asks_for_a_new_look(
    signed, maria, place, front_desk, dermatologist, nurse
):
    """Signed two weeks ago; last week the same forehead was needled in another visit."""
    other = book(
        patient=maria,
        place=place,
        starts_at=PLANNED - timedelta(days=7),
        wanted=[Wanted("micro-needling", "general", ("forehead",))],
        by=front_desk,
        at=NOW,
        on=TODAY,
    )
    send(other)
    agree(other, dermatologist)
    then, day = other.starts_at, DAY - timedelta(days=7)
    check_in(visit=other, by=front_desk, at=then, on=day)
    make_ready(other, nurse, then)
    start(other, nurse, at=then, on=day)
    with pytest.raises(NotNow):
        start(signed, nurse)
    newest = Assessment.objects.filter(request__visit=signed).latest("number")
    assert newest.cause == "rechecked" and newest.marks[0]["code"] == "session_interval"
    assert Visit.objects.get(pk=signed.pk).signature == "awaited"


def test_one_area_is_not_treated_twice_on_a_day(signed, maria, place, front_desk, dermatologist, nurse):
    start(signed, nurse)
    second = walk_in(
        patient=maria,
        place=place,
        wanted=[Wanted("micro-needling", "general", ("cheeks",))],
        by=front_desk,
        at=PLANNED,
        on=DAY,
    )
    draft = fill_in(second, PLANNED, mode="staff", by=front_desk)
    submit(draft=draft, version=None, mode="staff", by=front_desk, at=PLANNED, on=DAY)
    agree(second, dermatologist, at=PLANNED)
    with pytest.raises(NotNow):
        start(second, nurse)


def test_a_visit_with_two_treatments_ends_with_the_second(
    protocol, maria, place, front_desk, dermatologist, nurse
):
    both = book(
        patient=maria,
        place=place,
        starts_at=PLANNED,
        wanted=[
            Wanted("micro-needling", "wrinkles", ("forehead",)),
            Wanted("micro-needling", "general", ("cheeks",)),
        ],
        by=front_desk,
        at=NOW,
        on=TODAY,
    )
    send(both)
    agree(both, dermatologist)
    check_in(visit=both, by=front_desk, at=PLANNED, on=DAY)
    make_ready(both, nurse, PLANNED)
    for request, state in zip(both.requests.order_by("position"), ("arrived", "finished"), strict=True):
        session = start_session(treatment_request=request, by=nurse, at=PLANNED, on=DAY)
        end_session(session=session, by=nurse, at=PLANNED, on=DAY)
        assert Visit.objects.get().state == state
