"""Two small protocols that no clinic has: every turn the rules can take, in a few questions."""

from datetime import date
from typing import Any

from treatments.eligibility import Case
from treatments.eligibility.protocol import Contradiction, Criterion, Protocol, Question, Rule, Schedule

AS_OF, PLANNED_ON, BIRTH_DATE = date(2026, 5, 1), date(2026, 5, 20), date(1980, 1, 1)


def when(operator: str, question: str | None = None, *values: Any) -> Criterion:
    """One condition, as the protocol file writes it."""
    return Criterion(operator, question, values)


def protocol(questions: list[Question], rules: list[Rule], contradictions: tuple = ()) -> Protocol:
    """A protocol for three areas, one indication and sessions 28 to 42 days apart."""
    return Protocol(
        code="invented",
        edition="1",
        rules_hash="rules",
        wording_hash="wording",
        areas=("left", "right", "back"),
        indications=("general",),
        questions=tuple(questions),
        rules=tuple(rules),
        schedules=(Schedule("general", (3, 3), (28, 42)),),
        contradictions=contradictions,
    )


def case(answers: dict[str, Any], areas: tuple[str, ...] = ("left", "right"), **context: Any) -> Case:
    """A case on the days above; an answer of None is blank."""
    return Case(AS_OF, PLANNED_ON, BIRTH_DATE, "general", areas, answers=answers, **context)


AREA = Question("rash_areas", "areas", asked_when=((when("is", "rash", "yes"),),))
KIND = Question(
    "burn_kind",
    "choice",
    not_sure=True,
    options=("mild", "deep", "not_sure"),
    asked_when=((when("is_date", "burn_on"),), (when("is", "burn_on", "not_sure"),)),
)

SMALL = protocol(
    [
        Question("fever", "yesno", not_sure=True),
        Question("rash", "yesno", not_sure=True),
        AREA,
        Question("burn_on", "when", not_sure=True, never=True),
        KIND,
        Question("smoker", "yesno", not_sure=True),
        Question("hat", "yesno", required=False, not_sure=True),
    ],
    [
        Rule("rash", ("stop",), ((when("is", "rash", "yes"),),), area_question="rash_areas"),
        Rule("fever", ("defer", "review"), ((when("is", "fever", "yes"),),)),
        Rule(
            "deep_burn",
            ("defer",),
            ((when("is", "burn_kind", "deep"), when("within_days", "burn_on", 30)),),
        ),
        Rule("smoker", ("review",), ((when("is", "smoker", "yes"),),)),
        Rule("hat", ("note",), ((when("is", "hat", "yes"),),)),
    ],
)
"""Six questions, two follow-ups among them, and one that is optional: all answers can be tried."""

AWKWARD = protocol(
    [
        Question("wound", "yesno", not_sure=True),
        Question("wound_areas", "areas", asked_when=((when("is", "wound", "yes"),),)),
        Question("healed_on", "when", not_sure=True, asked_when=((when("is", "wound", "yes", "not_sure"),),)),
        Question("pills", "text_list"),
        Question("thinner", "yesno", not_sure=True, asked_when=((when("is", "wound", "no"),),)),
        Question("units", "number", required=False, not_sure=True),
    ],
    [
        Rule(
            "wound_wait",
            ("defer",),
            ((when("within_days", "healed_on", 21),),),
            area_question="wound_areas",
        ),
        Rule(
            "either_way",
            ("defer", "review"),
            (
                (when("within_months", "healed_on", 1), when("under", "units", 5)),
                (when("over", "units", 10), when("is", "wound", "no")),
            ),
        ),
        Rule("back_too", ("note",), ((when("areas_include", None, "back"),),)),
        Rule("wound_elsewhere", ("review",), ((when("outside_requested", "wound_areas"),),)),
        Rule("thinner", ("review",), ((when("medicine_class", "pills", "thinner"),),)),
        Rule("contradicts", ("review",), ((when("medicine_contradicts", "pills"),),)),
        Rule("unknown_pill", ("review",), ((when("medicine_unrecognised", "pills"),),)),
    ],
    (Contradiction(("thinner",), "thinner", ("no",)),),
)
"""What the shipped protocol never does: a wait for one area, a deferral with and without a date, a
contradiction of a question that may not be asked, an optional question that a stop hangs on."""
