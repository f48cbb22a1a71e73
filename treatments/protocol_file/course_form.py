"""Parts of a protocol file that act in a course of care: orders, consent, scales, whom a question is for."""

from collections.abc import Iterator, Mapping
from typing import Any

from treatments.protocol_file.problems import Fault, Path
from treatments.protocol_file.scalars import CODE, whole, word
from treatments.protocol_file.shapes import Field, Listed, Record, Words, optional

UNITS = ("percent", "months", "days", "points")
"""What a number may be counted in; points are those of a scale such as 0 to 10."""

RATERS = ("patient", "dermatologist")
_NAME, _SENTENCE = Words(inline=True, limit=120), Words()
_BASIS = Field(Listed(CODE, least=1, is_wording=True))

FORM_OF_A_QUESTION = {
    "only_for": optional(Listed(CODE, least=1)),
    "given_by": optional(word("clinic")),
    "compares": optional(CODE),
    "range": optional(Listed(whole(0, 100), exactly=2, ascending=True)),
}
"""Keys of a question that tell which forms ask it, and what the clinic works out itself."""


def step_faults(scale: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """The values of a scale rise from step to step, so that a line can be drawn over them."""
    values = [step["value"] for step in scale["steps"]]
    if values != sorted(set(values)):
        yield Fault((*path, "steps"), "the values do not rise from step to step", "Write the lowest first")


ORDER = Record({"code": Field(CODE), "label": Field(_NAME), "basis": _BASIS})
CONSENT = Record(
    {
        "title": Field(_NAME),
        "statements": Field(
            Listed(Record({"basis": _BASIS, "text": Field(_SENTENCE)}), least=1, inline=False)
        ),
        "agree": Field(_SENTENCE),
    },
    wording_only=True,
)
SCALE = Record(
    {
        "code": Field(CODE),
        "label": Field(_NAME),
        "text": optional(_SENTENCE),
        "rated_by": Field(Listed(word(*RATERS), least=1)),
        "indications": optional(Listed(CODE, least=1)),
        "steps": Field(
            Listed(
                Record({"value": Field(whole(0, 100)), "text": Field(_NAME)}, names="value"),
                least=2,
                inline=False,
            )
        ),
        "basis": _BASIS,
    },
    also=step_faults,
)
