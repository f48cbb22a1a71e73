"""A kept text: made once for the same values, and blind to everything it was not given."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, engines
from django.test import RequestFactory
from django.utils import translation

from clinic import kept
from clinic.kept import kept_page


def draw(source: str, **context) -> str:
    return engines["django"].engine.from_string("{% load clinic_kept %}" + source).render(Context(context))


FOOT = '{% kept "frame/_patient_foot.html" phone=phone emergency="911" %}'


@pytest.fixture(autouse=True)
def nothing_kept():
    kept._pieces.cache_clear()


def test_the_same_values_are_drawn_once():
    assert draw(FOOT, phone="555-0100") == draw(FOOT, phone="555-0100")
    assert kept._pieces.cache_info().misses == 1


def test_another_value_is_another_text():
    assert "555-0100" in draw(FOOT, phone="555-0100")
    assert "555-0199" in draw(FOOT, phone="555-0199")


def test_each_language_has_its_own():
    english = draw(FOOT, phone="555-0100")
    with translation.override("es"):
        assert draw(FOOT, phone="555-0100") != english


def test_it_sees_nothing_it_was_not_given():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    source = '{% kept "patient/_why.html" why=reason guides=guides %}'
    context = {"reason": "Because", "guides": [], "request": request, "item": "Another question"}
    assert "Because" in draw(source, **context) and "Another" not in draw(source, **context)


def test_a_value_is_escaped_and_a_list_may_be_one():
    source = '{% kept "patient/_why.html" why=reason guides=guides %}'
    assert "&lt;b&gt;" in draw(source, reason="<b>", guides=[])


def test_what_can_change_later_is_no_value():
    with pytest.raises(TypeError):
        draw('{% kept "patient/_why.html" why=reason %}', reason={"a": "dict"})


def with_gap(**gaps) -> str:
    return kept_page("patient/_step.html", gaps, item=SECTION)


class Section:
    """What the template prints of a question."""

    section_title = "Health"


SECTION = Section()


def test_a_page_is_drawn_once_and_filled_each_time():
    first, second = with_gap(number=3, count=48), with_gap(number=4, count=47)
    assert "Question 3 of about 48" in first and 'value="3" max="48"' in first
    assert second == first.replace("48", "47").replace("3", "4")
    assert kept._pieces.cache_info().misses == 1


def test_what_stands_in_a_gap_is_escaped():
    page = with_gap(number='"><script>', count=1)
    assert "<script>" not in page and 'value="&quot;&gt;&lt;script&gt;"' in page


def test_each_language_has_its_own_page():
    english = with_gap(number=3, count=48)
    with translation.override("es"):
        assert "3" in with_gap(number=3, count=48) != english
