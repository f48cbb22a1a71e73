"""A sentence that names another number than its rule is noticed before an edition is published."""

from copy import deepcopy
from typing import Any

import pytest

from treatments import editions
from treatments.protocol_file import write
from treatments.publish_checks import problems
from treatments.publish_checks.amounts import amounts_in
from treatments.publish_checks.numbers import number_faults

from .test_protocol_command import REFUSED, Ran
from .test_publish_checks import row

Document = dict[str, Any]


@pytest.fixture
def shipped() -> Document:
    return deepcopy(editions.shipped_document("micro-needling"))


def say(document: Document, kind: str, code: str, text: str, key: str = "text", language: str = "en") -> None:
    row(document, kind, code)[key][language] = text


# Rule of the invented protocol, what it is made to be, whose sentence, language, the words, what it is told.
WRONG = {
    "days": ("lamp", {}, "staff", "en", "Less than 6 days ago.", "“6 days” (6 days)", "5 days or 1 month"),
    "days in words": ("lamp", {}, "patient", "es", "Espere seis días.", "“seis días”", "5 days or 1 month"),
    "weeks": ("lamp", {}, "patient", "en", "Wait about a week.", "“a week” (1 week)", "5 days or 1 month"),
    "months": ("lamp", {}, "staff", "es", "Menos de 2 meses.", "(2 months)", "5 days or 1 month"),
    "an age": ("minor", {}, "staff", "en", "Under 18.", "“Under 18” (18 years)", "16 years"),
    "an age in Spanish": ("minor", {}, "patient", "es", "Desde los 18 años.", "(18 years)", "16 years"),
    "an age between": ("older", {}, "staff", "en", "From 60 to 130 years.", "(60 years)", "70 years"),
    "a number under": ("fresh_mark", {}, "staff", "en", "Less than 12 months.", "(12 months)", "6 months"),
    "a number over": ("fresh_mark", {}, "patient", "es", "Más de once años.", "(11 years)", "120.5 months"),
    "an interval": ("interval", {}, "staff", "en", "Within 9 days.", "(9 days)", "10 days or 20 days"),
    "no number at all": ("seizures", {}, "staff", "en", "Within 2 years.", "(2 years)", "no number"),
    "what clears": ("burn_in_area", {}, "clears", "en", "after two weeks", "(2 weeks)", "no number"),
}


@pytest.mark.parametrize(("code", "_", "whose", "language", "text", "read", "own"), WRONG.values(), ids=WRONG)
def test_a_rule_that_says_another_number_is_refused(lamp, code, _, whose, language, text, read, own):
    say(lamp, "rules", code, text, whose, language)
    (found,) = problems(lamp, "lamp-therapy@1")
    assert found.where == f"rule {code}, {whose}.{language}"
    assert {"en": "English", "es": "Spanish"}[language] in found.what
    assert read in found.what and own in found.what and f"rule {code}" in found.what
    assert "Correct the sentence or the number" in found.mend


RIGHT = {
    "its days": ("lamp", "staff", "en", "Less than 5 days ago (blue: 1 month)."),
    "the same in another unit": ("lamp", "patient", "es", "Espere 120 horas."),
    "no number": ("lamp", "patient", "en", "Wait some days."),
    "a number without a unit": ("lamp", "patient", "en", "Call 555 and press 2."),
    "how often": ("lamp", "patient", "en", "Use cream every 2 hours."),
    "its age": ("minor", "staff", "es", "Menor de dieciséis años."),
    "the year after": ("older", "patient", "en", "For people of 131 years or more."),
    "months as years": ("fresh_mark", "staff", "en", "Under half a year or 6 months."),
    "an interval": ("interval", "patient", "en", "Sessions lie 10 to 20 days apart."),
}


@pytest.mark.parametrize(("code", "whose", "language", "text"), RIGHT.values(), ids=RIGHT)
def test_a_rule_that_says_its_own_number_or_none_is_in_order(lamp, code, whose, language, text):
    say(lamp, "rules", code, text, whose, language)
    assert list(number_faults(lamp)) == []


def test_a_percentage_is_compared_with_the_number_of_its_question(lamp):
    row(lamp, "questions", "mark_age").update(unit="percent")
    say(lamp, "rules", "fresh_mark", "Under 7 percent.", "staff")
    (found,) = number_faults(lamp)
    assert "“7 percent” (7 percent)" in found.what and "6 percent" in found.what
    say(lamp, "rules", "fresh_mark", "Under 6 percent.", "staff")
    assert list(number_faults(lamp)) == []


