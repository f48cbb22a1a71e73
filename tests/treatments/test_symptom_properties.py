"""For any report: the same answers give the same level, and a worse answer never makes it milder."""

from hypothesis import given
from hypothesis import strategies as st

from treatments import editions
from treatments.symptoms import LEVELS, compile_symptoms

CHECK = compile_symptoms(editions.shipped_document("micro-needling"))
FOUR = ("swelling", "bruising", "peeling", "bleeding")

HARMLESS_FIRST = {
    "urgent_now": ("no", "not_sure", "yes"),
    "skin_change": ("no", "yes"),
    "peeling": ("no", "flakes", "yes"),
    "pain": ("no", "some", "not_sure", "severe"),
    **dict.fromkeys(("late_lumps", "late_draining", "late_dark", "late_lines"), ("no", "yes")),
    **{f"{code}_trend": ("less", "same", "not_sure", "more") for code in FOUR},
    **{f"{code}_size": tuple(range(11)) for code in FOUR},
}
"""The answers of a question from the most harmless on; those of all others are no, not sure, yes."""


def worse_and_worse(code: str) -> tuple:
    question = CHECK.values[code]
    return HARMLESS_FIRST.get(code, ("no", "not_sure", "yes") if question.not_sure else ("no", "yes"))


DECIDING = [code for code, question in CHECK.values.items() if not question.record_only]
REPORTS = st.fixed_dictionaries({code: st.sampled_from(worse_and_worse(code)) for code in DECIDING})
DAYS = st.integers(min_value=0, max_value=40)


def rank(answers: dict, days: int, previous: dict | None) -> int:
    return LEVELS.index(CHECK.assess(answers, days_after=days, previous=previous).level)


@given(
    answers=REPORTS, days=DAYS, previous=st.none() | REPORTS, code=st.sampled_from(DECIDING), data=st.data()
)
def test_a_worse_answer_never_makes_the_level_milder(answers, days, previous, code, data):
    worse = data.draw(st.sampled_from(worse_and_worse(code)[worse_and_worse(code).index(answers[code]) :]))
    assert rank(answers | {code: worse}, days, previous) >= rank(answers, days, previous)


@given(answers=REPORTS, days=DAYS, previous=st.none() | REPORTS)
def test_a_later_day_never_makes_the_same_answers_milder(answers, days, previous):
    assert rank(answers, days + 1, previous) >= rank(answers, days, previous)


@given(answers=REPORTS, days=DAYS, previous=st.none() | REPORTS, gone=st.sets(st.sampled_from(DECIDING)))
def test_a_blank_never_makes_a_call_expected(answers, days, previous, gone):
    asked = [code for code in CHECK.asked(answers, days_after=days) if CHECK.values[code].required]
    left = {code: value for code, value in answers.items() if code not in gone}
    result = CHECK.assess(left, days_after=days, previous=previous)
    assert result.level != "expected" or not gone.intersection(asked)


@given(answers=REPORTS, days=DAYS, previous=st.none() | REPORTS)
def test_expected_is_said_only_of_what_is_mild_early_and_certain(answers, days, previous):
    if CHECK.assess(answers, days_after=days, previous=previous).level != "expected":
        return
    assert answers["urgent_now"] == "no"
    asked = CHECK.asked(answers, days_after=days)
    assert "not_sure" not in [answers[code] for code in asked if code in answers]
    for code in FOUR:
        if f"{code}_size" in asked:
            assert days <= 7 and answers[f"{code}_size"] < 5 and answers[f"{code}_trend"] in ("less", "same")
            assert answers["beyond_area"] == answers["hinders"] == "no"


@given(answers=REPORTS, days=DAYS, previous=st.none() | REPORTS)
def test_the_same_report_gives_the_same_result(answers, days, previous):
    again = compile_symptoms(editions.shipped_document("micro-needling"))
    turned = dict(reversed(answers.items()))
    assert again.assess(turned, days_after=days, previous=previous) == CHECK.assess(
        answers, days_after=days, previous=previous
    )
