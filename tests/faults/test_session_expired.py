"""A session ends while somebody types: they are told, nothing saved is lost, the link brings them back."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from intake.models import Draft, Review
from tests.intake.patient.steps import come_in
from tests.intake.steps import send, shown
from tests.journeys.moved_clock import Clock

pytestmark = pytest.mark.django_db

LONG = timedelta(seconds=settings.PATIENT_IDLE_SECONDS + 60)


def saved(visit) -> dict:
    return Draft.objects.get(visit=visit).answers


def test_a_patient_is_told_and_comes_back_by_the_link_to_what_was_saved(browser, link, visit, monkeypatch):
    browser.post("/questions/diabetes/", {"answer": "no", "version": 1})
    clock = Clock(monkeypatch)
    clock.to(timezone.now() + LONG)
    page = browser.post("/questions/goal/", {"answer": "typed too late", "version": 2}, follow=True)
    assert page.redirect_chain[0][0].startswith("/link/")
    words = page.content.decode()
    assert "Please open your link again" in words and "Answers you saved are safe" in words
    assert saved(visit)["diabetes"] == "no" and "goal" not in saved(visit)
    come_in(browser, link + "?lang=en")
    version = Draft.objects.get(visit=visit).version
    told = browser.post("/questions/goal/", {"answer": "typed again", "version": version})
    assert told.status_code == 302 and saved(visit)["goal"] == "typed again"


def test_just_before_the_limit_the_answer_is_kept(browser, visit, monkeypatch):
    clock = Clock(monkeypatch)
    clock.to(timezone.now() + LONG - timedelta(minutes=3))
    told = browser.post("/questions/goal/", {"answer": "in time", "version": 1})
    assert not told.headers["Location"].startswith("/link/") and saved(visit)["goal"] == "in time"


def test_a_dermatologist_who_typed_for_too_long_signs_nothing_and_is_asked_to_sign_in(
    signed_in, dermatologist, visit, monkeypatch
):
    send(visit, timezone.now())
    doctor = signed_in(dermatologist)
    fields = {"sign-shown": shown(visit), "sign-decided-0-0": "treat", "sign-decided-0-1": "treat"}
    clock = Clock(monkeypatch)
    clock.to(timezone.now() + timedelta(seconds=settings.STAFF_IDLE_SECONDS + 60))
    told = doctor.post(reverse("sign", args=[visit.pk]), fields)
    assert told.headers["Location"].startswith("/account/sign-in/") and not Review.objects.exists()
