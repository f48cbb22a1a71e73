"""The symptom check after a session: its questions, and the level of one report.

The questions and the warning signs of an edition are made into a small protocol of their own, each sign a
rule, so that the engine that decides eligibility reads them by the same logic. Every number, of how much is
more than mild and of how many days is late, stands in the edition.

Level of one report: the highest that any sign reaches, expected < late < call < urgent. A sign that is open
because somebody was not sure counts as a call: it is never quietly expected, and nobody is sent to an
emergency room by a doubt alone; the questions behind late signs therefore do not offer "not sure". What was
asked, is needed and is blank counts as a call, too: a report that is not whole reassures nobody.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from treatments import editions
from treatments.eligibility import compile_protocol
from treatments.eligibility.answers import Days, problem_with
from treatments.eligibility.assessment import Because, Finding
from treatments.eligibility.case import NOT_SURE_ANSWER, Case
from treatments.eligibility.protocol import Protocol, Question, Rule, Schedule
from treatments.models import ProtocolEdition
from treatments.protocol_values import groups_from, question_from, text_from

Part = Mapping[str, Any]
Answers = Mapping[str, Any]

FORM = "symptom_check"
LEVELS = ("expected", "late", "call", "urgent")
"""Mildest first. "Late" is flagged to the dermatologist, "call" to the clinic on the same day."""

OPEN_COUNTS_AS = "call"
_SOME_DAY = date(2000, 1, 1)
_LONG_AFTER = 3_650
"""Days; stands in where nobody says how long ago the session was, so that nothing late goes unasked."""


class SignFound(NamedTuple):
    """A sign of one report. `level` is how it counts here; `because` are the answers behind it."""

    code: str
    level: str
    status: str
    text: Mapping[str, str]
    because: tuple[Because, ...]


class SymptomResult(NamedTuple):
    """The level of one report, its signs with the highest level first, and what was needed but left blank."""

    level: str
    signs: tuple[SignFound, ...]
    missing: tuple[str, ...]


def symptom_check_for(edition: ProtocolEdition) -> "SymptomCheck | None":
    """The edition's symptom check, made once for published content; None where it has none."""
    return editions.remembered(edition, "symptoms", lambda: compile_symptoms(editions.document_of(edition)))


def compile_symptoms(document: Part) -> "SymptomCheck | None":
    """The symptom check of a document without faults; None where it has none."""
    return SymptomCheck(document) if FORM in document["questionnaires"] else None


