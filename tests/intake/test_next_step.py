"""Every cell of arrival × questionnaire × decision × signature, against a grid written out by hand."""

from itertools import product

import pytest

from intake.models import Visit, VisitState
from intake.worklists.next_step import (
    DECISIONS,
    QUESTIONNAIRES,
    SIGNATURES,
    STEPS,
    next_step,
    signature_word,
)

OPEN = {"not_sent": "send_link", "sent": "ask", "started": "ask", "locked": "send_again"}
"""A booked visit whose answers are still to come."""

SIGNED = {
    # signature: (booked, arrived)
    "asked": ("ask_more", "ask_more"),
    "awaited": ("summary", "summary"),
    "may_treat": ("check_in", "start_session"),
    "must_wait": ("rebook", "rebook"),
    "no_day": ("name_day", "name_day"),
    "not_to_treat": ("call_off", "talk"),
}


def by_hand(arrival, questionnaire, decision, signature):
    if arrival in ("finished", "cancelled"):
        return "nothing"
    if arrival == "in_session":
        return "end_session"
    if arrival == "no_show":
        return "call_off" if signature == "not_to_treat" else "rebook"
    if questionnaire in OPEN:
        return OPEN[questionnaire] if arrival == "booked" else "ask_here"
    if questionnaire == "changed":
        return "send_changes"
    if arrival == "arrived" and questionnaire == "recheck" and signature in ("awaited", "may_treat"):
        return "same_day"
    if arrival == "arrived" and questionnaire == "unagreed" and signature == "may_treat":
        return "consent"
    if signature != "none":
        return SIGNED[signature][arrival == "arrived"]
    return "ask_missing" if decision == "incomplete" else "summary"


@pytest.mark.parametrize("arrival", VisitState.values)
def test_every_cell_has_the_step_written_by_hand(arrival):
    for cell in product([arrival], QUESTIONNAIRES, DECISIONS, SIGNATURES):
        assert next_step(*cell).code == by_hand(*cell), cell


def test_every_step_of_the_list_is_somewhere_in_the_table():
    cells = product(VisitState.values, QUESTIONNAIRES, DECISIONS, SIGNATURES)
    assert {next_step(*cell) for cell in cells} == set(STEPS)


def test_a_session_is_offered_only_on_a_signature_that_lets_treat():
    for cell in product(VisitState.values, QUESTIONNAIRES, DECISIONS, SIGNATURES):
        if next_step(*cell).code == "start_session":
            assert cell[0] == "arrived" and cell[1] == "done" and cell[3] == "may_treat"


def test_every_step_says_who_and_what_but_nothing():
    for step in STEPS:
        assert bool(step.label) == bool(step.who) == (step.code != "nothing")


def test_a_word_that_is_not_in_the_table_is_an_error():
    with pytest.raises(KeyError):
        next_step("booked", "done", "eligible", "none")


@pytest.mark.parametrize(
    ("signature", "decided", "has_day", "word"),
    [
        ("none", "", False, "none"),
        ("awaited", "treat", True, "awaited"),
        ("asked", "treat", True, "asked"),
        ("given", "treat", True, "may_treat"),
        ("given", "wait", True, "must_wait"),
        ("given", "wait", False, "no_day"),
        ("given", "do_not_treat", False, "not_to_treat"),
    ],
)
def test_a_signature_becomes_the_tables_word(signature, decided, has_day, word):
    assert signature_word(Visit(signature=signature), decided, has_day) == word
