"""A press on "Sign" that no page offered: before the patient has answered, or once the visit is over."""

import pytest
from django.urls import reverse

from intake.actions.visits import cancel
from intake.models import CancelReason, Review
from intake.views.signing import CLOSED
from tests.intake.conftest import NOW
from tests.intake.steps import send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["sign", "ask-for-more"])
@pytest.mark.parametrize("state", ["not answered", "called off"])
def test_the_summary_says_that_nothing_was_signed(visit, dermatologist, front_desk, signed_in, name, state):
    if state == "called off":
        send(visit)
        cancel(visit=visit, reason=CancelReason.PATIENT, by=front_desk, at=NOW)
    posted = {"sign-shown": "0" * 64, "sign-decided-0-0": "treat", "ask-note": "What?", "ask-shown": "0" * 64}
    answer = signed_in(dermatologist).post(reverse(name, args=[visit.pk]), posted, follow=True)
    assert answer.redirect_chain == [(reverse("summary", args=[visit.pk]), 302)]
    assert CLOSED in answer.content.decode()
    assert not Review.objects.exists()
