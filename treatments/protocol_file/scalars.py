"""Single values: codes, numbers, words from a list, texts of one line; and what every kind of value can do.

A shape's flags for the writer: `inline` on one line where it fits, `spaced` with empty lines between items.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from treatments.protocol_file.problems import Fault, Path, shown

TEXT_LIMIT = 2_000
NOTHING = object()
"""Stands for "no such part" where None is a value."""

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_BLANKS = re.compile(r"[ \t\r\n]+")


class Shape:
    """A kind of value."""

    inline = True
    spaced = False
    is_wording = False

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Every mistake in the value."""
        raise NotImplementedError

    def canonical(self, value: Any) -> Any:
        """The value as it is stored and written; only for one without faults."""
        return value

    def part(self, value: Any, wording: bool) -> Any:
        """Only the wording of it, or only the rest; NOTHING where that leaves nothing."""
        return value if wording == self.is_wording else NOTHING


@dataclass(frozen=True)
class Scalar(Shape):
    """A single value that `holds` says yes to; `is_to_be` completes "must be …"."""

    is_to_be: str
    holds: Callable[[Any], bool]
    form: Callable[[Any], Any] = lambda value: value

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not self.holds(value):
            yield Fault(path, f"{shown(value)} is not {self.is_to_be}", f"Write {self.is_to_be}")

    def canonical(self, value: Any) -> Any:
        return self.form(value)


CODE = Scalar(
    "a code (letters, digits, _ and -, beginning with a letter)",
    lambda v: isinstance(v, str) and bool(_CODE.fullmatch(v)),
)
FLAG = Scalar("true or false", lambda v: isinstance(v, bool))
TRUE = Scalar("true", lambda v: v is True)
NULL = Scalar("nothing (null)", lambda v: v is None)


def whole(least: int, most: int) -> Scalar:
    """A whole number between two bounds, both allowed."""
    return Scalar(
        f"a whole number from {least} to {most:,}",
        lambda v: isinstance(v, int) and not isinstance(v, bool) and least <= v <= most,
    )


def number(least: float, most: float, form: Callable[[Any], Any] = lambda v: v) -> Scalar:
    """A number with at most four decimals."""
    return Scalar(
        f"a number from {least} to {most:,} with at most four decimals",
        lambda v: (
            isinstance(v, int | float)
            and not isinstance(v, bool)
            and math.isfinite(v)
            and least <= v <= most
            and round(v, 4) == v
        ),
        form,
    )


def word(*choices: str) -> Scalar:
    """One of a few fixed words."""
    return Scalar(f"one of {', '.join(choices)}", lambda v: isinstance(v, str) and v in choices)


def is_harmless(text: str) -> bool:
    """No control, invisible or direction-changing character, nor half of a surrogate pair."""
    return all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for c in text)


@dataclass(frozen=True)
class Prose(Shape):
    """A text of one line; runs of blanks count as one."""

    limit: int = TEXT_LIMIT
    is_wording = True

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if value is None or value == "":
            yield Fault(
                path, "the text is missing", "Write it, or leave the whole key out where it is optional"
            )
        elif not isinstance(value, str):
            yield Fault(path, f"{shown(value)} is read as no text", "Put it in double quotes")
        elif not is_harmless(self.canonical(value)):
            yield Fault(path, "the text holds an invisible or control character", "Type the text anew")
        elif not 0 < len(self.canonical(value)) <= self.limit:
            yield Fault(
                path, f"the text is empty or over {self.limit:,} characters", "Write a sentence or two"
            )

    def canonical(self, value: str) -> str:
        return _BLANKS.sub(" ", value).strip(" ")
