"""Orders are ticked one by one on the sign panel, signed with the decision, and hold while it stands."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from intake.actions.reviews import ask_more, sign
from intake.decided import decided_of
from intake.models import Review, ReviewOrder
from intake.orders import Order, OrderWrong, standing_orders
from intake.refusals import NotNow
from tests.intake.clinician.test_signing import both, post
from tests.intake.conftest import NOW
from tests.intake.steps import agree, send, shown
from tests.intake.test_reviews import choices

pytestmark = pytest.mark.django_db
OFFERED = ["vitamins_a_c", "prescribed_creams", "numbing", "antiviral"]
NUMBING = {"ordered-numbing": "on", "words-numbing": "Only the forehead"}


def test_what_is_ticked_is_ordered_and_the_rest_is_not(signed_in, dermatologist, visit):
    send(visit)
    assert post(signed_in(dermatologist), visit, **both("treat") | NUMBING).status_code == 302
    rows = ReviewOrder.objects.order_by("position").values_list("code", "ordered", "words")
    assert list(rows) == [
        (code, code == "numbing", "Only the forehead" if code == "numbing" else "") for code in OFFERED
    ]
    assert standing_orders(visit) == {"numbing": "Only the forehead"}


def test_nothing_is_ticked_beforehand_and_the_panel_says_what_that_means(signed_in, dermatologist, visit):
    send(visit)
    text = signed_in(dermatologist).get(reverse("summary", args=[visit.pk])).content.decode()
    assert "not ticked: not ordered" in text and text.count('name="sign-ordered-') == len(OFFERED)
    assert " checked" not in text


def test_orders_are_part_of_what_was_signed_and_stand_on_page_print_and_pdf(signed_in, dermatologist, visit):
    send(visit)
    browser = signed_in(dermatologist)
    post(browser, visit, **both("treat") | NUMBING)
    told = json.loads(Review.objects.get().snapshot)["orders"]
    assert [row["code"] for row in told if row["ordered"]] == ["numbing"]
    for name in ("summary", "summary-print"):
        text = browser.get(reverse(name, args=[visit.pk])).content.decode()
        assert "Numbing cream at the clinic – “Only the forehead”" in text
        assert "Not ordered: vitamin A and C for the skin, prescribed creams" in text


def test_words_without_a_tick_are_asked_about_and_nothing_is_signed(signed_in, dermatologist, visit):
    send(visit)
    text = post(signed_in(dermatologist), visit, **both("treat") | {"words-antiviral": "As last time"})
    assert "Tick what you order, or clear its words." in text.content.decode()
    assert "As last time" in text.content.decode()
    assert not Review.objects.exists()


@pytest.mark.parametrize("words", ["x" * 501, "nul \x00 here", "\ue000"])
def test_words_that_cannot_be_kept_are_refused(signed_in, dermatologist, visit, words):
    send(visit)
    fields = both("treat") | {"ordered-numbing": "on", "words-numbing": words}
    assert post(signed_in(dermatologist), visit, **fields).status_code == 200
    assert not Review.objects.exists()


def test_the_protocol_says_what_may_be_ordered(dermatologist, visit):
    send(visit)
    with pytest.raises(OrderWrong):
        sign(
            visit=visit,
            shown=shown(visit),
            choices=choices(visit),
            orders={"morphine": Order(True)},
            by=dermatologist,
            at=NOW,
        )
    assert not Review.objects.exists()


def test_an_order_falls_with_the_signature_and_is_shown_before_signing_anew(signed_in, dermatologist, visit):
    send(visit)
    browser = signed_in(dermatologist)
    post(browser, visit, **both("treat") | NUMBING)
    send(visit, diabetes="yes")
    assert standing_orders(visit) == {}
    text = browser.get(reverse("summary", args=[visit.pk])).content.decode()
    assert "Ordered before: Numbing cream at the clinic (“Only the forehead”)" in text
    assert " checked" not in text
    agree(visit, dermatologist)
    assert standing_orders(visit) == {} and decided_of(visit).requests[0].review


def test_asking_for_more_orders_nothing(dermatologist, visit):
    send(visit)
    ask_more(visit=visit, shown=shown(visit), note="Which cream?", by=dermatologist, at=NOW)
    assert not ReviewOrder.objects.exists() and standing_orders(visit) == {}


def test_a_page_from_before_another_signature_orders_nothing(signed_in, dermatologist, visit):
    send(visit)
    old = shown(visit)
    post(signed_in(dermatologist), visit, **both("treat") | NUMBING)
    post(signed_in(dermatologist), visit, shown=old, **both("treat") | {"ordered-antiviral": "on"})
    assert standing_orders(visit) == {"numbing": "Only the forehead"}


def test_the_database_keeps_one_row_an_order_and_changes_none(dermatologist, visit):
    send(visit)
    review = agree(visit, dermatologist)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewOrder.objects.create(review=review, position=9, code="numbing", ordered=True)


def test_the_front_desk_reads_no_orders(signed_in, front_desk, dermatologist, visit):
    send(visit)
    post(signed_in(dermatologist), visit, **both("treat") | NUMBING)
    browser = signed_in(front_desk)
    assert browser.get(reverse("summary", args=[visit.pk])).status_code == 404
    assert "Only the forehead" not in browser.get(reverse("visit", args=[visit.pk])).content.decode()


def test_what_is_not_now_stays_refused(dermatologist, visit):
    with pytest.raises(NotNow):
        sign(visit=visit, shown="", choices={}, orders={"numbing": Order(True)}, by=dermatologist, at=NOW)