class SymptomCheck:
    """The questions of one edition's symptom check, and what answers to them mean.

    `questions` are the document's rows of what a patient is asked, in the order of the form; `values` the
    same questions by code as the engine knows them.
    """

    def __init__(self, document: Part) -> None:
        listed = set(document["questionnaires"][FORM]["questions"])
        rows = [row for row in document["questions"] if FORM in row.get("only_for", ())]
        self.title: Mapping[str, str] = document["questionnaires"][FORM]["title"]
        self.questions = tuple(row for row in rows if row["code"] in listed and "given_by" not in row)
        self.values: Mapping[str, Question] = {row["code"]: question_from(row) for row in self.questions}
        self._ranges = {row["code"]: row["range"] for row in self.questions if "range" in row}
        self._given = [row for row in rows if "given_by" in row]
        self._signs = {sign["code"]: sign for sign in document["warning_signs"] if "when" in sign}
        self._engine = compile_protocol(_protocol(document, rows, self._signs.values()))

    def asked(self, answers: Answers, *, days_after: int | None = None) -> tuple[str, ...]:
        """What is asked of somebody with these answers, in order. `days_after`: whole days since the session.

        Without it, what is asked only after some days is asked as well.
        """
        known = self._usable(answers) | self._days(_LONG_AFTER if days_after is None else days_after)
        asked = self._engine.asked(self._case(known))
        return tuple([code for code in asked if code in self.values])

    def problems(self, code: str, answer: Any) -> list[str]:
        """What is wrong with an answer that is not blank; empty where nothing is."""
        found = problem_with(self.values[code], answer, self._engine.protocol.areas, _NO_DAYS)
        if found or code not in self._ranges or answer == NOT_SURE_ANSWER:
            return found
        least, most = self._ranges[code]
        is_right = answer == int(answer) and least <= answer <= most
        return [] if is_right else [f"must be a whole number from {least} to {most}"]

    def assess(self, answers: Answers, *, days_after: int, previous: Answers | None = None) -> SymptomResult:
        """The level of a report given `days_after` whole days after the session.

        `previous` are the answers of the last report after the same session, None for the first one. An
        answer that cannot be read counts as blank.
        """
        known = self._usable(answers) | self._days(days_after)
        known |= {row["code"]: self._grew(row, known, previous) for row in self._given if "compares" in row}
        assessed = self._engine.assess(self._case(known))
        signs = sorted(map(self._found, assessed.findings), key=lambda sign: -LEVELS.index(sign.level))
        levels = [sign.level for sign in signs] + [OPEN_COUNTS_AS] * bool(assessed.missing)
        level = max(levels, key=LEVELS.index, default=LEVELS[0])
        return SymptomResult(level, tuple(filter(self._is_told, signs)) or tuple(signs), assessed.missing)

    def _is_told(self, sign: SignFound) -> bool:
        """An expected sign that is open counts; what is told is the sign that the doubt is about."""
        return sign.status == "present" or self._signs[sign.code]["level"] != LEVELS[0]

    def _found(self, finding: Finding) -> SignFound:
        sign = self._signs[finding.code]
        level = sign["level"] if finding.status == "present" else OPEN_COUNTS_AS
        return SignFound(finding.code, level, finding.status, sign["text"], finding.because)

    def _usable(self, answers: Answers) -> dict[str, Any]:
        return {
            code: answers[code]
            for code in self.values
            if answers.get(code) is not None and not self.problems(code, answers[code])
        }

    def _days(self, days_after: int) -> dict[str, int]:
        """Questions that the clinic answers with the days since the session."""
        return {row["code"]: days_after for row in self._given if "compares" not in row}

    def _grew(self, row: Part, known: Answers, previous: Answers | None) -> str:
        """Whether a number is larger than in the report before; what was not there then was nought."""
        if previous is None:
            return "no"
        code = row["compares"]
        before = self._usable(previous)
        was_asked = code in self._engine.asked(self._case(before | self._days(_LONG_AFTER)))
        last = before.get(code) if was_asked else 0
        if _is_number(known.get(code)) and _is_number(last):
            return "yes" if known[code] > last else "no"
        return NOT_SURE_ANSWER

    def _case(self, answers: dict[str, Any]) -> Case:
        """A case of which only the answers count: no sign looks at the visit."""
        protocol = self._engine.protocol
        return Case(_SOME_DAY, _SOME_DAY, _SOME_DAY, FORM, protocol.areas[:1], answers=answers)


_NO_DAYS = Days(None, None, None, None)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _protocol(document: Part, questions: list[Part], signs: Any) -> Protocol:
    """The small protocol of the symptom check: signs as rules that change nothing of themselves."""
    return Protocol(
        code=FORM,
        edition=document["edition"],
        rules_hash="",
        wording_hash="",
        areas=tuple(document["areas"]),
        indications=(FORM,),
        questions=tuple(map(_question, questions)),
        rules=tuple(map(_rule, signs)),
        schedules=(Schedule(FORM, (1, 1), (1, 1)),),
    )


def _question(row: Part) -> Question:
    """A question the clinic answers is never missing: its value is worked out, not asked."""
    return question_from(row if "given_by" not in row else {**row, "required": False})


def _rule(sign: Part) -> Rule:
    return Rule(
        code=sign["code"],
        effects=("note",),
        when=groups_from(sign["when"]),
        basis=tuple(sign["basis"]),
        patient=text_from(sign["text"]),
    )
