"""Dates typed in three boxes: what is accepted, what is refused, and in which words."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from clinic.forms.date_field import PartialDateField, PartialDateWidget
from clinic.forms.partial_dates import MONTH_NAMES, MONTH_STARTS, Typed, first_day, last_day, read


def answered(field: PartialDateField, **boxes: str) -> forms.Form:
    form_class = type("When", (forms.Form,), {"when": field})
    return form_class({f"when_{name}": value for name, value in boxes.items()})


def error(field: PartialDateField, **boxes: str) -> str:
    return " ".join(answered(field, **boxes).errors.get("when", []))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (("14", "3", "2026"), "2026-03-14"),
        (("1", "09", "1999"), "1999-09-01"),
        (("", "March", "2026"), "2026-03"),
        (("", "", "2026"), "2026"),
        (("29", "feb", "2024"), "2024-02-29"),
        (("2", "ENERO", "2026"), "2026-01-02"),
        (("2", "ago.", "2026"), "2026-08-02"),
        (("2", "Setiembre", "2026"), "2026-09-02"),
        (("", "", ""), ""),
    ],
)
def test_numbers_names_and_gaps_are_read(typed, stored):
    assert read(Typed(*typed)) == stored


@pytest.mark.parametrize(
    "typed",
    [
        ("31", "2", "2026"),
        ("29", "2", "2025"),
        ("0", "3", "2026"),
        ("1", "13", "2026"),
        ("1", "ma", "2026"),
        ("1", "3", "26"),
        ("1", "3", "1899"),
        ("1", "3", "9999"),
        ("14", "", "2026"),
        ("14", "3", ""),
        ("١٤", "٣", "٢٠٢٦"),
        ("1", "3", "２０２６"),
        ("1", "3", "-200"),
        ("1e0", "3", "2026"),
        ("1", "3\x00", "2026"),
        ("1", "\ud800", "2026"),
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError) as refusal:
        read(Typed(*typed))
    assert refusal.value.messages[0].endswith(".")


def test_three_letters_name_one_month_in_both_languages():
    starts = [(name[:3], month) for month, names in MONTH_STARTS.items() for name in names]
    assert len({start for start, _ in starts}) == len(set(starts))


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["number", "name", "padded"]))
def test_every_day_of_the_range_is_read_as_itself(day, way):
    month = {
        "number": str(day.month),
        "padded": f"{day.month:02}",
        "name": MONTH_NAMES[day.month - 1],
    }[way]
    stored = read(Typed(str(day.day), month, str(day.year)))
    assert stored == day.isoformat()
    assert first_day(stored) == last_day(stored) == day


@given(st.text(), st.text(), st.text())
def test_whatever_is_typed_gives_a_date_or_a_sentence(day, month, year):
    try:
        read(Typed(day, month, year))
    except ValidationError as refusal:
        assert refusal.messages


def test_an_imprecise_date_knows_its_first_and_last_day():
    assert (first_day("2024-02"), last_day("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (first_day("2026"), last_day("2026")) == (date(2026, 1, 1), date(2026, 12, 31))


def test_never_and_not_sure_are_answers_where_they_are_offered():
    field = PartialDateField(choices=("never", "not_sure"))
    assert answered(field, choice="never").is_valid()
    form = answered(PartialDateField(choices=("never", "not_sure")), choice="not_sure")
    assert form.is_valid() and form.cleaned_data == {"when": "not_sure"}


def test_never_is_refused_where_it_is_not_offered():
    assert (
        error(PartialDateField(choices=("not_sure",)), choice="never") == "Choose one of the answers shown."
    )
    assert "Fill" not in error(PartialDateField(), choice="never")


def test_a_date_and_never_together_are_asked_about():
    message = error(PartialDateField(choices=("never",)), choice="never", day="1", month="3", year="2026")
    assert message.startswith("You typed a date and chose another answer.")


def test_a_typed_date_counts_without_its_radio():
    form = answered(PartialDateField(choices=("never",)), month="May", year="2026")
    assert form.is_valid() and form.cleaned_data["when"] == "2026-05"


def test_choosing_on_this_date_without_a_date_says_so():
    assert error(PartialDateField(choices=("never",)), choice="date").startswith("Type the date")


def test_blank_is_refused_when_required_and_empty_when_optional():
    assert error(PartialDateField(choices=("never",))) == "Enter a date or choose one of the answers."
    form = answered(PartialDateField(required=False))
    assert form.is_valid() and form.cleaned_data["when"] == ""


def test_an_exact_date_wants_all_three_boxes():
    assert (
        error(PartialDateField(exact=True), month="3", year="1991")
        == "Enter the day, the month and the year."
    )


@pytest.mark.parametrize(
    ("boxes", "refused"),
    [
        ({"month": "3", "year": "2026"}, False),  # may lie before the last day
        ({"month": "4", "year": "2026"}, True),
        ({"year": "1989"}, True),
        ({"day": "31", "month": "12", "year": "1990"}, True),
        ({"year": "1991"}, False),
    ],
)
def test_the_bounds_refuse_only_what_lies_wholly_outside(boxes, refused):
    field = PartialDateField(not_before=date(1991, 3, 14), not_after=date(2026, 3, 2))
    assert bool(error(field, **boxes)) is refused


def test_what_was_typed_stays_in_the_boxes():
    html = str(answered(PartialDateField(choices=("never",)), day="31", month="febuary", year="2026")["when"])
    assert 'value="31"' in html and 'value="febuary"' in html and 'value="2026"' in html


def test_a_stored_answer_fills_the_boxes_again():
    assert PartialDateWidget().decompress("2026-03-04") == ["4", "3", "2026", "date"]
    assert PartialDateWidget().decompress("2026-03") == ["", "3", "2026", "date"]
    assert PartialDateWidget(choices=("never",)).decompress("never") == ["", "", "", "never"]
    assert PartialDateWidget().decompress(None) == ["", "", "", ""]


def test_the_refusal_comes_in_the_readers_language():
    with translation.override("es"):
        assert error(PartialDateField(), day="30", month="feb", year="2026") == (
            "En febrero de 2026 solo hay 28 días. Revise el día."
        )


def test_a_birthday_can_be_filled_in_by_the_browser():
    html = str(answered(PartialDateField(widget=PartialDateWidget(birthday=True, exact=True)))["when"])
    assert 'autocomplete="bday-day"' in html and 'autocomplete="bday-year"' in html
