""" "Did you mean …?" after the medicines."""

import pytest

pytestmark = pytest.mark.django_db


def asked(at, *texts) -> tuple:
    here = at("medicines")
    answer = here.post(answer=list(texts))
    here.draft.refresh_from_db()
    return here, answer.headers["Location"]


def test_a_misspelt_name_is_saved_first_and_then_asked_about(at):
    here, address = asked(at, "zinc", "warfrin 5mg")
    assert address == "/questions/medicines/names/?of=1"
    assert here.stored() == ["zinc", "warfrin 5mg"]
    page = here.browser.get(address).content.decode()
    assert "warfrin 5mg" in page and "warfarin" in page and "No, it is what I wrote" in page
    assert "checked" not in page


def test_the_name_chosen_stands_before_the_patients_own_words(at):
    here, address = asked(at, "zinc", "warfrin 5mg")
    answer = here.browser.post(address, {"name-1": "warfarin", "version": here.draft.version})
    assert here.stored() == ["zinc", "warfarin (warfrin 5mg)"]
    assert answer.headers["Location"] == "/questions/metal_allergy/"


def test_what_was_written_may_stay(at):
    here, address = asked(at, "warfrin 5mg")
    assert (
        here.browser.post(address, {"name-0": "as-written", "version": here.draft.version}).status_code == 302
    )
    assert here.stored() == ["warfrin 5mg"]


def test_nothing_chosen_says_what_to_do_and_a_link_leads_on(at):
    here, address = asked(at, "warfrin 5mg")
    page = here.browser.post(address, {"version": here.draft.version}).content.decode()
    assert page.count("Choose a name, or “No, it is what I wrote”.") == 2
    assert "Keep all my words and go on" in page


def test_known_names_and_words_that_resemble_nothing_are_not_asked_about(at):
    _, address = asked(at, "aspirin", "my blue pill")
    assert address == "/questions/metal_allergy/"


def test_what_stood_there_before_is_not_asked_about_again(at):
    here = at("medicines", medicines=["warfrin 5mg"])
    assert here.post(answer=["warfrin 5mg", "zinc"]).headers["Location"] == "/questions/metal_allergy/"


@pytest.mark.parametrize("of", ["", "7", "x", "-", "٠", "0" * 5000, "0-0-0", "1e3"])
def test_odd_places_in_the_address_do_no_harm(at, of):
    here, _ = asked(at, "warfrin 5mg")
    assert here.browser.get("/questions/medicines/names/", {"of": of}).status_code in (200, 302)


def test_names_that_were_not_offered_are_refused(at):
    here, address = asked(at, "warfrin 5mg")
    here.browser.post(address, {"name-0": "digoxin", "version": here.draft.version})
    assert here.stored() == ["warfrin 5mg"]


def test_a_list_that_changed_meanwhile_is_shown_again_and_not_overwritten(at):
    here, address = asked(at, "warfrin 5mg")
    answer = here.browser.post(address, {"name-0": "warfarin", "version": 0})
    assert answer.headers["Location"] == "/questions/medicines/"
    assert here.stored() == ["warfrin 5mg"]


def test_only_the_medicines_have_such_a_page(at):
    assert at("diabetes").browser.get("/questions/diabetes/names/?of=0").status_code == 404
