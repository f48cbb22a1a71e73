"""A list typed one item a box, with and without script."""

import pytest
from django import forms
from django.http import QueryDict

from clinic.forms.text_list import MoreBoxes, TextListField


class Medicines(MoreBoxes, forms.Form):
    medicines = TextListField(required=False, max_items=5, max_length=20)
    name = forms.CharField()


def posted(query: str) -> Medicines:
    return Medicines(QueryDict(query))


def boxes(form: forms.Form) -> int:
    return str(form["medicines"]).count('type="text"')


def test_blank_boxes_and_odd_spaces_are_dropped():
    form = posted("name=x&medicines=%20aspirin%20%20100%20&medicines=&medicines=%C2%A0&medicines=zinc")
    assert form.is_valid()
    assert form.cleaned_data["medicines"] == ["aspirin 100", "zinc"]


def test_nothing_typed_is_an_empty_list():
    form = posted("name=x")
    assert form.is_valid() and form.cleaned_data["medicines"] == []


def test_there_is_always_an_empty_box_more():
    assert boxes(Medicines()) == 2
    assert boxes(Medicines(initial={"medicines": ["a", "b"]})) == 3


def test_add_another_adds_a_box_keeps_the_words_and_scolds_nobody():
    form = posted("medicines=aspirin&medicines=&medicines_more=1")
    assert not form.is_valid()
    assert not form.errors
    assert boxes(form) == 3
    assert 'value="aspirin"' in str(form["medicines"])


def test_add_another_stops_at_the_most():
    form = posted("&".join(f"medicines={n}" for n in "abcde") + "&medicines_more=1")
    assert boxes(form) == 5
    assert "medicines_more" not in str(form["medicines"])


def test_a_prefix_is_respected():
    form = Medicines(QueryDict("p-medicines=a&p-medicines_more=1"), prefix="p")
    assert form.wants_more_boxes() and boxes(form) == 2


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("&".join(f"medicines={n}" for n in "abcdef"), "no more than 5"),
        ("medicines=" + "x" * 21, "too long"),
        ("medicines=a%00b", "cannot be kept"),
    ],
)
def test_too_many_too_long_and_unkeepable_are_refused_and_stay(query, words):
    form = posted("name=x&" + query)
    assert words in str(form.errors["medicines"])
    assert 'type="text"' in str(form["medicines"])


def test_a_lone_surrogate_is_refused():
    assert "cannot be kept" in str(Medicines({"name": "x", "medicines": ["a\ud800"]}).errors)


def test_invisible_marks_of_pasted_text_are_dropped():
    form = Medicines({"name": "x", "medicines": ["as\u200bpi\u202erin"]})
    assert form.is_valid() and form.cleaned_data["medicines"] == ["aspirin"]


def test_what_was_typed_is_escaped():
    form = Medicines({"medicines": ['"><script>alert(1)</script>']})
    assert "<script>" not in str(form["medicines"])


def test_enter_goes_on_and_does_not_add_a_box():
    html = str(Medicines()["medicines"])
    assert html.index("<button") < html.index("<input") < html.index('name="medicines_more"')