def test_a_rule_may_say_what_the_question_it_reads_says(lamp):
    say(lamp, "rules", "seizures", "A seizure in the last 2 years.", "staff")
    assert len(list(number_faults(lamp))) == 1
    say(lamp, "questions", "seizures", "Did you have a seizure in the last 2 years?")
    assert list(number_faults(lamp)) == []


@pytest.mark.parametrize(
    ("kind", "code", "language", "text", "read"),
    [
        ("before", "no_lamp", "en", "No lamp for 3 weeks.", "(3 weeks)"),
        ("before", "no_lamp", "es", "Deje la lámpara 40 días.", "(40 days)"),
        ("after", "shade", "en", "Stay in the shade for 2 days.", "(2 days)"),
        ("after", "shade", "es", "A la sombra las primeras doce horas.", ""),
        ("after", "shade", "es", "A la sombra treinta horas.", "(30 hours)"),
    ],
)
def test_an_instruction_that_says_another_time_is_refused(lamp, kind, code, language, text, read):
    say(lamp, kind, code, text, language=language)
    found = [
        problem for problem in problems(lamp, "x") if problem.where == f"instruction {code}, text.{language}"
    ]
    assert len(found) == bool(read)
    assert not read or read in found[0].what


@pytest.mark.parametrize(
    ("kind", "code", "text"),
    [
        ("before", "no_lamp", "No lamp for 31 days; a red one needs 5 days."),
        ("after", "shade", "Stay in the shade for 12 hours, 24 is safer."),
        ("after", "shade", "Stay in the shade for one day."),
    ],
)
def test_an_instruction_may_name_its_times_those_it_serves_and_a_part_of_its_span(lamp, kind, code, text):
    say(lamp, kind, code, text)
    assert list(number_faults(lamp)) == []


def test_an_instruction_at_any_time_may_name_any(lamp):
    row(lamp, "before", "no_lamp").pop("from_days")
    say(lamp, "before", "no_lamp", "Stop smoking 2 weeks before, if you can.")
    assert list(number_faults(lamp)) == []


def test_the_shipped_protocol_says_everywhere_what_it_does(shipped):
    assert [str(fault) for fault in number_faults(shipped)] == []


def _numbered_rules() -> list[tuple[str, str]]:
    document = editions.shipped_document("micro-needling")
    return [
        (rule["code"], key)
        for rule in document["rules"]
        for group in rule["when"]
        for criterion in group
        for key in ("within_days", "within_months", "under", "age_under", "age_between")
        if key in criterion
    ]


@pytest.mark.parametrize(("code", "key"), _numbered_rules())
def test_a_shipped_number_that_is_changed_alone_is_noticed_in_every_sentence_that_names_it(
    shipped, code, key
):
    rule = row(shipped, "rules", code)
    naming = {
        (kind, language)
        for kind in ("staff", "patient")
        for language, text in rule[kind].items()
        if list(amounts_in(text, language))
    }
    for criterion in (criterion for group in rule["when"] for criterion in group if key in criterion):
        old = criterion[key]
        criterion[key] = [n * 2 + 1 for n in old] if isinstance(old, list) else old * 2 + 1
    place = shipped["rules"].index(rule)
    found = {fault.path[2:] for fault in number_faults(shipped) if fault.path[:2] == ("rules", place)}
    assert found >= naming
    assert naming or code == "shaved"


def test_check_and_publish_tell_it_with_the_line_and_refuse(db, tmp_path, lamp, dermatologist):
    say(lamp, "rules", "lamp", "Wait 12 weeks.", "patient")
    path = tmp_path / "lamp.yaml"
    path.write_text(write(lamp), encoding="utf-8")
    line = path.read_text().split("Wait 12 weeks.")[0].count("\n") + 1
    checked = Ran("check", str(path))
    assert checked.status == REFUSED
    assert f"lamp.yaml, line {line}, rule lamp, patient.en: in English it says “12 weeks”" in checked.err
    assert "but rule lamp has 5 days or 1 month. Correct the sentence or the number" in checked.err
    assert Ran("import", str(path)).status == 0
    refused = Ran("publish", "lamp-therapy@1", "--by", dermatologist.email)
    assert refused.status == REFUSED and "“12 weeks”" in refused.err
    assert editions.in_force("lamp-therapy") is None
