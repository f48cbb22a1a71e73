"""The micro-needling protocol that comes with the software says what the clinical pages say."""

from typing import Any

import pytest

from tests.treatments import contract_tables as pages
from treatments import care, editions, publish_checks
from treatments.protocol_file import read_file, write
from treatments.protocol_file.criteria import operator_of, values_of
from treatments.publish_checks.wording import patient_texts

TABLES = {
    name: pages.table(text) for name, text in vars(pages).items() if isinstance(text, str) and "|" in text
}


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    return editions.shipped_document("micro-needling")


def when(groups: list) -> str:
    """Groups in the tables' shorthand."""
    return " or ".join(" and ".join(map(condition, group)) for group in groups)


def condition(criterion: dict[str, Any]) -> str:
    values = ",".join(map(str, values_of(criterion)))
    return " ".join(filter(None, (criterion.get("question"), operator_of(criterion), values)))


def told(value: Any) -> str:
    """A cell: a list with blanks, nothing as nothing."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def test_the_file_is_in_its_canonical_form():
    path = editions.SHIPPED / "micro-needling.yaml"
    assert path.read_bytes() == write(read_file(path)).encode(), "run: manage.py protocol export … --output"


def test_it_may_be_published_as_it_is(shipped):
    assert [str(problem) for problem in publish_checks.problems(shipped, "micro-needling.yaml")] == []


def test_every_rule_with_its_effects_conditions_and_basis(shipped):
    rules = []
    for rule in shipped["rules"]:
        scope = f" @{rule['area_question']}" if "area_question" in rule else ""
        rules.append([rule["code"], told(rule["effects"]) + scope, when(rule["when"]), told(rule["basis"])])
    assert rules == TABLES["RULES"]


def before_the_visit(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions that decide; those of single forms have tests of their own."""
    return [question for question in document["questions"] if not question.get("only_for")]


def test_every_question_with_its_answers_and_shelf_life(shipped):
    questions = []
    for question in before_the_visit(shipped):
        flags = [key for key in ("required", "not_sure", "never", "record_only") if question.get(key)]
        options = told(list(question.get("options", ())))
        life, gate = told(question.get("shelf_life_days")), when(question.get("asked_when", []))
        questions.append([question["code"], question["type"], options, told(flags), life, gate])
    assert questions == TABLES["QUESTIONS"]


def test_areas_and_indications_in_order(shipped):
    assert list(shipped["areas"]) == pages.AREAS.split()
    assert list(shipped["indications"]) == pages.INDICATIONS.split()


def test_every_contradiction(shipped):
    rows = [[told(r["classes"]), f"{r['question']} {told(r['values'])}"] for r in shipped["contradictions"]]
    assert rows == TABLES["CONTRADICTIONS"]


def test_every_instruction_with_its_times(shipped):
    before = [
        [row["code"], told(row.get("from_days")), told(row.get("until_days")), told(row["serves"])]
        for row in shipped["before"]
    ]
    after = [
        [row["code"], told(row.get("from_hours")), told(row.get("to_hours"))] for row in shipped["after"]
    ]
    assert (before, after) == (TABLES["BEFORE"], TABLES["AFTER"])


def test_every_schedule_and_depth(shipped):
    schedules = [
        [
            told(r["indications"]),
            told(r["sessions"]),
            told(r["interval_days"]),
            told(r.get("maintenance_months")),
        ]
        for r in shipped["schedules"]
    ]
    depths = [[told(r["areas"]), told(r["usual_mm"]), told(r["warn_above_mm"])] for r in shipped["depths"]]
    assert (schedules, depths) == (TABLES["SCHEDULES"], TABLES["DEPTHS"])


def test_all_97_statements_are_used_shown_or_say_why_not(shipped):
    statements = {row["code"]: row for row in shipped["statements"]}
    assert list(statements) == [f"S{number}" for number in range(1, 98)]
    assert all(row.get("why") for row in statements.values() if row["use"] == "not_shown")
    assert {code for code, row in statements.items() if row["use"] == "not_shown"} >= set(
        pages.NOT_SHOWN.split()
    )


def test_a_used_statement_stands_behind_something_or_says_behind_what(shipped):
    cited = {code for row in everything_with_a_basis(shipped) for code in row["basis"]}
    for row in shipped["statements"]:
        if row["use"] == "used":
            assert row["code"] in cited or row.get("why"), row["code"]


