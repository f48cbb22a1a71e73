"""The crispy template pack: order, ties, words, and no query or include for each field."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.http import QueryDict
from django.template import engines
from django.utils import translation

from clinic.forms.date_field import PartialDateField
from clinic.forms.text_list import TextListField

YES_NO = [("yes", "Yes"), ("no", "No")]


class Everything(forms.Form):
    radio = forms.ChoiceField(label="Smoker?", help_text="Now", choices=YES_NO, widget=forms.RadioSelect)
    ticks = forms.MultipleChoiceField(label="Where?", choices=YES_NO, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(label="Name", help_text="As on your card")
    words = forms.CharField(label="Goal", widget=forms.Textarea, required=False)
    one_of = forms.ChoiceField(label="For", choices=YES_NO)
    mail = forms.EmailField(label="Email", required=False)
    day = forms.DateField(label="Day")
    agree = forms.BooleanField(label="I agree")
    born = PartialDateField(label="Born", exact=True)
    when = PartialDateField(label="Last sunburn", choices=("never", "not_sure"))
    several = TextListField(label="Medicines", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def draw(source: str, **context) -> str:
    return engines["django"].from_string("{% load crispy_forms_tags %}" + source).render(context)


@pytest.fixture
def empty() -> str:
    return draw("{{ form|crispy }}", form=Everything())


@pytest.fixture
def wrong() -> str:
    return draw("{{ form|crispy }}", form=Everything(QueryDict("text=kept&when_day=9")))


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', html)


def test_every_control_has_an_id_of_its_own_and_every_label_a_control(empty):
    assert len(ids(empty)) == len(set(ids(empty)))
    assert set(re.findall(r'for="([^"]+)"', empty)) <= set(ids(empty))


def test_every_description_exists(wrong):
    named = {word for value in re.findall(r'aria-describedby="([^"]+)"', wrong) for word in value.split()}
    assert named <= set(ids(wrong))
    assert {"id_radio_helptext", "id_radio_error", "id_text_helptext", "id_day_error"} <= named


def test_hint_and_error_stand_before_the_control(wrong):
    radio = wrong[wrong.index("Smoker?") :]
    assert radio.index("Now") < radio.index("Choose an answer") < radio.index("<input")


def test_an_error_marks_every_control_of_its_question(wrong):
    for name in ("radio", "ticks", "day", "one_of", "agree"):
        tags = re.findall(rf'<(?:input|select)[^>]* name="{name}"[^>]*>', wrong)
        assert tags and all('aria-invalid="true"' in tag for tag in tags), name


def test_nothing_is_chosen_beforehand(empty):
    assert " checked" not in empty and " selected" not in empty


def test_optional_is_said_in_words_and_never_by_an_asterisk(empty):
    assert empty.count("(optional)") == 3
    assert "*" not in empty


def test_errors_say_what_to_do_and_stay_in_step_with_the_summary(wrong):
    summary = draw('{% include "clinic/errors.html" %}', form=Everything(QueryDict("text=kept&when_day=9")))
    said = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary)
    assert ("id_radio_0", "Choose an answer: Smoker?") in said
    assert ("id_agree", "Tick the box: I agree") in said
    assert ("id_born_0", "Fill in: Born") in said
    assert all(target in ids(wrong) and words in wrong for target, words in said)


def test_an_error_of_a_date_leads_to_its_box():
    form = Everything({"when_day": "31", "when_month": "2", "when_year": "2026"})
    assert 'href="#id_when_0"' in draw('{% include "clinic/errors.html" %}', form=form)


def test_no_errors_no_summary():
    assert not draw('{% include "clinic/errors.html" %}', form=Everything()).strip()
    assert not draw('{% include "clinic/errors.html" %}').strip()


def test_what_was_typed_stays(wrong):
    assert 'value="kept"' in wrong and 'value="9"' in wrong


def test_a_question_can_be_the_heading_of_its_page():
    html = draw('{% include "clinic/field.html" with field=form.radio heading=True %}', form=Everything())
    assert re.search(r"<legend><h1>Smoker\?</h1></legend>", html)
    html = draw('{% include "clinic/field.html" with field=form.text heading=True %}', form=Everything())
    assert '<h1><label for="id_text">Name</label></h1>' in html


def test_a_layout_draws_groups_and_real_buttons():
    form = Everything()
    form.helper = FormHelper()
    form.helper.layout = Layout(Fieldset("You", Div("text", css_class="two")), Submit("save", "Save"))
    html = draw("{% crispy form %}", form=form)
    assert '<legend><h2>You</h2></legend><div class="two">' in html
    assert re.search(
        r'<button class="button" type="submit" name="save" value="Save"[^>]*>Save</button>', html
    )
    assert 'method="post" novalidate' in html


def test_nothing_the_policy_forbids_is_drawn(empty, wrong):
    for html in (empty, wrong):
        assert not re.search(r"\sstyle=|<script|\son[a-z]+=|data:|javascript:", html)


def test_labels_hints_and_values_are_escaped():
    nasty = "<img src=x onerror=alert(1)>"
    form = type("Bad", (forms.Form,), {"x": forms.CharField(label=nasty, help_text=nasty)})({"x": nasty})
    assert "<img" not in draw("{{ form|crispy }}", form=form)


def test_the_pack_speaks_spanish():
    with translation.override("es"):
        html = draw("{{ form|crispy }}", form=Everything({}))
    assert "(opcional)" in html and "Elija una respuesta" in html and "Nunca" in html
    assert "This field" not in html
