"""Badges, icons and dates as people read them."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from clinic.templatetags import clinic_dates as dates
from clinic.templatetags import clinic_icons as icons
from clinic.templatetags.clinic_words import tel

DECISIONS = ("not_a_candidate", "incomplete", "needs_review", "defer", "ready")


def test_each_decision_has_a_word_a_shape_and_a_class_of_its_own():
    badges = [icons.result_badge(decision) for decision in DECISIONS]
    for part in (r"<span>([^<]+)</span>", r' d="([^"]+)"', r'class="badge (\w+)"'):
        assert len({re.search(part, badge)[1] for badge in badges}) == 5


@pytest.mark.parametrize(
    ("badge", "words"),
    [
        (icons.result_badge("not_a_candidate", count=3), "Stop"),
        (icons.result_badge("incomplete", count=2), "Missing 2"),
        (icons.result_badge("needs_review", count=1), "Review 1"),
        (icons.result_badge("defer", day=date(2026, 11, 29)), "Wait to 29 Nov"),
        (icons.result_badge("incomplete", word="Not started"), "Not started"),
        (icons.effect_badge("note"), "Note"),
    ],
)
def test_staff_read_the_words_of_the_table(badge, words):
    assert f"<span>{words}</span>" in badge


def test_an_unknown_decision_is_an_error_and_not_a_blank():
    with pytest.raises(KeyError):
        icons.result_badge("eligible")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_patient_never_reads_a_verdict(language):
    with translation.override(language):
        said = " ".join(icons.patient_result(d, 2, date(2026, 11, 29)) for d in DECISIONS).lower()
    assert not re.search(r"eligib|reject|flagg|defer|elegib|rechaz|apt[oa]", said)


def test_a_patient_reads_a_date_only_when_one_is_given():
    assert icons.patient_result("defer") == "Your doctor will look at this."
    assert "29 November 2026" in icons.patient_result("defer", day=date(2026, 11, 29))


def test_questions_left_are_counted_in_both_languages():
    assert icons.patient_result("incomplete", 1) == "1 question is left."
    with translation.override("es"):
        assert icons.patient_result("incomplete", 2) == "Faltan 2 preguntas."


def test_an_icon_speaks_only_with_a_title():
    assert 'aria-hidden="true"' in icons.icon("drop")
    assert "<title>Add &lt;it&gt;</title>" in icons.icon("calendar", "Add <it>")


@pytest.mark.parametrize("name", icons.SHAPES)
def test_every_icon_is_drawn_in_the_texts_colour(name):
    assert not re.search(r"#[0-9a-f]{3}|style=|<script|href", icons.icon(name))


@pytest.mark.parametrize(
    ("value", "staff", "patient", "spanish"),
    [
        (date(1991, 3, 14), "14-Mar-1991", "14 March 1991", "14 de marzo de 1991"),
        ("2026-03-04", "04-Mar-2026", "4 March 2026", "4 de marzo de 2026"),
        ("2026-03", "Mar-2026", "March 2026", "marzo de 2026"),
        ("2026", "2026", "2026", "2026"),
        ("never", "Never", "Never", "Nunca"),
        ("not_sure", "Not sure", "I’m not sure", "No lo sé"),
        (None, "", "", ""),
        (datetime(2026, 1, 1, 3, tzinfo=UTC), "31-Dec-2025", "31 December 2025", "31 de diciembre de 2025"),
    ],
)
def test_dates_by_reader(value, staff, patient, spanish):
    assert dates.staff_date(value) == staff
    assert dates.patient_date(value) == patient
    with translation.override("es"):
        assert dates.patient_date(value) == spanish


def test_staff_dates_stay_in_english_letters():
    with translation.override("es"):
        assert dates.staff_date(date(2026, 1, 2)) == "02-Jan-2026"


def test_times_are_shown_in_the_clinics_zone():
    moment = datetime(2026, 11, 22, 13, 41, tzinfo=UTC)
    assert dates.staff_time(moment) == "22-Nov-2026 08:41"
    assert dates.clock(moment) == "8:41"
    assert dates.patient_time(moment) == "Sunday 22 November 2026, 8:41"


@pytest.mark.parametrize(("day", "years"), [(date(2026, 3, 13), 34), (date(2026, 3, 14), 35)])
def test_age_is_in_completed_years(day, years):
    assert dates.age_on(date(1991, 3, 14), day) == years


def test_a_birthday_on_29_february_counts_from_1_march():
    assert dates.age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert dates.age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_a_number_to_dial_keeps_digits_and_plus():
    assert tel("+1 (555) 555-0134") == "+15555550134"
