"""Hypothesis strategies: valid raw cases of the shipped protocol.

Days lie mostly where rules change their mind: at the end of a wait, on a birthday, at a month's end.
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


FOLLOW_UPS = [question.code for question in PROTOCOL.questions if question.asked_when]


@st.composite
def raw_cases(draw: st.DrawFn, most_odd: int = len(QUESTIONS)) -> dict[str, Any]:
    """A valid case as `screen` reads it. All but `most_odd` answers, and the follow-ups, are healthy ones.

    Half of the cases leave nothing blank, so that more than "incomplete" is seen.
    """
    visit = draw(visits())
    leave_blanks = draw(st.booleans())
    codes = draw(st.lists(st.sampled_from(sorted(QUESTIONS)), max_size=most_odd, unique=True))
    answers = dict(USUAL)
    for code in dict.fromkeys([*codes, *FOLLOW_UPS]):
        blank = leave_blanks and draw(st.integers(0, 3)) == 0
        answers[code] = None if blank else draw(answers_to(QUESTIONS[code], visit))
    answered_on = st.dictionaries(st.sampled_from(codes or FOLLOW_UPS), _until(visit, "as_of"), max_size=3)
    return visit | {"answered_on": draw(answered_on), "answers": answers}


@st.composite
def visits(draw: st.DrawFn) -> dict[str, Any]:
    """The context of a case: days, indication, areas, earlier sessions."""
    as_of = draw(
        st.sampled_from([date(2024, 2, 29), date(2026, 3, 2)]) | days(date(2000, 1, 1), date(2099, 12, 31))
    )
    planned_on = as_of + timedelta(days=draw(st.integers(0, 30) | st.integers(0, 730)))
    visit = {
        "as_of": as_of.isoformat(),
        "planned_on": planned_on.isoformat(),
        "birth_date": draw(birth_dates(as_of, planned_on)).isoformat(),
        "indication": draw(st.sampled_from(PROTOCOL.indications)),
        "areas": draw(st.lists(st.sampled_from(PROTOCOL.areas), min_size=1, max_size=4)),
    }
    earlier = _before_planned(visit).filter(lambda day: day < visit["planned_on"])
    if visit["birth_date"] < visit["planned_on"]:
        visit["previous_sessions"] = draw(st.lists(earlier, max_size=3))
    return visit


def birth_dates(as_of: date, planned_on: date) -> st.SearchStrategy[date]:
    """Mostly grown-ups, often around the birthdays that count, at times newborn or very old."""
    birthdays = st.builds(
        lambda years, days: planned_on - timedelta(days=round(years * 365.2425) + days),
        st.sampled_from([18, 22]),
        st.integers(-2, 2),
    )
    others = days(as_of - timedelta(days=80 * 365), as_of - timedelta(days=20 * 365))
    extremes = days(as_of - timedelta(days=129 * 365), as_of)
    return (others | birthdays | extremes).filter(lambda day: day <= as_of)


def days(first: date, last: date) -> st.SearchStrategy[date]:
    return st.dates(first, max(first, last))


def answers_to(question: Question, visit: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Any valid answer that is not blank (but an areas question may be answered [])."""
    unsure = st.just("not_sure") if question.not_sure else st.nothing()
    match question.type:
        case "yesno":
            return st.sampled_from(["yes", "no"]) | unsure
        case "choice":
            return st.sampled_from(question.options)
        case "areas":
            return st.lists(st.sampled_from(PROTOCOL.areas) | st.sampled_from(visit["areas"]), max_size=4)
        case "number":
            return st.sampled_from([0, 11.99, 12, 12.5]) | st.floats(0, 1e6) | st.integers(0, 10**9) | unsure
        case "text":
            return st.sampled_from(["Fewer lines", "   .", "\u202eenil", "💉" * 50, "x" * 5000])
        case "text_list":
            return st.lists(st.sampled_from(TYPED), max_size=3)
    return whens(question, visit)


def whens(question: Question, visit: dict[str, Any]) -> st.SearchStrategy[str]:
    """Exact days up to the session, months and years up to the day of the answers, and the words allowed."""
    words = ["never"] * question.never + ["not_sure"] * question.not_sure
    imprecise = st.builds(lambda day, length: day[:length], _until(visit, "as_of"), st.sampled_from([4, 7]))
    return st.sampled_from(words) | _before_planned(visit) | imprecise


def _before_planned(visit: dict[str, Any]) -> st.SearchStrategy[str]:
    """A day from birth to the session, mostly where a wait ends about the day of the session."""
    planned_on, birth = (date.fromisoformat(visit[day]) for day in ("planned_on", "birth_date"))
    near = st.builds(
        lambda wait, off: planned_on - timedelta(days=max(0, wait + off)),
        st.sampled_from(WAITS),
        st.integers(-2, 2),
    )
    recent = days(max(birth, planned_on - timedelta(days=400)), planned_on)
    return (near | recent).map(lambda day: max(day, birth).isoformat())


def _until(visit: dict[str, Any], last: str) -> st.SearchStrategy[str]:
    """A day from birth to `last`, mostly in its last year."""
    birth, last_day = date.fromisoformat(visit["birth_date"]), date.fromisoformat(visit[last])
    recent = days(max(birth, last_day - timedelta(days=400)), last_day)
    return (recent | days(birth, last_day)).map(date.isoformat)
