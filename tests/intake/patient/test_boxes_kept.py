"""A question's boxes are kept only where nobody typed in them, and are those the form draws."""

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django.utils import translation

from intake.forms import answers
from intake.forms.answers import AnswerForm, boxes_of
from intake.questions.items import sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["en", "es"])
def sheet(protocol, request):
    with translation.override(request.param):
        yield sheet_of(protocol, request.param)


def test_every_question_is_drawn_as_its_form_draws_it(sheet):
    for item in sheet.items.values():
        for value in (None, *dict(item.options)):
            value = [value] if value and item.type == "areas" else value
            drawn = as_crispy_form(AnswerForm(item, value=value, version=7))
            version = '<input type="hidden" name="version" value="7" id="id_version">'
            assert "".join((boxes_of(item, value) + version).split()) == "".join(drawn.split()), item.code


@pytest.mark.parametrize(
    ("code", "typed"),
    [("goal", "A wedding"), ("medicines", ["Eliquis"]), ("peel_on", "2026-03-14"), ("scar_age_months", 24)],
)
def test_what_somebody_typed_is_not_kept(sheet, code, typed):
    answers._boxes.cache_clear()
    assert boxes_of(sheet.items[code], typed) == ""
    assert answers._boxes.cache_info().currsize == 0


def test_one_patients_choice_is_not_anothers(sheet):
    item = sheet.items["diabetes"]
    checked = {value: boxes_of(item, value).count("checked") for value in (None, "yes", "no")}
    assert checked == {None: 0, "yes": 1, "no": 1}
    assert boxes_of(item, "yes") != boxes_of(item, "no")
