"""The protocol file as one declaration: keys, order, kinds. Reading, writing, storing and hashing use it."""

from datetime import date
from typing import Any

from treatments.eligibility.protocol import EFFECTS, QUESTION_TYPES
from treatments.protocol_file.course_form import CONSENT, FORM_OF_A_QUESTION, ORDER, SCALE, UNITS
from treatments.protocol_file.criteria import GROUPS
from treatments.protocol_file.form_checks import (
    after_faults,
    before_faults,
    depth_faults,
    question_faults,
    rule_faults,
    statement_faults,
)
from treatments.protocol_file.scalars import CODE, FLAG, NULL, Prose, Scalar, Shape, number, whole, word
from treatments.protocol_file.shapes import Either, Field, Listed, Record, Table, Words, optional

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

QUESTION = Record(
    {
        "code": Field(CODE),
        "section": Field(CODE),
        "type": Field(word(*QUESTION_TYPES)),
        "required": _filled(FLAG, True),
        "not_sure": optional(FLAG, default=False),
        "never": optional(FLAG, default=False),
        "options": optional(Table(_NAME, least=2)),
        "unit": optional(word(*UNITS)),
        **FORM_OF_A_QUESTION,
        "asked_when": optional(GROUPS),
        "shelf_life_days": optional(_DAYS),
        "record_only": optional(FLAG, default=False),
        "label": Field(_NAME),
        "text": Field(_SENTENCE),
        "hint": optional(_SENTENCE),
        "why": optional(_SENTENCE),
    },
    also=question_faults,
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
    also=rule_faults,
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
    also=depth_faults,
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
    also=before_faults,
)
AFTER = Record(
    {
        "code": Field(CODE),
        "from_hours": optional(_HOURS),
        "to_hours": optional(_HOURS),
        "when_ordered": optional(FLAG, default=False),
        "basis": _BASIS,
        "text": Field(_SENTENCE),
    },
    also=after_faults,
)
SIGN = Record(
    {
        "code": Field(CODE),
        "level": Field(word("expected", "call", "urgent", "late")),
        "in_guide": optional(FLAG, default=True),
        "when": optional(GROUPS),
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
    also=statement_faults,
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
        "orders": optional(_several(ORDER, 0, spaced=False), default=[]),
        "before": _filled(_several(BEFORE, 0), []),
        "after": _filled(_several(AFTER, 0), []),
        "warning_signs": _filled(_several(SIGN, 0), []),
        "questionnaires": Field(Table(QUESTIONNAIRE)),
        "consent": optional(CONSENT),
        "scales": optional(_several(SCALE, 0), default=[]),
        "guide": _filled(_several(GUIDE_PART, 0), []),
        "bases": _filled(Table(_NAME, least=0, wording_only=True), {}),
        "references": _filled(Table(Prose(), least=0, wording_only=True), {}),
        "statements": _filled(_several(STATEMENT, 0, spaced=False), []),
        "usual_answers": _filled(_ANSWERS, {}),
        "worked_cases": Field(_several(CASE)),
    }
)