def everything_with_a_basis(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value] if "basis" in value else []
        return own + [row for item in value.values() for row in everything_with_a_basis(item)]
    return [row for item in value for row in everything_with_a_basis(item)] if isinstance(value, list) else []


def test_no_text_for_patients_rests_on_what_is_not_shown(shipped):
    hidden = set(pages.NOT_SHOWN.split())
    for part in ("guide", "before", "after", "warning_signs"):
        for row in everything_with_a_basis(shipped[part]):
            assert hidden.isdisjoint(row["basis"]), row


@pytest.mark.parametrize(
    "claim", ["downtime", "painless", "no pain", "worth the cost", "150,000", "vitamin c"]
)
def test_no_patient_reads_the_articles_claims(shipped, claim):
    for path, words in patient_texts(shipped):
        if claim in words["en"].lower():
            assert path[:1] == ("questions",), (path, words["en"])  # asked about, not claimed


def test_no_text_tells_a_patient_to_stop_a_medicine(shipped):
    for path, words in patient_texts(shipped):
        text = words["en"].lower()
        assert not any(
            f"stop {what}" in text for what in ("taking", "your medic", "using your", "the medic")
        ), path


def test_every_known_class_has_medicines_and_none_is_twice(shipped):
    names = [name for listed in shipped["medicines"].values() for name in listed]
    assert len(names) == len(set(names)) >= 323
    assert set(shipped["medicines"]) == {*shipped["medicine_classes"], "none"}


def test_the_32_worked_cases_are_there(shipped):
    assert sorted(case["case"] for case in shipped["worked_cases"]) == [f"P{n:02d}" for n in range(1, 33)]


DATED = """retinoid_on exfoliant_on laser_on laser_kind peel_on peel_depth filler_on botulinum_on sunburn_on
tan_on self_tan_on waxed_on shaved_on"""
"""What tells whether the instructions marked "yes" or "note" at check-in were kept."""


def test_the_same_day_questions_are_what_holds_for_a_day_and_what_check_in_looks_at(shipped):
    same_day = shipped["questionnaires"]["same_day"]["questions"]
    for_a_day = [q["code"] for q in before_the_visit(shipped) if q.get("shelf_life_days") == 0]
    own = [q["code"] for q in shipped["questions"] if q.get("only_for") == ["same_day"]]
    assert own == ["numbing_today", "clean_skin_today"]  # instructions that are asked about on the day
    assert set(same_day) == {*for_a_day, *DATED.split(), *own}
    assert tuple(same_day) == care.same_day_codes(shipped)


def test_what_is_only_ever_told_when_ordered_can_be_ordered(shipped):
    orders = [order["code"] for order in care.orders_of(shipped)]
    assert orders == ["vitamins_a_c", "prescribed_creams", "numbing", "antiviral"]
    told = {row["code"] for row in (*care.instructions_before(shipped), *care.instructions_after(shipped))}
    assert told.isdisjoint({"vitamins_a_c", "antiviral", "prescribed_creams"}) and "numbing" in told
    assert {row["code"] for row in care.instructions_before(shipped, orders=["antiviral"])} - told == {
        "antiviral"
    }
    assert care.instructions_after(shipped, orders=orders)[-3]["code"] == "prescribed_creams"


def test_the_two_scales(shipped):
    (gais, scars), (only,) = care.scales_for(shipped, "acne_scars"), care.scales_for(shipped, "wrinkles")
    assert only is gais and gais["rated_by"] == ["patient", "dermatologist"]
    assert [step["value"] for step in gais["steps"]] == [1, 2, 3, 4, 5]
    assert scars["rated_by"] == ["dermatologist"] and len(scars["steps"]) == 4


def test_the_consent_has_a_version_of_its_own_in_each_language(shipped):
    english, spanish = care.consent_of(shipped, "en"), care.consent_of(shipped, "es")
    assert len(english.statements) == len(spanish.statements) == 11
    assert english.version != spanish.version == care.consent_of(shipped, "es").version
    other = shipped | {"edition": "x", "consent": shipped["consent"] | {"agree": {"en": "Yes", "es": "Sí"}}}
    assert care.consent_of(other | {"consent": shipped["consent"]}, "en").version == english.version
    assert care.consent_of(other, "en").version != english.version
