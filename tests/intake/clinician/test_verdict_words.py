"""The verdict and the reasons in words: what stands in the way, which day binds, what has really passed."""

from datetime import date

from intake.actions.answers import save_answers
from intake.actions.drafts import open_draft
from intake.actions.submission import submit
from intake.choices import AreaChoice
from intake.dates import clinic_day
from intake.summary import summary_of
from intake.summary.pdf import summary_as_pdf
from intake.summary.words import in_words
from tests.intake.conftest import NOW
from tests.intake.steps import agree, healthy, send

WAIT = AreaChoice("wait", date(2026, 3, 24))


def ask_by_phone(visit, desk, *left_out: str) -> None:
    """Send what was asked by phone, some of it left blank."""
    told = {"mode": "phone", "by": desk, "at": NOW}
    values = {code: value for code, value in healthy().items() if code not in left_out}
    draft = open_draft(visit=visit, **told)
    save_answers(visit=visit, values=values, version=draft.version, on=clinic_day(NOW), **told)
    draft.refresh_from_db()
    submit(draft=draft, version=draft.version, blanks_allowed=True, on=clinic_day(NOW), **told)


def words_of(visit) -> dict:
    return in_words(summary_of(visit))


def between(visit) -> str:
    return words_of(visit)["verdict"]["between"]


def test_ready_says_that_nothing_stands_in_the_way(visit):
    send(visit)
    assert between(visit) == "Nothing stands in the way on 16-Mar-2026."


def test_what_is_unsure_what_is_to_decide_and_what_to_wait_for_are_counted(visit):
    send(visit, keloid_family="not_sure", herpes_history="yes", sunburn_on="2026-03-10")
    assert between(visit) == (
        "Before ready: 1 thing the patient is not sure of; your decision on 1 finding; a wait to 24-Mar-2026."
    )


def test_a_stop_offers_no_way_round(visit):
    send(visit, pregnant="yes")
    assert "A stop holds" in between(visit)


def test_the_binding_wait_and_the_one_behind_it_are_named_by_their_question(visit):
    send(visit, sunburn_on="2026-03-12", waxed_on="2026-03-14")
    verdict = words_of(visit)["verdict"]
    assert verdict["headline"] == "Wait to"
    assert verdict["day"] == "26-Mar-2026"
    assert verdict["binding"].startswith("“Last sunburn” sets the date; without it, “")
    assert "_" not in verdict["binding"]


def test_an_open_answer_says_what_it_could_become(visit):
    send(visit, keloid="not_sure")
    row = next(row for row in words_of(visit)["why"] if row["code"] == "keloid")
    assert row["badges"] == [("missing", "Not sure")]
    assert row["could"] == "could be Review"


def test_a_rule_about_a_blank_question_has_not_passed(visit, front_desk):
    ask_by_phone(visit, front_desk, "keloid", "laser_on")
    passed = words_of(visit)["passed"]
    assert "pregnancy" in passed
    assert not {"keloid", "laser non ablative"} & {*passed}


def test_with_answers_missing_the_pdf_opens(visit, front_desk):
    ask_by_phone(visit, front_desk, "keloid", "herpes_history")
    assert between(visit) == "Before ready: 2 answers to ask for."
    assert summary_as_pdf(words_of(visit), "a" * 64).startswith(b"%PDF")


def test_a_signed_wait_is_until_a_day_not_from_it(visit, dermatologist):
    send(visit, sunburn_on="2026-03-10")
    agree(visit, by=dermatologist)
    assert {row["signed"] for row in words_of(visit)["areas"]} == {"Wait until 24-Mar-2026"}


def test_areas_with_the_same_usual_depth_stand_together(visit):
    send(visit)
    assert words_of(visit)["depths"] == [
        "Forehead: 0.25–0.5 mm, warn above 1 mm",
        "Cheeks: 0.5–1.5 mm, warn above 1.5 mm",
    ]


def test_pre_care_to_confirm_leaves_out_what_nobody_asks_at_check_in(visit):
    send(visit)
    text = " ".join(row["text"] for row in words_of(visit)["care"])
    assert "No waxing" in text
    assert "Keep taking" not in text


def test_what_was_decided_does_not_stand_in_the_way(visit, dermatologist):
    send(visit, diabetes="yes")
    assert between(visit) == "Before ready: your decision on 1 finding."
    agree(visit, dermatologist)
    assert between(visit) == "What was to be decided is signed."


def test_a_wait_stands_in_the_way_of_what_was_signed_as_well(visit, dermatologist):
    send(visit, diabetes="yes", sunburn_on="2026-03-10")
    agree(visit, dermatologist, forehead=WAIT, cheeks=WAIT)
    assert between(visit) == "Before ready: a wait to 24-Mar-2026."
