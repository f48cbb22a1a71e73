"""Did you mean …? at entry."""

import pytest

from treatments import editions, medicines
from treatments.eligibility.did_you_mean import suggestions
from treatments.eligibility.medicines import Recogniser
from treatments.medicines import recogniser_for


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return recogniser_for(editions.protocol_from(editions.shipped_document("micro-needling")))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("xeralto", "xarelto"),
        ("isotretnion", "isotretinoin"),
        ("hydroxichloroquin", "hydroxychloroquine"),
        ("tynelol", "tylenol"),
        ("fishoil", "fish oil"),
        ("war farin", "warfarin"),
        ("retna 0.05%", "retin-a"),
        ("ability", "abilify"),
        ("accutain 20 mg", "accutane"),
    ],
)
def test_the_nearest_name_comes_first(recogniser, typed, first):
    assert suggestions(recogniser, typed)[0] == first


def test_a_guess_is_suggested_for_the_patient_to_confirm(recogniser):
    assert suggestions(recogniser, "acutane") == ("accutane",)


@pytest.mark.parametrize(
    "typed", ["Eliquis 5 mg", "lisinopril", "none", "", "5 mg", "qqqqqqqqq", "my blood pressure pill"]
)
def test_nothing_is_suggested_where_the_text_is_sure_or_near_no_name(recogniser, typed):
    assert suggestions(recogniser, typed) == ()


def test_an_edition_gives_its_suggestions_by_one_call():
    protocol = editions.protocol_from(editions.shipped_document("micro-needling"))
    assert medicines.suggestions(protocol, "acutane") == ("accutane",)


def test_no_more_than_asked_for(recogniser):
    assert len(suggestions(recogniser, "levothyroxxinn", most=1)) <= 1
    assert len(suggestions(recogniser, "amoxicylyn predlisolon metforn")) <= 3
