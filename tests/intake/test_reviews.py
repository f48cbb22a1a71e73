"""Only a dermatologist signs, exactly what was on the screen, about the latest answers."""

import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from clinic.models import AuditEvent
from intake.actions.addenda import add_addendum
from intake.actions.drafts import open_draft
from intake.actions.requests import Wanted
from intake.actions.reviews import ask_more, sign
from intake.actions.submission import submit
from intake.actions.visits import book, cancel, move
from intake.choices import AreaChoice, ChoiceWrong
from intake.decided import decided_of
from intake.models import Review, ReviewAddendum, ReviewArea, Visit
from intake.refusals import Changed, NotNow
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import agree, send, shown

pytestmark = pytest.mark.django_db


def choices(visit, **chosen):
    request = visit.requests.get()
    return {(str(request.pk), area): chosen.get(area, AreaChoice("treat")) for area in request.areas}


def test_agreeing_is_confirmed_and_signed(visit, dermatologist):
    send(visit)
    review = agree(visit, dermatologist)[0]
    assert (review.action, review.signer, review.role) == ("confirmed", dermatologist, "dermatologist")
    assert [(row.area, row.advised, row.decided) for row in review.areas.order_by("position")] == [
        ("forehead", "ready", "treat"),
        ("cheeks", "ready", "treat"),
    ]
    assert Visit.objects.get().signature == "given"
    assert AuditEvent.objects.get(action="sign").actor == dermatologist


def test_the_signature_covers_what_was_on_the_screen(visit, dermatologist):
    send(visit, diabetes="yes")
    review = agree(visit, dermatologist)[0]
    assert hashlib.sha256(review.snapshot.encode()).hexdigest() == review.digest
    told = json.loads(review.snapshot)
    assert told["screen"]["why"][0]["code"] == "diabetes"
    assert told["signer"] == "Ada Okafor, MD, Dermatologist"
    assert told["areas"][0]["decided"] == "treat"


def test_a_departure_is_an_override_with_its_reason(visit, dermatologist):
    send(visit, pregnant="yes")
    against = AreaChoice("treat", reason_code="other", reason_text="Answered for her sister")
    review = agree(visit, dermatologist, forehead=against)[0]
    assert review.action == "overridden"
    assert ReviewArea.objects.get(area="forehead").reason_text == "Answered for her sister"
    assert ReviewArea.objects.get(area="cheeks").decided == "do_not_treat"


def test_a_departure_without_a_reason_signs_nothing(visit, dermatologist):
    send(visit, pregnant="yes")
    with pytest.raises(ChoiceWrong):
        agree(visit, dermatologist, forehead=AreaChoice("treat"))
    assert not Review.objects.exists()


def test_every_area_needs_a_choice(visit, dermatologist):
    send(visit)
    chosen = choices(visit)
    chosen.popitem()
    with pytest.raises(ChoiceWrong):
        sign(visit=visit, shown=shown(visit), choices=chosen, by=dermatologist, at=NOW)


def test_nobody_else_signs(visit, front_desk, nurse, lead, nobody):
    send(visit)
    for person in (front_desk, nurse, lead, nobody):
        with pytest.raises(PermissionDenied):
            agree(visit, person)
        with pytest.raises(PermissionDenied):
            ask_more(visit=visit, shown=shown(visit), note="?", by=person, at=NOW)
    assert not Review.objects.exists()


def test_there_is_nothing_to_sign_before_answers(visit, dermatologist):
    with pytest.raises(NotNow):
        sign(visit=visit, shown=shown(visit), choices=choices(visit), by=dermatologist, at=NOW)


def test_a_page_from_before_a_correction_cannot_be_signed(visit, dermatologist, front_desk):
    send(visit)
    old = shown(visit)
    draft = open_draft(visit=visit, mode="phone", by=front_desk, at=NOW)
    submit(draft=draft, version=None, mode="phone", by=front_desk, at=NOW, on=TODAY)
    with pytest.raises(Changed):
        sign(visit=visit, shown=old, choices=choices(visit), by=dermatologist, at=NOW)


