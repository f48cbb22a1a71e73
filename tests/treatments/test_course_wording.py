"""What a patient reads in a course of care: easy in both languages, polite in Spanish, without jargon."""

import re
import warnings

import pytest

from treatments import editions
from treatments.publish_checks.wording import BANNED, patient_texts

from .page_text import inflesz

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the pinned release still imports pkg_resources
    import textstat

DOCUMENT = editions.shipped_document("micro-needling")
TU = r"\b(tú|tu|tus|te|ti|contigo|tienes|puedes|estás|quieres|vos|vosotros|vuestra?)\b"
BANNED_ES = r"advers|contraindica|lesi[oó]n|t[oó]pic"


def parts() -> dict[str, list[dict[str, str]]]:
    """The texts by the form or part they stand in."""
    found: dict[str, list[dict[str, str]]] = {}
    for path, words in patient_texts(DOCUMENT):
        found.setdefault(_part_of(path), []).append(words)
    return {name: texts for name, texts in found.items() if name}


def _part_of(path: tuple) -> str:
    if path[0] == "questions":
        question = DOCUMENT["questions"][path[1]]
        return f"questions of {question['section']}" if question.get("only_for") else ""
    return path[0] if path[0] in ("warning_signs", "orders", "consent", "scales", "before", "after") else ""


PARTS = parts()


def prose(name: str, language: str) -> str:
    texts = [words[language] for words in PARTS[name]]
    return " ".join(text if text[-1] in ".!?" else f"{text}." for text in texts)


def test_every_form_of_its_own_is_read_here():
    sections = {f"questions of {name}" for name in ("today", "symptoms_urgent", "symptoms", "symptoms_more")}
    assert sections <= set(PARTS)
    assert len(PARTS["consent"]) == 13 and len(PARTS["scales"]) == 6


@pytest.mark.parametrize("name", PARTS)
def test_english_reads_at_grade_six_at_most(name):
    assert textstat.flesch_kincaid_grade(prose(name, "en")) <= 6


@pytest.mark.parametrize("name", PARTS)
def test_spanish_is_fairly_easy(name):
    assert inflesz(prose(name, "es")) >= 65


@pytest.mark.parametrize("name", PARTS)
def test_spanish_says_usted(name):
    assert not re.findall(TU, prose(name, "es").lower())


@pytest.mark.parametrize("name", PARTS)
def test_nobody_reads_jargon(name):
    assert not BANNED.search(prose(name, "en"))
    assert not re.search(BANNED_ES, prose(name, "es").lower())


def test_everything_new_has_a_basis_that_patients_may_read():
    hidden = {row["code"] for row in DOCUMENT["statements"] if row["use"] == "not_shown"}
    rows = [*DOCUMENT["orders"], *DOCUMENT["consent"]["statements"], *DOCUMENT["scales"]]
    assert all(row["basis"] and hidden.isdisjoint(row["basis"]) for row in rows)


def test_the_consent_promises_nothing_and_names_no_number():
    for language, will in (
        ("en", r"\bwill (help|soften|improve|heal|fade)|\d"),
        ("es", r"mejorará|ayudará|\d"),
    ):
        assert not re.search(will, prose("consent", language).lower())
