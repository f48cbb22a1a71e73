"""The closed list of conditions: how each is written, and which question it may look at."""

from collections.abc import Iterator, Mapping
from typing import Any

from treatments.eligibility.protocol import OPERATORS, WAITS
from treatments.protocol_file.problems import Fault, Path
from treatments.protocol_file.scalars import CODE, TRUE, Shape, number, whole
from treatments.protocol_file.shapes import Listed, Record, optional

_CODES = Listed(CODE, least=1)
_NUMBER = number(0, 10_000, form=lambda value: int(value) if value == int(value) else value)

_VALUES: dict[str, Shape] = {
    "is": _CODES,
    "is_date": TRUE,
    "within_days": whole(1, 3_650),
    "within_months": whole(1, 120),
    "under": _NUMBER,
    "over": _NUMBER,
    "age_under": whole(1, 130),
    "age_between": Listed(whole(0, 130), exactly=2, ascending=True),
    "sooner_than_schedule": TRUE,
    "later_than_schedule": TRUE,
    "medicine_class": _CODES,
    "medicine_unrecognised": TRUE,
    "medicine_contradicts": TRUE,
    "indication": _CODES,
    "areas_include": _CODES,
    "overlaps_requested": TRUE,
    "outside_requested": TRUE,
}

TYPES_FOR: dict[str, tuple[str, ...]] = {
    "is": ("yesno", "choice", "when", "number"),
    "is_date": ("when",),
    "within_days": ("when",),
    "within_months": ("when",),
    "under": ("number",),
    "over": ("number",),
    "medicine_class": ("text_list",),
    "medicine_unrecognised": ("text_list",),
    "medicine_contradicts": ("text_list",),
    "overlaps_requested": ("areas",),
    "outside_requested": ("areas",),
}
"""The question types an operator can look at; an operator that is not here looks at the visit."""


def operator_of(criterion: Mapping[str, Any]) -> str:
    """The one operator key of a criterion."""
    return next(key for key in criterion if key != "question")


def values_of(criterion: Mapping[str, Any]) -> tuple:
    """The operator's values as a tuple: empty where it needs none."""
    value = criterion[operator_of(criterion)]
    if value is True:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def written(operator: str, values: tuple | list, question: str | None) -> dict[str, Any]:
    """A criterion as it stands in a document; the other way round from `values_of`."""
    shape = _VALUES[operator]
    value = True if shape is TRUE else list(values) if isinstance(shape, Listed) else values[0]
    return ({"question": question} if question else {}) | {operator: value}


def _one_operator(criterion: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    found = [key for key in criterion if key in _VALUES and criterion[key] is not None]
    if len(found) != 1:
        what = f"a condition with {len(found)} operators" + (f" ({', '.join(found)})" if found else "")
        yield Fault(path, what, f"Give exactly one of {', '.join(OPERATORS)}")
    elif found[0] in TYPES_FOR and criterion.get("question") is None:
        yield Fault(path, f"{found[0]} names no question", "Add question: …")
    elif found[0] not in TYPES_FOR and criterion.get("question") is not None:
        yield Fault(path, f"{found[0]} looks at the visit, not at a question", "Remove question: …")


def _one_wait(group: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """A group has one end: two waits in one group would make two."""
    waits = [c for c in group if any(wait in c for wait in WAITS)]
    if len(waits) > 1:
        yield Fault(path, "more than one wait in a group", "Make a group of its own for each wait")


CRITERION = Record(
    {"question": optional(CODE)} | {name: optional(shape) for name, shape in _VALUES.items()},
    also=_one_operator,
    inline=True,
)
GROUPS = Listed(Listed(CRITERION, least=1, inline=False), least=1, inline=False)


def wait_faults(groups: list, path: Path) -> Iterator[Fault]:
    """One fault for each group with more than one wait."""
    for place, group in enumerate(groups):
        yield from _one_wait(group, (*path, place))


def has_wait(group: list) -> bool:
    """Whether the group says on which day it is over: a wait, or the schedule's interval."""
    return any(key in criterion for criterion in group for key in (*WAITS, "sooner_than_schedule"))
