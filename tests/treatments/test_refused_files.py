"""A bad file is refused whole; each mistake names file, line, rule or question, what is wrong, the mend."""

import pytest

from treatments.protocol_file import ProtocolFileError, read

# What is replaced in the file, by what, the place the message must name, and a part of what it must say.
MISTAKES = [
    ("code: seizures\n  section: health", "code: seizures\n  section: heath", "question seizures", "'heath'"),
    ("  type: yesno", "  type: yes_or_no", "question seizures", "'yes_or_no'"),
    ("  shelf_life_days: 14", "  shelf_life_days: -1", "question lamp_on", "-1"),
    ("  shelf_life_days: 14", '  shelf_life_days: "14"', "question lamp_on", "'14'"),
    ("  unit: months\n", "", "question mark_age", "unit"),
    ("  never: true\n", "  nevr: true\n", "question lamp_on", "'nevr'"),
    ("  record_only: true", "  record_only: yes", "question goal", "'yes'"),
    ("    es: ¿Ha tenido alguna convulsión?\n", "", "question seizures, text", "'es' is missing"),
    ("    en: Have you ever had a seizure?", "    en:", "question seizures, text.en", "missing"),
    ("effects: [defer, review]", "effects: [review, defer]", "rule burn_in_area, effects", "in that order"),
    ("effects: [defer, review]", "effects: [delay]", "rule burn_in_area, effects", "delay"),
    ("{question: lamp_on, within_days: 5}", "{question: lamp_on, within_days: 0}", "rule lamp", "from 1 to"),
    ("{question: lamp_on, within_days: 5}", "{question: lamp_on, within_days: 5.5}", "rule lamp", "5.5"),
    (
        "{question: lamp_on, within_days: 5}",
        "{question: lamp_on, within_days: 5, within_months: 1}",
        "rule lamp",
        "2 operators",
    ),
    ("{question: lamp_on, within_days: 5}", "{question: lamp_on}", "rule lamp", "0 operators"),
    ("{question: lamp_on, within_days: 5}", "{within_days: 5}", "rule lamp", "names no question"),
    ("{question: lamp_on, within_days: 5}", "{question: lamp, within_days: 5}", "rule lamp", "'lamp'"),
    ("{question: lamp_on, within_days: 5}", "{question: burn, within_days: 5}", "rule lamp", "choice"),
    ("{question: lamp_kind, is: [red]}", "{question: lamp_on, within_days: 9}", "rule lamp", "more than one"),
    ("{question: lamp_kind, is: [red]}", "{question: lamp_kind, is: [green]}", "rule lamp", "'green'"),
    ("{question: seizures, is: [yes]}", "{question: seizures, is: yes}", "rule seizures", "not a list"),
    ("{question: seizures, is: [yes]}", "{question: seizures, is: []}", "rule seizures", "empty"),
    ("{age_between: [70, 130]}", "{age_between: [130, 70]}", "rule older", "not ascending"),
    ("{age_between: [70, 130]}", "{age_between: [70]}", "rule older", "1 items"),
    ("{age_under: 16}", "{question: burn, age_under: 16}", "rule minor", "the visit"),
    ("{age_under: 16}", "{sooner_than_schedule: false}", "rule minor", "false is not true"),
    ("{areas_include: [hands]}", "{areas_include: [feet]}", "rule hands", "'feet'"),
    ("area_question: burn_areas", "area_question: burn", "rule burn_in_area", "choice question"),
    ("  basis: [M1]\n", "", "rule seizures", "'basis' is missing"),
    ("  basis: [M1]", "  basis: []", "rule seizures, basis", "empty"),
    ("  basis: [M1]", "  basis: [M9]", "rule seizures, basis", "'M9'"),
    ("  staff:\n    en: Seizures.", "  staff:\n    en: null", "rule seizures, staff.en", "missing"),
    ("  patient:\n    en: We treat people", "  petient:\n    en: We treat people", "rule minor", "'patient'"),
    ("- code: older", "- code: minor", "rule minor, code", "given twice"),
    ("code: burn_areas\n", "code: seizures\n", "question seizures, code", "given twice"),
    ("code: goal\n", "code: birth_date\n", "question birth_date", "may not be called"),
    ("code: goal\n", "code: 1st\n", "question 1st", "'1st' is not a code"),
    ("serves: [lamp]", "serves: [lamps]", "instruction no_lamp", "'lamps'"),
    ("from_days: 31", "from_days: 31\n  until_days: 40", "instruction no_lamp", "before it begins"),
    ("to_hours: 24", "to_hours: 0", "instruction shade", "before it begins"),
    ("level: call", "level: panic", "warning sign blister", "'panic'"),
    ("sessions: [2, 4]", "sessions: [4, 2]", "schedules", "not ascending"),
    ("indications: [tone, marks]", "indications: [tone]", "indications", "no schedule"),
    ("classes: [seizure_marker]", "classes: [seizure]", "contradictions", "'seizure'"),
    ("questions: [burn, burn_areas,", "questions: [burn, burns,", "questionnaires", "'burns'"),
    ("use: not_shown\n  why: marketing", "use: not_shown", "statement M4", "without saying why"),
    ("    decision: incomplete", "    decision: maybe", "case L03, expect.decision", "'maybe'"),
    ("about: nothing to report\n  as_of: 2026-03-02", "as_of: 2026-02-30", "case L01, as_of", "2026-02-30"),
    ("  areas: [face, back]", "  areas: [face, nose]", "case L02, areas", "'nose'"),
    ('edition: "1"', "edition: 1", "edition", "in double quotes"),
    ("format: 1", "format: 2", "format", "2 is not 1"),
    ("references: {}", "references: {}\nnotes: {}", "notes", "not known"),
    ("  light: [lumoxan]", "  light: [Lumoxan]", "medicines", "lower case"),
    ("  none: [plainol]", "  none: [lumoxan]", "medicines", "given twice"),
]


