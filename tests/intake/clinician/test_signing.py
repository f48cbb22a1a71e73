"""Signing from the page: nothing chosen beforehand, a reason where it departs, nothing typed is lost."""

import re

import pytest
from django.urls import reverse

from intake.models import Review, ReviewAction, Visit
from tests.intake.steps import agree, send, shown


def post(browser, visit: Visit, name: str = "sign", **fields):
    prefix = "ask" if name == "ask-for-more" else "sign"
    data = {f"{prefix}-{key.replace('__', '-')}": value for key, value in fields.items()}
    data.setdefault(f"{prefix}-shown", shown(visit))
    return browser.post(reverse(name, args=[visit.pk]), data)


def both(decided: str, **more) -> dict[str, str]:
    """The same choice for both areas of the visit."""
    fields = {"decided__0__0": decided, "decided__0__1": decided}
    return fields | {f"{key}__0__{i}": value for key, value in more.items() for i in (0, 1)}


def test_agreeing_takes_one_choice_an_area_and_one_press(signed_in, dermatologist, visit):
    send(visit)
    response = post(signed_in(dermatologist), visit, **both("treat"))
    assert response.status_code == 302
    review = Review.objects.get()
    assert review.action == ReviewAction.CONFIRMED
    assert review.signer == dermatologist


def test_nothing_is_chosen_beforehand_and_every_area_has_to_be(signed_in, dermatologist, visit):
    send(visit)
    browser = signed_in(dermatologist)
    assert " checked" not in browser.get(reverse("summary", args=[visit.pk])).content.decode()
    text = post(browser, visit, decided__0__0="treat").content.decode()
    assert "Choose what is to happen: Cheeks." in text
    assert re.search(r'value="treat" checked', text)
    assert not Review.objects.exists()


def test_departing_from_the_advice_needs_a_reason_and_keeps_what_was_typed(signed_in, dermatologist, visit):
    send(visit, pregnant="yes")
    browser = signed_in(dermatologist)
    text = post(browser, visit, note="talked it over", **both("treat")).content.decode()
    assert "choose a reason" in text
    assert "talked it over" in text
    post(browser, visit, **both("treat", reason_code="clinical_judgement"))
    assert Review.objects.get().action == ReviewAction.OVERRIDDEN


def test_a_reason_is_withdrawn_with_the_choice_it_was_for(signed_in, dermatologist, visit):
    send(visit)
    told = {"reason_code": "clinical_judgement", "reason_text": "Not today."}
    post(signed_in(dermatologist), visit, **both("treat", **told))
    review = Review.objects.get()
    assert review.action == ReviewAction.CONFIRMED
    assert set(review.areas.values_list("reason_code", "reason_text")) == {("", "")}


def test_treating_what_has_still_to_clear_needs_a_reason_beside_a_review_too(signed_in, dermatologist, visit):
    send(visit, cold_sore_now="yes", herpes_history="yes", diabetes="yes")
    browser = signed_in(dermatologist)
    assert "choose a reason" in post(browser, visit, **both("treat")).content.decode()
    assert not Review.objects.exists()
    post(browser, visit, **both("treat", reason_code="clinical_judgement"))
    assert Review.objects.get().action == ReviewAction.OVERRIDDEN


def test_another_reason_has_to_be_said(signed_in, dermatologist, visit):
    send(visit, pregnant="yes")
    response = post(signed_in(dermatologist), visit, **both("treat", reason_code="other"))
    assert "Say which other reason" in response.content.decode()


def test_after_a_wait_the_agreed_day_is_signed(signed_in, dermatologist, visit):
    send(visit, sunburn_on="2026-03-02", tan_on="2026-03-14")
    post(signed_in(dermatologist), visit, **both("wait", treat_not_before="2026-03-21"))
    days = {str(area.treat_not_before) for area in Review.objects.get().areas.all()}
    assert days == {"2026-03-21"}


