"""Asking for a later visit: what still counts is folded away, what is too old is asked with what was told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intake.actions.drafts import open_draft
from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.dates import clinic_day
from intake.models import Draft, Response
from tests.intake.conftest import PLANNED
from tests.intake.desk.test_asking_pages import answers, group
from tests.intake.steps import send

pytestmark = pytest.mark.django_db
LATER = PLANNED + timedelta(days=20)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def again(visit, maria, place, front_desk, at):
    """Answers of 2 March, and a second booking for 15 April; it is 5 April."""
    send(visit, diabetes="no", medicines=["Lipitor 20 mg"], waxed_on="2026-01-10")
    at(LATER)
    return book(
        patient=maria,
        place=place,
        starts_at=PLANNED + timedelta(days=30),
        wanted=[Wanted("micro-needling", "wrinkles", ("forehead", "cheeks"))],
        by=front_desk,
        at=LATER,
        on=clinic_day(LATER),
    )


@pytest.fixture
def desk(again, front_desk, signed_in):
    return signed_in(front_desk)


def posted(browser, visit, **typed) -> dict:
    """What the page posts: what stands in its boxes, folded away or not, and these answers."""
    form = browser.get(group(visit)).context["form"]
    fields = {}
    for code, value in form.initial.items():
        if code in form.fields:
            fields |= boxes(f"a-{code}", form.fields[code].prepare_value(value), value)
    return fields | answers(browser, visit, **typed)


def boxes(name, shown, value) -> dict:
    if isinstance(value, str) and value in ("never", "not_sure"):
        return {name: shown, f"{name}_choice": value}
    return {name: shown}


def test_what_is_too_old_is_shown_and_not_filled_in_the_rest_is_folded(desk, again):
    page = desk.get(group(again))
    text, form = page.content.decode(), page.context["form"]
    assert "On 02-Mar-2026: No" in text and "On 02-Mar-2026: Lipitor 20 mg" in text
    assert form["pregnant"].value() is None and form["medicines"].value() is None
    assert form["diabetes"].value() == "no"
    main, _, folded = text.partition("<details>")
    assert 'id="q-pregnant"' in main and 'id="q-diabetes"' in folded and 'id="q-pregnant"' not in folded
    assert not Draft.objects.filter(visit=again).exists()


def test_it_begins_as_the_patients_draft_does(desk, again):
    shown = desk.get(group(again)).context["form"].initial
    draft = open_draft(visit=again, mode="patient", at=LATER)
    stale = {code for code, entry in draft.given.items() if entry["stale"]}
    assert shown == {code: value for code, value in draft.answers.items() if code not in stale}
    assert desk.get(group(again)).context["form"].initial == shown


def test_still_so_takes_the_old_answer_and_a_blank_does_not(desk, again):
    data = posted(desk, again, pregnant="no") | {"still": ["medicines"], "later": "1"}
    assert desk.post(group(again), data).url == reverse("visit", args=[again.pk])
    draft = Draft.objects.get(visit=again)
    assert draft.answers["medicines"] == ["Lipitor 20 mg"]
    assert not draft.given["medicines"].get("stale") and draft.given["medicines"]["by"] == "phone"
    assert draft.given["smoker"]["on"] == "2026-03-02"
    assert "medicines" not in Response.objects.get().missing


def test_still_so_survives_a_page_that_comes_back(desk, again):
    typed = {"a-hba1c": "lots", "a-diabetes": "yes", "still": ["medicines"]}
    data = posted(desk, again) | typed
    data["shown"] += " hba1c"
    page = desk.post(group(again), data)
    assert page.status_code == 200 and 'value="medicines" checked' in page.content.decode()
    again_data = data | {"version": page.context["version"], "a-hba1c": "6.1"}
    assert desk.post(group(again), again_data).status_code == 302
    assert Draft.objects.get(visit=again).answers["medicines"] == ["Lipitor 20 mg"]


@pytest.mark.parametrize("still", ["diabetes", "nonsense", "pregnant\x00", "acne"])
def test_still_so_counts_only_where_it_is_offered(desk, again, still):
    desk.post(group(again), posted(desk, again) | {"still": [still]})
    given = Draft.objects.get(visit=again).given
    assert given["diabetes"]["on"] == "2026-03-02" and given["acne"]["stale"] and "nonsense" not in given


def test_an_answer_given_anew_opens_its_follow_ups(desk, again):
    data = answers(desk, again, "skin", acne="spots")
    opened = desk.post(group(again, "skin"), data, headers=HTMX).content.decode()
    assert 'id="q-acne_areas" class="card asked"' in opened


def test_a_folded_answer_that_is_gone_to_is_unfolded(desk, again):
    to = desk.get(reverse("ask", args=[again.pk]), {"question": "diabetes"}).url
    assert to == group(again) + "?all=1#q-diabetes"
    assert "<details open>" in desk.get(to.partition("#")[0]).content.decode()


def test_what_was_told_for_another_visit_corrects_nothing(desk, again):
    assert "Answers were sent before" not in desk.get(group(again)).content.decode()


def test_it_is_sent_though_nobody_typed_anything(desk, again):
    page = desk.get(reverse("ask-check", args=[again.pk]))
    assert page.context["missing"]
    sent = desk.post(page.request["PATH_INFO"], {"version": "1", "mode": "phone"})
    assert sent.url == reverse("visit", args=[again.pk])
    response = Response.objects.get(visit=again)
    assert response.status == "completed" and "pregnant" in response.missing
    assert response.given["diabetes"]["on"] == "2026-03-02"
