"""A control drawn without templates is letter for letter the one Django's templates draw."""

from datetime import date

import pytest
from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from clinic.forms.drawing import DRAWN, FormRenderer

BAD = '<b onclick="x()">\'&amp; é'
VALUES = [None, "", "plain", BAD, "two\nlines", "\nfirst", mark_safe("<i>safe</i>"), 0, 7, True, ["a", BAD]]
ATTRS = [{}, {"id": "x", "required": True, "disabled": False, "rows": 3, "data-bad": BAD, "title": None}]
CHOICES = [
    ("", gettext_lazy("Never")),
    ("a", "A & B"),
    (3, mark_safe("<b>c</b>")),
    (BAD, BAD),
    ("Group <x>", [("d", "D"), ("e", "E")]),
]
WIDGETS = [
    forms.TextInput(),
    forms.HiddenInput(),
    forms.NumberInput(),
    forms.EmailInput(),
    forms.CheckboxInput(),
    forms.PasswordInput(),
    forms.PasswordInput(render_value=True),
    forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    forms.Textarea(attrs={"rows": 2}),
    forms.Select(choices=CHOICES),
    forms.Select(choices=[]),
    forms.SelectMultiple(choices=CHOICES),
    forms.RadioSelect(choices=CHOICES),
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("attrs", ATTRS, ids=["bare", "with attributes"])
def test_a_control_looks_as_django_draws_it(widget, value, attrs):
    told = widget.render("a<name>", value, attrs, renderer=DjangoTemplates())
    assert widget.render("a<name>", value, attrs, renderer=FormRenderer()) == told


def test_a_day_looks_as_django_draws_it():
    widget = forms.DateInput(format="%Y-%m-%d")
    drawn = widget.render("day", date(2026, 3, 14), {}, renderer=FormRenderer())
    assert drawn == '<input type="date" name="day" value="2026-03-14">'.replace("date", "text", 1)


def test_what_was_typed_is_escaped_in_every_control():
    for widget in (forms.TextInput(), forms.Textarea(), forms.Select(choices=[(BAD, BAD)])):
        assert "<b" not in widget.render("name", BAD, {"title": BAD}, renderer=FormRenderer())


def test_the_site_draws_its_forms_with_it_and_each_template_it_stands_in_for_is_djangos():
    assert settings.FORM_RENDERER == "clinic.forms.drawing.FormRenderer"
    for name in DRAWN:
        assert DjangoTemplates().get_template(name), name
