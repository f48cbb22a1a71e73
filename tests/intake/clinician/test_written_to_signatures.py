"""What a dermatologist wrote and what no longer stands: page, paper and PDF say it alike."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from intake.actions.addenda import add_addendum
from intake.actions.answers import save_answers
from intake.actions.drafts import open_draft
from intake.actions.reviews import ask_more, sign, summary_digest
from intake.actions.visits import check_in
from intake.choices import AreaChoice
from intake.dates import clinic_day
from intake.models import Visit
from intake.refusals import Changed
from intake.summary import summary_of
from intake.summary.signed_words import signature_words
from tests.intake.conftest import NOW, PLANNED
from tests.intake.steps import agree, check_day, send, shown
from tests.intake.summary_cases import CASES

FORMS = ("summary", "summary-print", "summary-pdf")
NOTE = "Start at the jaw, watch the left cheek."
DEPARTING = AreaChoice("treat", reason_code="clinical_judgement")
ADDED = "She called: a new ointment since Monday."


@pytest.fixture
def told(signed_in, dermatologist):
    """`told(visit)`: the text of each form of its summary, with single spaces."""

    def read(visit: Visit) -> dict[str, str]:
        browser = signed_in(dermatologist)
        return {name: text_of(browser.get(reverse(name, args=[visit.pk]))) for name in FORMS}

    return read


def text_of(response) -> str:
    body = response.content
    if response["Content-Type"] == "application/pdf":
        pages = PdfReader(io.BytesIO(body)).pages
        assert len(pages) == 1
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        return text.replace("- ", "-")  # a line may end within a day
    return " ".join(body.decode().split())


def test_a_note_and_what_was_added_later(told, visit, dermatologist, nurse):
    send(visit)
    [review] = agree(visit, dermatologist, note=NOTE)
    add_addendum(review=review, text=ADDED, by=nurse, at=PLANNED)
    for name, text in told(visit).items():
        for words in (
            NOTE,
            ADDED,
            f"by {nurse.signature_name}",
            review.meaning,
            dermatologist.signature_name,
        ):
            assert words in text, f"{words} is not on {name}"


def test_about_which_concern_something_was_added(told, protocol, maria, place, front_desk, dermatologist):
    visit = CASES["medium"](maria, place, front_desk, dermatologist)
    reviews = agree(visit, dermatologist, **dict.fromkeys(("cheeks", "chin", "abdomen"), DEPARTING))
    add_addendum(review=reviews[1], text=ADDED, by=dermatologist, at=PLANNED)
    for name, text in told(visit).items():
        assert f"{dermatologist.signature_name} about Stretch marks: {ADDED}" in text, name


def test_that_a_session_is_held_and_why(told, visit, front_desk, nurse, dermatologist):
    send(visit)
    agree(visit, dermatologist)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=PLANNED.date())
    check_day(Visit.objects.get(pk=visit.pk), nurse, PLANNED, sunburn_on=PLANNED.date().isoformat())
    for name, text in told(visit).items():
        assert "Held since the check of the day:" in text, name
        assert "Last sunburn: Never (02-Mar-2026) → 16-Mar-2026" in text, name
        assert f"{dermatologist.signature_name} had signed on 02-Mar-2026 09:00: " in text, name


def test_that_an_earlier_signature_has_lapsed(told, visit, dermatologist):
    send(visit)
    [review] = agree(visit, dermatologist, note=NOTE)
    add_addendum(review=review, text=ADDED, by=dermatologist, at=NOW)
    send(visit, keloid="yes")
    for name, text in told(visit).items():
        assert "An earlier signature no longer holds. Decide again." in text, name
        assert f"{dermatologist.signature_name} had signed on 02-Mar-2026 09:00: " in text, name
        assert f"Forehead and cheeks: Treat. “{NOTE}”" in text, name
        assert ADDED in text, name


def test_what_was_asked_before_deciding(told, visit, dermatologist):
    send(visit)
    ask_more(visit=visit, shown=shown(visit), note="Which cream is it?", by=dermatologist, at=NOW)
    for name, text in told(visit).items():
        assert f"{dermatologist.signature_name} asked for more on" in text, name
        assert "“Which cream is it?”" in text, name
    send(visit, medicines=["adapalene"])
    for name, text in told(visit).items():
        assert "“Which cream is it?” Answers came in since." in text, name
        assert "An earlier signature" not in text, name


def test_that_a_correction_was_saved_and_not_sent(told, visit, front_desk, dermatologist):
    send(visit, blood_thinners="no")
    before = shown(visit)
    draft = open_draft(visit=visit, mode="phone", by=front_desk, at=NOW)
    assert not any("not sent yet" in text for text in told(visit).values())
    save_answers(
        visit=visit,
        values={"blood_thinners": "yes"},
        version=draft.version,
        mode="phone",
        by=front_desk,
        at=NOW,
        on=clinic_day(NOW),
    )
    for name, text in told(visit).items():
        assert "Changed since, and not sent yet:" in text, name
        assert "Blood thinners (saved 02-Mar-2026 09:00)" in text, name
    with pytest.raises(Changed):
        sign(visit=visit, shown=before, choices={}, by=dermatologist, at=NOW)


def test_a_page_opened_before_something_was_added_is_outdated(visit, dermatologist, nurse):
    send(visit)
    review = agree(visit, dermatologist)[0]
    before = summary_digest(summary_of(visit))
    add_addendum(review=review, text=ADDED, by=nurse, at=PLANNED)
    assert summary_digest(summary_of(visit)) != before


def test_of_signatures_given_apart_the_concerns_are_named():
    """Such a record is older than signing a visit in one go, or was made by hand."""
    row = {"meaning": "I decide.", "note": "", "digest": "a" * 64, "addenda": []}
    rows = [
        row | {"review": "1", "for": "Acne scars", "signer": "Ada", "signed_at": NOW.isoformat()},
        row | {"review": "2", "for": "Wrinkles", "signer": "Bo", "signed_at": NOW.isoformat()},
        row | {"review": "3", "for": "Stretch marks", "signer": "Ada", "signed_at": NOW.isoformat()},
    ]
    apart = [(one["by"], one["concerns"]) for one in signature_words(rows)]
    assert apart == [("Ada", "Acne scars and Stretch marks"), ("Bo", "Wrinkles")]
    assert [one["concerns"] for one in signature_words(rows[:1])] == [""]
