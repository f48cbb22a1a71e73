"""The protocol file as one declaration: keys, order, kinds. Reading, writing, storing and hashing use it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from treatments.eligibility.protocol import EFFECTS, QUESTION_TYPES
from treatments.protocol_file.criteria import GROUPS, has_wait, wait_faults
from treatments.protocol_file.problems import Fault, Path
from treatments.protocol_file.shapes import (
    CODE,
    FLAG,
    NULL,
    Either,
    Field,
    Listed,
    Prose,
    Record,
    Scalar,
    Shape,
    Table,
    Words,
    number,
    optional,
    whole,
    word,
)

FORMAT = 1
_NAME, _SENTENCE = Words(inline=True, limit=120), Words()
_CODES = Listed(CODE)
_BASIS = Field(Listed(CODE, least=1, is_wording=True))
_MM = number(0.05, 10, form=float)
_DAYS, _HOURS = whole(0, 3_650), whole(0, 3_650)


def _filled(shape: Shape, value: Any) -> Field:
    """A key that may be left out, and is written all the same."""
    return Field(shape, required=False, fill=value)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_DAY = Scalar("a day that exists, as 2026-03-14", _is_day)
_LABEL = Scalar(
    'an edition in double quotes, as "2026.1" (letters, digits, . _ -)',
    lambda v: isinstance(v, str) and 0 < len(v) <= 32 and v.isascii() and not set(v) - _LABEL_CHARACTERS,
)
_LABEL_CHARACTERS = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
_MEDICINE = Scalar(
    "a medicine name in lower case, under 100 characters",
    lambda v: isinstance(v, str) and 0 < len(v) < 100 and v == v.lower().strip() and v.isprintable(),
)
_EFFECTS = Scalar(
    f"a list of some of {', '.join(EFFECTS)} in that order",
    lambda v: isinstance(v, list) and bool(v) and v == [effect for effect in EFFECTS if effect in v],
)
_ANSWER = Either(
    (
        NULL,
        number(0, 10_000),
        Listed(Scalar("a text", lambda v: isinstance(v, str) and len(v) < 300 and v.isprintable())),
        Scalar("an answer: text, number, list or null", lambda v: isinstance(v, str) and v.isprintable()),
    )
)

_WITH_OPTIONS, _WITH_NOT_SURE = ("choice",), ("yesno", "choice", "when", "number")


def _question(question: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    kind, options = question["type"], question.get("options") or {}
    not_sure = bool(question.get("not_sure"))
    if (kind in _WITH_OPTIONS) != bool(options):
        mend = "Add two or more" if not options else "Remove them, or make it type: choice"
        yield Fault((*path, "options"), f"a {kind} question with {len(options)} options", mend)
    if kind == "choice" and not_sure != ("not_sure" in options):
        yield Fault((*path, "not_sure"), "not_sure and the options disagree", "Give both or neither")
    if not_sure and kind not in _WITH_NOT_SURE:
        yield Fault((*path, "not_sure"), f"a {kind} question cannot take not_sure", "Remove it")
    if question.get("never") and kind != "when":
        yield Fault((*path, "never"), f"a {kind} question cannot take never", "Remove it")
    if (kind == "number") != ("unit" in question):
        mend = "Add unit: percent or months" if kind == "number" else "Remove it"
        yield Fault((*path, "unit"), f"a {kind} question and its unit", mend)
    yield from wait_faults(question.get("asked_when") or [], (*path, "asked_when"))


def _rule(rule: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    yield from wait_faults(rule["when"], (*path, "when"))
    undated = "defer" in rule["effects"] and not all(has_wait(group) for group in rule["when"])
    if undated and "clears" not in rule:
        yield Fault(
            path, "it defers without a wait and says not until when", "Add clears: {en: once …, es: …}"
        )
    if not undated and "clears" in rule:
        yield Fault((*path, "clears"), "a wait already says when it is over", "Remove clears")


def _before(instruction: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    first, last = instruction.get("from_days"), instruction.get("until_days")
    if last is not None and (first is None or last > first):
        yield Fault((*path, "until_days"), "it ends before it begins", "Count days before the session")


def _after(instruction: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    first, last = instruction.get("from_hours"), instruction.get("to_hours")
    if last is not None and (first is None or last <= first):
        yield Fault((*path, "to_hours"), "it ends before it begins", "Count hours after the session")


def _depth(depth: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    if depth["warn_above_mm"] < depth["usual_mm"][1]:
        yield Fault((*path, "warn_above_mm"), "warns below the usual depth", "Give at least the usual depth")


def _statement(statement: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    if statement["use"] == "not_shown" and not statement.get("why"):
        yield Fault(path, "it is not shown, without saying why", 'Add why: "…"')


QUESTION = Record(
    {
        "code": Field(CODE),
        "section": Field(CODE),
        "type": Field(word(*QUESTION_TYPES)),
        "required": _filled(FLAG, True),
        "not_sure": optional(FLAG, default=False),
        "never": optional(FLAG, default=False),
        "options": optional(Table(_NAME, least=2)),
        "unit": optional(word("percent", "months")),
        "asked_when": optional(GROUPS),
        "shelf_life_days": optional(_DAYS),
        "record_only": optional(FLAG, default=False),
        "label": Field(_NAME),
        "text": Field(_SENTENCE),
        "hint": optional(_SENTENCE),
        "why": optional(_SENTENCE),
    },
    also=_question,
)
RULE = Record(
    {
        "code": Field(CODE),
        "effects": Field(_EFFECTS),
        "area_question": optional(CODE),
        "when": Field(GROUPS),
        "clears": optional(_SENTENCE),
        "basis": _BASIS,
        "staff": Field(_SENTENCE),
        "patient": Field(_SENTENCE),
    },
    also=_rule,
)
CONTRADICTION = Record(
    {
        "classes": Field(Listed(CODE, least=1)),
        "question": Field(CODE),
        "values": Field(Listed(CODE, least=1)),
    },
    inline=True,
)
SCHEDULE = Record(
    {
        "indications": Field(Listed(CODE, least=1)),
        "sessions": Field(Listed(whole(1, 50), exactly=2, ascending=True)),
        "interval_days": Field(Listed(whole(1, 730), exactly=2, ascending=True)),
        "maintenance": optional(_NAME),
        "maintenance_months": optional(whole(1, 120)),
        "basis": _BASIS,
    },
    names="indications",
)
DEPTH = Record(
    {
        "areas": Field(Listed(CODE, least=1)),
        "usual_mm": Field(Listed(_MM, exactly=2, ascending=True)),
        "warn_above_mm": Field(_MM),
        "basis": _BASIS,
    },
    also=_depth,
)
BEFORE = Record(
    {
        "code": Field(CODE),
        "from_days": optional(_DAYS),
        "until_days": optional(_DAYS),
        "serves": _filled(_CODES, []),
        "at_check_in": Field(word("wait", "note", "ask", "rescreen", "none")),
        "when_ordered": optional(FLAG, default=False),
        "basis": _BASIS,
        "text": Field(_SENTENCE),
    },
    also=_before,
)
AFTER = Record(
    {
        "code": Field(CODE),
        "from_hours": optional(_HOURS),
        "to_hours": optional(_HOURS),
        "basis": _BASIS,
        "text": Field(_SENTENCE),
    },
    also=_after,
)
SIGN = Record(
    {
        "code": Field(CODE),
        "level": Field(word("expected", "call", "urgent", "late")),
        "basis": _BASIS,
        "text": Field(_SENTENCE),
    }
)
QUESTIONNAIRE = Record(
    {"title": Field(_NAME), "questions": Field(Either((word("all"), Listed(CODE, least=1))))}
)
GUIDE_PART = Record(
    {
        "part": Field(CODE),
        "title": Field(_NAME),
        "sentences": Field(
            Listed(Record({"basis": _BASIS, "text": Field(_SENTENCE)}), least=1, inline=False)
        ),
    },
    wording_only=True,
)
STATEMENT = Record(
    {
        "code": Field(CODE),
        "says": Field(Prose()),
        "use": Field(word("used", "shown", "not_shown")),
        "why": optional(Prose()),
    },
    also=_statement,
    wording_only=True,
)
_ANSWERS = Table(_ANSWER, least=0)
_CODE_BY_CODE = Table(CODE, least=0, inline=True)
EXPECT = Record(
    {
        "decision": Field(word("ready", "defer", "needs_review", "incomplete", "not_a_candidate")),
        "earliest_date": Field(Either((NULL, _DAY))),
        "findings": Field(_CODE_BY_CODE),
        "missing": Field(_CODES),
        "areas": Field(_CODE_BY_CODE),
        "dates": Field(Table(Either((NULL, _DAY)), inline=True)),
    }
)
CASE = Record(
    {
        "case": Field(CODE),
        "about": optional(Prose()),
        "as_of": Field(_DAY),
        "answered_on": optional(Table(_DAY, least=0, inline=True), default={}),
        "planned_on": Field(_DAY),
        "birth_date": Field(_DAY),
        "indication": Field(CODE),
        "areas": Field(Listed(CODE, least=1)),
        "previous_sessions": optional(Listed(_DAY), default=[]),
        "answers": _filled(_ANSWERS, {}),
        "expect": Field(EXPECT),
    },
    names="case",
)


def _several(item: Record, least: int = 1, spaced: bool = True) -> Listed:
    return Listed(item, least=least, inline=False, spaced=spaced)


DOCUMENT = Record(
    {
        "format": Field(Scalar(str(FORMAT), lambda v: v == FORMAT and isinstance(v, int))),
        "treatment": Field(Record({"code": Field(CODE), "name": Field(_NAME)})),
        "edition": Field(_LABEL),
        "areas": Field(Table(_NAME)),
        "indications": Field(Table(_NAME)),
        "sections": Field(Table(_NAME)),
        "questions": Field(_several(QUESTION)),
        "rules": Field(_several(RULE)),
        "contradictions": _filled(_several(CONTRADICTION, 0, spaced=False), []),
        "medicine_classes": _filled(Table(_NAME, least=0), {}),
        "medicines": _filled(Table(Listed(_MEDICINE), least=0), {}),
        "schedules": Field(_several(SCHEDULE)),
        "depths": _filled(_several(DEPTH, 0), []),
        "before": _filled(_several(BEFORE, 0), []),
        "after": _filled(_several(AFTER, 0), []),
        "warning_signs": _filled(_several(SIGN, 0), []),
        "questionnaires": Field(Table(QUESTIONNAIRE)),
        "guide": _filled(_several(GUIDE_PART, 0), []),
        "bases": _filled(Table(_NAME, least=0, wording_only=True), {}),
        "references": _filled(Table(Prose(), least=0, wording_only=True), {}),
        "statements": _filled(_several(STATEMENT, 0, spaced=False), []),
        "usual_answers": _filled(_ANSWERS, {}),
        "worked_cases": Field(_several(CASE)),
    }
)
