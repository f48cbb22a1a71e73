"""Every type of question: how it is drawn, what is stored, what is said when it cannot be taken."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "given", "typed", "stored"),
    [
        ("diabetes", {}, {"answer": "no"}, "no"),
        ("diabetes", {}, {"answer": "not_sure"}, "not_sure"),
        ("pregnant", {}, {"answer": "not_applicable"}, "not_applicable"),
        ("acne_areas", {"acne": "spots"}, {"answer": ["nose", "forehead"]}, ["forehead", "nose"]),
        ("hba1c", {"diabetes": "yes"}, {"answer": "6,8"}, 6.8),
        ("hba1c", {"diabetes": "yes"}, {"answer": ""}, "no answer"),
        ("medicines", {}, {"answer": ["aspirin", "", "zinc"]}, ["aspirin", "zinc"]),
        ("medicines", {}, {"answer": ["", ""], "box": "on"}, []),
        ("other_allergies", {}, {"answer": ["", ""]}, "no answer"),
        ("other_allergies", {}, {"box": "on"}, []),
        ("goal", {}, {"answer": " Fewer lines \r\nhere "}, "Fewer lines\nhere"),
        ("peel_on", {}, {"answer_choice": "never"}, "never"),
        ("peel_on", {}, {"answer_choice": "not_sure"}, "not_sure"),
        ("peel_on", {}, {"answer_year": "2019"}, "2019"),
        ("peel_on", {}, {"answer_month": "march", "answer_year": "2019"}, "2019-03"),
        ("peel_on", {}, {"answer_day": "4", "answer_month": "3", "answer_year": "2019"}, "2019-03-04"),
    ],
)
def test_an_answer_is_stored_and_leads_on(at, code, given, typed, stored):
    here = at(code, **given)
    assert here.post(**typed).status_code == 302
    assert here.stored() == stored


@pytest.mark.parametrize(
    ("code", "given", "typed", "says"),
    [
        ("diabetes", {}, {}, "Choose an answer: Do you have diabetes?"),
        ("diabetes", {}, {"answer": "maybe"}, "Choose one of the answers shown."),
        ("acne_areas", {"acne": "spots"}, {}, "Choose at least one area."),
        ("acne_areas", {"acne": "spots"}, {"answer": ["moon"]}, "Choose one of the answers shown."),
        ("hba1c", {"diabetes": "yes"}, {"answer": "six"}, "Write a number, such as 6 or 6.5."),
        ("medicines", {}, {"answer": ["", " "]}, "Write at least one, or choose “I have nothing to list”."),
        ("medicines", {}, {"answer": ["zinc"], "box": "on"}, "Clear one of the two."),
        ("medicines", {}, {"answer": ["z" * 161]}, "is too long"),
        ("goal", {}, {"answer": "x" * 2001}, "Shorten this to 2000 letters or fewer."),
        ("peel_on", {}, {}, "Enter a date or choose one of the answers."),
        ("peel_on", {}, {"answer_year": "19"}, "Enter the year with four digits"),
        ("peel_on", {}, {"answer_day": "31", "answer_month": "4", "answer_year": "2019"}, "has only 30 days"),
        ("peel_on", {}, {"answer_year": "1950"}, "This date is before your birth."),
        ("peel_on", {}, {"answer_year": "2099"}, "write the exact day."),
        (
            "peel_on",
            {},
            {"answer_day": "1", "answer_month": "1", "answer_year": "2099"},
            "Write a date up to",
        ),
    ],
)
def test_what_cannot_be_taken_says_what_to_do_and_stays(at, code, given, typed, says):
    here = at(code, **given)
    page = here.post(**typed).content.decode()
    assert "<title>Error:" in page and "data-errors" in page
    assert page.count(says) >= 2, "in the summary and at the field"
    assert here.stored() == "no answer"


@pytest.mark.parametrize(
    ("code", "typed", "again"),
    [
        ("medicines", {"answer": ["zinc"], "box": "on"}, 'value="zinc"'),
        ("goal", {"answer": "word " * 500}, "word word word"),
        ("peel_on", {"answer_day": "31", "answer_month": "abril", "answer_year": "2019"}, 'value="abril"'),
        ("peel_on", {"answer_choice": "never", "answer_year": "2019"}, 'value="2019"'),
    ],
)
def test_what_was_typed_stays_beside_the_error(at, code, typed, again):
    page = at(code).post(**typed).content.decode()
    assert "data-errors" in page and again in page


def test_an_old_scar_may_have_an_unknown_age(at, visit):
    visit.requests.update(indication="acne_scars")
    here = at("scar_age_months")
    assert "Write a number, or choose" in here.post().content.decode()
    assert here.post(answer="", box="on").status_code == 302
    assert here.stored() == "not_sure"
    assert "checked" in here.get().content.decode()


def test_what_was_answered_is_shown_again(at):
    page = at("medicines", medicines=[]).get().content.decode()
    assert 'name="box" id="id_box" checked' in page
    page = at("peel_on", peel_on="2019-03").get().content.decode()
    assert 'value="2019"' in page and 'value="3"' in page


def test_an_optional_question_says_so_and_can_be_skipped(at):
    here = at("goal")
    page = here.get().content.decode()
    assert "(optional)" in page and 'name="skip"' in page
    assert here.post(skip="1").headers["Location"] == "/questions/tried_before/"
    assert here.stored() == "no answer"
    assert 'name="skip"' not in at("diabetes").get().content.decode()


def test_a_required_question_cannot_be_skipped(at):
    here = at("diabetes")
    assert here.post(skip="1").status_code == 200
    assert here.stored() == "no answer"


def test_add_another_gives_one_box_more_and_saves_nothing(at):
    here = at("medicines")
    page = here.post(answer=["zinc", "iron"], answer_more="1").content.decode()
    assert page.count('name="answer"') == 3
    assert "data-errors" not in page
    assert here.stored() == "no answer"