def test_a_page_that_is_outdated_is_not_signed(signed_in, dermatologist, visit):
    send(visit)
    old = shown(visit)
    send(visit, smoker="current")
    response = post(signed_in(dermatologist), visit, shown=old, **both("treat"))
    assert "Read it again" in response.content.decode()
    assert not Review.objects.exists()


def test_an_old_sign_in_asks_for_the_password_in_the_panel(signed_in, dermatologist, visit):
    send(visit)
    dermatologist.set_password("a long password of mine")
    dermatologist.save()
    browser = signed_in(dermatologist, minutes_ago=20)
    text = post(browser, visit, **both("treat")).content.decode()
    assert "Enter your password to sign." in text
    text = post(browser, visit, password="wrong", **both("treat")).content.decode()
    assert "This is not your password" in text
    assert "a long password" not in text
    assert not Review.objects.exists()
    assert post(browser, visit, password="a long password of mine", **both("treat")).status_code == 302
    assert Review.objects.count() == 1


@pytest.mark.parametrize("act", ["sign", "ask-for-more"])
def test_too_many_wrong_passwords_are_said_in_the_panel(signed_in, dermatologist, visit, act):
    send(visit, keloid="not_sure")
    dermatologist.set_password("a long password of mine")
    dermatologist.save()
    browser = signed_in(dermatologist, minutes_ago=20)
    told = {"note": "Where?", "asks": "keloid"} if act == "ask-for-more" else both("treat")
    said = [post(browser, visit, act, password=f"wrong {n}", **told).content.decode() for n in range(6)]
    assert "This is not your password" in said[0] and "Too many" in said[-1]
    text = post(browser, visit, act, password="a long password of mine", **told).content.decode()
    assert "Too many" in text and not Review.objects.exists()


def test_asking_for_more_goes_back_to_the_desk_signed(signed_in, dermatologist, visit):
    send(visit, keloid="not_sure")
    browser = signed_in(dermatologist)
    assert "Write what the desk is to ask" in post(browser, visit, "ask-for-more", note=" ").content.decode()
    post(browser, visit, "ask-for-more", note="Where are the scars?", asks="keloid")
    review = Review.objects.get()
    assert review.action == ReviewAction.MORE_INFORMATION
    assert review.asks == ["keloid"]


@pytest.mark.parametrize("who", ["front_desk", "nurse", "lead"])
@pytest.mark.parametrize("name", ["sign", "ask-for-more"])
def test_nobody_else_signs(request, signed_in, visit, who, name):
    send(visit)
    browser = signed_in(request.getfixturevalue(who))
    response = post(browser, visit, name, note="x", **both("treat"))
    assert response.status_code == 404
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "field, value",
    [
        ("decided__0__0", "explode"),
        ("treat_not_before__0__0", "2026-02-30"),
        ("treat_not_before__0__0", "0001-01-01"),
        ("reason_code__0__0", "because"),
        ("note", "x" * 3000),
        ("note", "nul \x00 here"),
        ("shown", "f" * 64),
    ],
)
def test_bad_input_is_refused_and_nothing_is_signed(signed_in, dermatologist, visit, field, value):
    send(visit)
    response = post(signed_in(dermatologist), visit, **(both("treat") | {field: value}))
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert not Review.objects.exists()


def test_the_next_visit_to_sign_opens_after_signing(signed_in, dermatologist, visit):
    send(visit)
    response = post(signed_in(dermatologist), visit, **both("treat"))
    assert response.url == reverse("review-queue")


def test_a_note_is_added_to_a_signed_review_which_stays_as_signed(signed_in, dermatologist, visit):
    send(visit)
    review = agree(visit, by=dermatologist)[0]
    browser = signed_in(dermatologist)
    browser.post(reverse("addendum", args=[review.pk]), {"text": "Patient called back."})
    assert [a.text for a in review.addenda.all()] == ["Patient called back."]
    assert "Patient called back." in browser.get(reverse("summary", args=[visit.pk])).content.decode()
    browser.post(reverse("addendum", args=[review.pk]), {"text": "  "})
    assert review.addenda.count() == 1
