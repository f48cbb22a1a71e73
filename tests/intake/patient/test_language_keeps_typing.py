"""Switching the language on a page: what was typed stays, nothing is saved and nothing blamed."""

import re

import pytest
from django.urls import reverse

from intake.models import Draft, Response
from tests.intake.patient.steps import answer_all

SPANISH = '<html lang="es">'


def switched(here, language="es", **typed) -> str:
    answer = here.post(language=language, **typed)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("code", "typed", "kept"),
    [
        ("diabetes", {"answer": "yes"}, 'value="yes" checked'),
        ("goal", {"answer": "piel <más> lisa"}, r"piel &lt;más&gt; lisa</textarea>"),
        ("medicines", {"answer": ["warfrin", "", "zinc"]}, r'value="warfrin"(.|\n)+value="zinc"'),
        ("medicines", {"box": "on"}, r'name="box"[^>]*checked'),
        ("peel_on", {"answer_day": "31", "answer_month": "2"}, r'value="31"(.|\n)+value="2"'),
        ("peel_on", {"answer_choice": "never"}, r'value="never"[^>]*checked'),
        ("hba1c", {"answer": "much"}, r'name="answer" value="much"'),
        ("acne_areas", {"answer": ["nose", "chin"]}, r'value="nose"[^>]*checked'),
    ],
)
def test_what_was_typed_stays_in_the_other_language(at, code, typed, kept):
    here = at(code, diabetes="yes", acne="spots") if code in ("hba1c", "acne_areas") else at(code)
    page = switched(here, **typed)
    assert SPANISH in page and re.search(kept, page), page
    assert "Error:" not in page and "field-error" not in page
    assert here.stored() == "no answer"


def test_an_empty_page_switches_without_a_word_about_blanks(at):
    page = switched(at("diabetes"))
    assert SPANISH in page and "¿Tiene diabetes?" in page and "Error:" not in page


def test_switching_there_and_back_and_going_on_saves_what_was_typed(at):
    here = at("goal")
    switched(here, answer="Smoother skin")
    page = switched(here, language="en", answer="Smoother skin")
    assert '<html lang="en">' in page
    assert here.post(answer="Smoother skin").status_code == 302
    assert here.stored() == "Smoother skin"


def test_the_next_pages_and_what_is_sent_follow_the_switch(at, visit):
    here = at("diabetes")
    switched(here)
    assert SPANISH in here.browser.get("/questions/goal/").content.decode()
    assert Draft.objects.get(visit=visit).language == "es"


def test_the_switch_outweighs_the_other_buttons_and_an_unknown_language_is_no_switch(at):
    here = at("goal")
    switched(here, answer="x", later="1", skip="1")
    assert here.stored() == "no answer"
    assert here.post(answer="kept", language="xx").status_code == 302
    assert here.stored() == "kept"


def test_a_name_typed_as_a_signature_stays_and_signs_nothing(browser, visit):
    draft = answer_all(visit)
    typed = {"attested": "on", "name": "María García", "version": draft.version, "language": "es"}
    page = browser.post("/sign/", typed).content.decode()
    assert SPANISH in page and 'value="María García"' in page and "Error:" not in page
    assert re.search(r'name="attested"[^>]*checked', page)
    assert not Response.objects.exists()


def test_a_medicines_name_that_was_chosen_stays(at):
    here = at("medicines", medicines=["warfrin 5mg"])
    address = reverse("question-names", args=["medicines"], query={"of": "0"})
    answer = here.browser.post(address, {"name-0": "warfarin", "version": "1", "language": "es"})
    page = answer.content.decode()
    assert SPANISH in page and re.search(r'value="warfarin"[^>]*checked', page)
    assert here.stored() == ["warfrin 5mg"]


def test_enter_presses_continue_and_not_the_switch(at):
    """A browser's Enter presses the form's first button in the page."""
    page = at("goal").get().content.decode()
    first = re.search(r'<button[^>]*form="answer"[^>]*>', page)[0]
    assert "name=" not in first and 'tabindex="-1"' in first


def test_somebody_whose_session_ended_switches_nothing(client, visit, db):
    assert client.post("/questions/goal/", {"language": "es"}).headers["Location"] == "/link/"
