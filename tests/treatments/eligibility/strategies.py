"""Hypothesis strategies: valid raw cases of the shipped protocol.

Days lie mostly where rules change their mind: at the end of a wait, on a birthday, at a month's end. What
is drawn does not know the visit's days, and is made an answer afterwards: strategies are made once, for
making one costs more than drawing from it.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.treatments.eligibility.shipped import DOCUMENT, PROTOCOL, QUESTIONS, USUAL
from treatments.eligibility.protocol import Question

WAITS = [0, 1, 2, 7, 14, 21, 28, 42, 84, 90, 184]
"""Days after which something in the protocol ends, or nearly (six months)."""

TYPED = [
    *[names[0] for names in DOCUMENT["medicines"].values()],
    *["none", "Nada", "-", "warfrin", "acutane", "Eliquis 5mg", "baby aspirin 81 mg daily", "no aspirin"],
    *["Claravis and metformin", "prednisone, cream for my face", "tacrolimus ointment", "lisinopril 10 mg"],
    *["xyzzyq", "a blue pill", "💊", "tretinoína", "methotrexate 2.5mg once a week"],
]
TEXTS = ["Fewer lines", "   .", "\u202eenil", "💉" * 50, "x" * 5000]
FOLLOW_UPS = [question.code for question in PROTOCOL.questions if question.asked_when]
BEFORE = st.one_of(
    st.builds(lambda wait, off: max(0, wait + off), st.sampled_from(WAITS), st.integers(-2, 2)),
    st.integers(0, 400),
    st.integers(0, 20_000),
)
"""So many days before the session."""
IMPRECISE = st.tuples(st.sampled_from([4, 7]), st.integers(0, 500) | st.integers(0, 20_000))
"""The length of 2026 or 2026-03, and so many days before the answers."""


def drawn_for(question: Question) -> st.SearchStrategy[Any]:
    """Any answer that is not blank (but an areas question may be answered []), before days are known."""
    unsure = ["not_sure"] * question.not_sure
    match question.type:
        case "yesno":
            return st.sampled_from(["yes", "no", *unsure])
        case "choice":
            return st.sampled_from(question.options)
        case "areas":
            return st.lists(st.integers(0, 3) | st.sampled_from(PROTOCOL.areas), max_size=4)
        case "number":
            return st.sampled_from([0, 11.99, 12, 12.5, 1e6, *unsure]) | st.integers(0, 10**9)
        case "text":
            return st.sampled_from(TEXTS)
        case "text_list":
            return st.lists(st.sampled_from(TYPED), max_size=3)
    return st.sampled_from([*["never"] * question.never, *unsure]) | BEFORE | IMPRECISE


ANSWERS = {code: drawn_for(question) for code, question in QUESTIONS.items()}
OR_BLANK = {code: st.one_of(st.none(), drawn, drawn, drawn) for code, drawn in ANSWERS.items()}
VISITS = st.fixed_dictionaries(
    {
        "as_of": st.just(date(2024, 2, 29)) | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        "planned_in": st.integers(0, 30) | st.integers(0, 730),
        "age": st.tuples(
            st.integers(23, 80) | st.sampled_from([18, 22]) | st.integers(0, 128), st.integers(-2, 2)
        ),
        "indication": st.sampled_from(PROTOCOL.indications),
        "areas": st.lists(st.sampled_from(PROTOCOL.areas), min_size=1, max_size=4),
        "previous_sessions": st.lists(BEFORE, max_size=3),
    }
)
ANSWERED = st.dictionaries(
    st.sampled_from([*FOLLOW_UPS, "tan_on", "laser_on"]), st.integers(0, 400), max_size=3
)


def raw_cases(most_odd: int = len(QUESTIONS)) -> st.SearchStrategy[dict[str, Any]]:
    """A valid case as `screen` reads it. All but `most_odd` answers, and the follow-ups, are healthy ones.

    Half of the cases leave nothing blank, so that more than "incomplete" is seen.
    """
    return _cases(most_odd, ANSWERS) | _cases(most_odd, OR_BLANK)


def _cases(most_odd: int, drawn: dict[str, st.SearchStrategy]) -> st.SearchStrategy[dict[str, Any]]:
    odd = st.one_of([st.tuples(st.just(code), answer) for code, answer in drawn.items()])
    return st.builds(
        _case,
        VISITS,
        st.lists(odd, max_size=most_odd, unique_by=lambda pair: pair[0]).map(dict),
        st.fixed_dictionaries({code: drawn[code] for code in FOLLOW_UPS}),
        ANSWERED,
    )


def _case(visit: dict, odd: dict, follow_ups: dict, answered: dict) -> dict[str, Any]:
    visit = _visit(visit)
    given = {code: made(QUESTIONS[code], drawn, visit) for code, drawn in (follow_ups | odd).items()}
    answered_on = {code: _held(visit, "as_of", days) for code, days in answered.items()}
    return visit | {"answered_on": answered_on, "answers": USUAL | given}


def _visit(drawn: dict[str, Any]) -> dict[str, Any]:
    as_of = drawn["as_of"]
    planned_on = as_of + timedelta(days=drawn["planned_in"])
    visit = {
        "as_of": as_of.isoformat(),
        "planned_on": planned_on.isoformat(),
        "birth_date": min(as_of, _birthday(planned_on, *drawn["age"])).isoformat(),
        "indication": drawn["indication"],
        "areas": drawn["areas"],
    }
    sessions = [_held(visit, "planned_on", days + 1) for days in drawn["previous_sessions"]]
    return visit | {"previous_sessions": [day for day in sessions if day < visit["planned_on"]]}


def _birthday(day: date, age: int, off: int) -> date:
    """A birth date of somebody who is `age` on the day, give or take a few days."""
    return day.replace(year=day.year - age, day=min(day.day, 28)) + timedelta(days=off)


def made(question: Question, drawn: Any, visit: dict[str, Any]) -> Any:
    """What was drawn for a question as an answer of this visit."""
    if question.type == "areas" and drawn is not None:
        requested = visit["areas"]
        return [requested[area % len(requested)] if isinstance(area, int) else area for area in drawn]
    if question.type != "when" or drawn is None or isinstance(drawn, str):
        return drawn
    if isinstance(drawn, int):
        return _held(visit, "planned_on", drawn)
    length, days = drawn
    return _held(visit, "as_of", days)[:length]


def _held(visit: dict[str, Any], before: str, days: int) -> str:
    """So many days before, but not before the birth."""
    day = date.fromisoformat(visit[before]) - timedelta(days=days)
    return max(day.isoformat(), visit["birth_date"])