def refusal(text: str) -> list:
    with pytest.raises(ProtocolFileError) as refused:
        read(text, "second.yaml")
    return list(refused.value.problems)


def changed(text: str, old: str, new: str) -> str:
    assert old in text, f"{old!r} is not in the file any more"
    return text.replace(old, new, 1)


@pytest.mark.parametrize(("old", "new", "where", "what"), MISTAKES)
def test_a_mistake_names_its_place_and_its_mend(lamp_text, old, new, where, what):
    problems = refusal(changed(lamp_text, old, new))
    named = [problem for problem in problems if problem.where.startswith(where) and what in problem.what]
    assert named, [str(problem) for problem in problems]
    assert named[0].file == "second.yaml"
    assert named[0].mend
    assert str(named[0]).startswith(f"second.yaml, line {named[0].line}, {where}")


@pytest.mark.parametrize(
    ("old", "new", "where", "what"), [row for row in MISTAKES if row[1].count("\n") == 0 < len(row[1])]
)
def test_the_line_is_where_the_mistake_stands_or_where_its_record_begins(lamp_text, old, new, where, what):
    text = changed(lamp_text, old, new)
    line = text.count("\n", 0, lamp_text.index(old)) + 1
    problem = next(p for p in refusal(text) if p.where.startswith(where) and what in p.what)
    assert problem.line <= line + old.count("\n")
    if where not in ("indications",):
        between = "\n".join(text.splitlines()[problem.line - 1 : line])
        assert between.count("\n- code:") == 0 or problem.line == line


def test_the_line_of_a_wrong_value_is_exact(lamp_text):
    text = changed(lamp_text, "{question: lamp_on, within_days: 5}", "{question: lamp_on, within_days: 0}")
    problem = refusal(text)[0]
    assert "within_days: 0" in text.splitlines()[problem.line - 1]


def test_all_mistakes_are_told_at_once(lamp_text):
    text = changed(lamp_text, "effects: [stop]", "effects: [halt]")
    text = changed(text, "level: call", "level: panic")
    assert {problem.where.split(",")[0] for problem in refusal(text)} == {
        "rule seizures",
        "warning sign blister",
    }


def test_a_doubled_key_is_refused_not_the_last_one_taken(lamp_text):
    text = changed(lamp_text, "  section: health\n", "  section: health\n  section: health\n")
    problem = refusal(text)[0]
    assert "given twice" in problem.what
    assert text.splitlines()[problem.line - 1] == "  section: health"
    assert "section" not in text.splitlines()[problem.line]


def test_a_question_that_waits_for_itself_is_refused(lamp_text):
    text = changed(
        lamp_text,
        "- - {question: burn, is: [mild, strong]}\n  label",
        "- - {question: burn, is: [mild]}\n  label",
    )
    gate = "  asked_when:\n  - - {question: burn_areas, overlaps_requested: true}\n"
    text = changed(text, "  shelf_life_days: 0\n", f"{gate}  shelf_life_days: 0\n")
    assert any("waits for itself" in problem.what for problem in refusal(text))


def test_a_condition_on_a_later_question_is_refused(lamp_text):
    text = changed(
        lamp_text, "- - {indication: [marks]}\n", "- - {question: medicines, medicine_unrecognised: true}\n"
    )
    problems = [problem.what for problem in refusal(text)]
    assert any("asked later" in what for what in problems)
    assert any("cannot decide whether a question is asked" in what for what in problems)


def test_an_undated_deferral_says_until_when(lamp_text):
    start = lamp_text.index("  clears:")
    text = lamp_text[:start] + lamp_text[lamp_text.index("  basis:", start) :]
    assert any(
        "until when" in problem.what and problem.where == "rule burn_in_area" for problem in refusal(text)
    )


def test_yes_no_and_days_stay_text(lamp):
    assert lamp["rules"][0]["when"] == [[{"question": "seizures", "is": ["yes"]}]]
    assert lamp["worked_cases"][0]["as_of"] == "2026-03-02"