def test_a_page_from_before_a_move_cannot_be_signed(visit, dermatologist, front_desk):
    send(visit)
    old = shown(visit)
    move(visit=visit, starts_at=PLANNED.replace(hour=15), by=front_desk, at=NOW, on=TODAY)
    with pytest.raises(Changed):
        sign(visit=visit, shown=old, choices=choices(visit), by=dermatologist, at=NOW)


def test_of_two_dermatologists_the_second_is_told(visit, dermatologist, other_dermatologist):
    send(visit)
    page = shown(visit)
    sign(visit=visit, shown=page, choices=choices(visit), by=dermatologist, at=NOW)
    with pytest.raises(Changed):
        sign(visit=visit, shown=page, choices=choices(visit), by=other_dermatologist, at=NOW)
    assert Review.objects.get().signer == dermatologist


def test_a_later_review_takes_the_place_of_the_first_which_stays(visit, dermatologist, other_dermatologist):
    send(visit)
    first = agree(visit, dermatologist)[0]
    second = agree(visit, other_dermatologist, chin=AreaChoice("treat"))[0]
    assert second.supersedes == first and Review.objects.count() == 2
    assert decided_of(visit).requests[0].review == second


def test_the_database_refuses_a_second_first_review(visit, dermatologist):
    send(visit)
    review = agree(visit, dermatologist)[0]
    review.pk, review._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        review.save(force_insert=True)


def test_asking_for_more_goes_back_to_the_desk(visit, dermatologist):
    send(visit, medicines=["blue pill"])
    page = shown(visit)
    review = ask_more(
        visit=visit, shown=page, note="Which pill?", asks=("medicines", "nonsense"), by=dermatologist, at=NOW
    )[0]
    assert (review.action, review.asks, review.note) == ("more_information", ["medicines"], "Which pill?")
    assert Visit.objects.get().signature == "asked"
    assert not decided_of(visit).requests[0].is_signed


def test_asking_for_more_says_what(visit, dermatologist):
    send(visit)
    with pytest.raises(NotNow):
        ask_more(visit=visit, shown=shown(visit), note=" ", by=dermatologist, at=NOW)


def test_after_the_answer_came_it_is_signed_on_top(visit, dermatologist):
    send(visit)
    asked = ask_more(visit=visit, shown=shown(visit), note="Which pill?", by=dermatologist, at=NOW)[0]
    signed = agree(visit, dermatologist)[0]
    assert signed.supersedes == asked and Visit.objects.get().signature == "given"


def test_a_visit_called_off_is_not_signed(visit, dermatologist, front_desk):
    send(visit)
    cancel(visit=visit, reason="patient", by=front_desk, at=NOW)
    with pytest.raises(NotNow):
        agree(visit, dermatologist)


def test_each_request_of_a_visit_gets_its_review(protocol, maria, place, front_desk, dermatologist):
    both = book(
        patient=maria,
        place=place,
        starts_at=PLANNED,
        wanted=[
            Wanted("micro-needling", "wrinkles", ("forehead",)),
            Wanted("micro-needling", "acne_scars", ("cheeks",)),
        ],
        by=front_desk,
        at=NOW,
        on=TODAY,
    )
    send(both, scar_age_months=3)
    assert decided_of(both).decision == "needs_review"
    assert len(agree(both, dermatologist)) == 2
    assert Visit.objects.get().signature == "given"


def test_an_addendum_is_added_and_the_review_stays_as_signed(visit, dermatologist, nurse, front_desk):
    send(visit)
    review = agree(visit, dermatologist)[0]
    add_addendum(review=review, text="Told the patient by phone", by=nurse, at=NOW)
    assert ReviewAddendum.objects.get().by == nurse
    with pytest.raises(PermissionDenied):
        add_addendum(review=review, text="x", by=front_desk, at=NOW)
    with pytest.raises(NotNow):
        add_addendum(review=review, text=" ", by=nurse, at=NOW)
    assert Review.objects.get().digest == review.digest
