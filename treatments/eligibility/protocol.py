"""What a protocol edition says, as frozen values.

The engine reads these and nothing else. They are built from an edition's document by
`treatments.editions.protocol_from`; codes and meanings follow the protocol file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

EFFECTS = ("stop", "defer", "review", "note")
"""What a contraindication can do, strongest first."""

QUESTION_TYPES = ("yesno", "choice", "areas", "number", "text", "text_list", "when")

OPERATORS = (
    "is",
    "is_date",
    "within_days",
    "within_months",
    "under",
    "over",
    "age_under",
    "age_between",
    "sooner_than_schedule",
    "later_than_schedule",
    "medicine_class",
    "medicine_unrecognised",
    "medicine_contradicts",
    "indication",
    "areas_include",
    "overlaps_requested",
    "outside_requested",
)
"""The closed list of conditions a row may use; a new treatment needs rows, not code."""

WAITS = ("within_days", "within_months")

Text = Mapping[str, str]
"""Wording by language code."""


def no_text() -> Text:
    """No wording in any language."""
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition: an operator, its values, and the question it looks at (if any).

    `values` is always a tuple: the option codes, the number, the two ages, or empty where the
    operator needs none.
    """

    operator: str
    question: str | None = None
    values: tuple = ()


Group = tuple[Criterion, ...]
"""Holds when all its criteria hold."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the questionnaire. `options` are codes, `not_sure` among them where allowed."""

    code: str
    type: str
    required: bool = True
    not_sure: bool = False
    never: bool = False
    options: tuple[str, ...] = ()
    asked_when: tuple[Group, ...] = ()
    record_only: bool = False
    shelf_life_days: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A contraindication: holds when any of its groups holds.

    `area_question` marks an area rule: it also needs that question's areas, and counts only there.
    """

    code: str
    effects: tuple[str, ...]
    when: tuple[Group, ...]
    area_question: str | None = None
    basis: tuple[str, ...] = ()
    staff: Text = field(default_factory=no_text)
    patient: Text = field(default_factory=no_text)
    clears: Text = field(default_factory=no_text)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A typed medicine of one of `classes` contradicts `question` answered with one of `values`."""

    classes: tuple[str, ...]
    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How many sessions an indication takes, and the days between two of them (shortest, longest)."""

    indication: str
    sessions: tuple[int, int]
    interval_days: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Protocol:
    """One edition of one treatment's protocol, complete for deciding."""

    code: str
    edition: str
    rules_hash: str
    wording_hash: str
    areas: tuple[str, ...]
    indications: tuple[str, ...]
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    schedules: tuple[Schedule, ...]
    contradictions: tuple[Contradiction, ...] = ()
    medicine_classes: tuple[str, ...] = ()
    medicines: Mapping[str, str | None] = field(default_factory=dict)
    """Medicine name → its class, None for a known medicine that raises nothing."""
