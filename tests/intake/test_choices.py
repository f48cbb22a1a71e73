"""When a dermatologist's choice departs from the advice, and then needs a reason."""

from datetime import date, timedelta

import pytest

from intake.choices import Advice, AreaChoice, ChoiceWrong, check_choice, departs

PLANNED = date(2026, 3, 16)
LATER = PLANNED + timedelta(days=7)
SOONER = PLANNED - timedelta(days=7)

READY = Advice("ready", SOONER, PLANNED)
WAIT = Advice("defer", LATER, PLANNED)
WAIT_UNDATED = Advice("defer", None, PLANNED, waits_undated=True)
REVIEW = Advice("needs_review", SOONER, PLANNED)
REVIEW_AND_WAIT = Advice("needs_review", LATER, PLANNED)
REVIEW_AND_WAIT_UNDATED = Advice("needs_review", None, PLANNED, waits_undated=True)
REVIEW_UNKNOWN = Advice("needs_review", None, PLANNED)
STOP = Advice("not_a_candidate", None, PLANNED)
MISSING = Advice("incomplete", None, PLANNED)

TREAT = AreaChoice("treat")
TREAT_LATER = AreaChoice("treat", LATER)
WAIT_TILL = AreaChoice("wait", LATER)
WAIT_LONGER = AreaChoice("wait", LATER + timedelta(days=1))
WAIT_LESS = AreaChoice("wait", PLANNED)
WAIT_OPEN = AreaChoice("wait")
DO_NOT = AreaChoice("do_not_treat")


@pytest.mark.parametrize(
    ("advice", "agrees", "departing"),
    [
        (READY, [TREAT, TREAT_LATER], [WAIT_TILL, WAIT_OPEN, DO_NOT]),
        (WAIT, [WAIT_TILL, WAIT_LONGER, WAIT_OPEN, TREAT_LATER], [TREAT, WAIT_LESS, DO_NOT]),
        (WAIT_UNDATED, [WAIT_OPEN, WAIT_TILL], [TREAT, TREAT_LATER, DO_NOT]),
        (REVIEW, [TREAT, TREAT_LATER, WAIT_OPEN, WAIT_TILL, DO_NOT], []),
        (REVIEW_AND_WAIT, [TREAT_LATER, WAIT_TILL, WAIT_OPEN, DO_NOT], [TREAT, WAIT_LESS]),
        (REVIEW_AND_WAIT_UNDATED, [WAIT_TILL, WAIT_OPEN, DO_NOT], [TREAT, TREAT_LATER]),
        (REVIEW_UNKNOWN, [TREAT, TREAT_LATER, WAIT_OPEN, WAIT_TILL, DO_NOT], []),
        (STOP, [DO_NOT], [TREAT, TREAT_LATER, WAIT_OPEN, WAIT_TILL]),
        (MISSING, [WAIT_OPEN, WAIT_TILL, DO_NOT], [TREAT, TREAT_LATER]),
    ],
)
def test_what_agrees_and_what_departs(advice, agrees, departing):
    assert not [choice for choice in agrees if departs(advice, choice)]
    assert not [choice for choice in departing if not departs(advice, choice)]


def test_agreeing_is_one_choice_where_there_is_advice():
    assert READY.agreed == TREAT
    assert WAIT.agreed == WAIT_TILL
    assert STOP.agreed == DO_NOT
    assert REVIEW.agreed is None and MISSING.agreed is None


@pytest.mark.parametrize("advice", [READY, WAIT, WAIT_UNDATED, STOP])
def test_agreeing_never_departs(advice):
    assert not departs(advice, advice.agreed)


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        (AreaChoice("cure"), "decided"),
        (AreaChoice("treat"), "reason_code"),
        (AreaChoice("treat", reason_code="because"), "reason_code"),
        (AreaChoice("treat", reason_code="other"), "reason_text"),
        (AreaChoice("do_not_treat", LATER), "treat_not_before"),
    ],
)
def test_an_incomplete_choice_names_its_field(choice, field):
    with pytest.raises(ChoiceWrong) as wrong:
        check_choice("chin", STOP, choice)
    assert (wrong.value.area, wrong.value.field) == ("chin", field)


def test_a_departure_with_a_reason_is_complete():
    check_choice("chin", STOP, AreaChoice("treat", reason_code="clinical_judgement"))


@pytest.mark.parametrize("day", [date(2020, 1, 1), SOONER, PLANNED])
@pytest.mark.parametrize("advice", [READY, WAIT, REVIEW, REVIEW_AND_WAIT, STOP])
def test_a_wait_ends_after_the_day_of_the_visit(advice, day):
    choice = AreaChoice("wait", day, reason_code="clinical_judgement")
    with pytest.raises(
        ChoiceWrong, match=r"Choose a day after the visit’s, 16-Mar-2026, or treat\."
    ) as wrong:
        check_choice("chin", advice, choice)
    assert wrong.value.field == "treat_not_before"


def test_agreeing_to_wait_to_a_day_keeps_the_day():
    with pytest.raises(ChoiceWrong, match=r"Enter the day to wait to; the advice is 23-Mar-2026\.") as wrong:
        check_choice("chin", WAIT, WAIT_OPEN)
    assert wrong.value.field == "treat_not_before"
    for advice in (WAIT_UNDATED, REVIEW, REVIEW_AND_WAIT):
        check_choice("chin", advice, WAIT_OPEN)
