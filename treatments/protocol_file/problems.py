"""What is wrong with a protocol, told so that the reader can mend it: file, line, rule, what, how."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

Path = tuple[str | int, ...]
"""Where a value stands in a document: keys and list positions from the top."""

_KIND_OF = {
    "questions": "question",
    "rules": "rule",
    "before": "instruction",
    "after": "instruction",
    "warning_signs": "warning sign",
    "orders": "order",
    "scales": "scale",
    "guide": "guide part",
    "statements": "statement",
    "worked_cases": "case",
}


class Fault(NamedTuple):
    """A mistake in a document, whether it came from a file or from the database."""

    path: Path
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake as it is told. `line` is None for an edition that was not read from a file."""

    file: str
    line: int | None
    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.file, self.line and f"line {self.line}", self.where)))
        return f"{place}: {self.what}. {self.mend}."


class ProtocolFileError(ValueError):
    """The file is refused whole; `problems` holds every mistake that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnreadableFile(ProtocolFileError):
    """There is no such file, or it may not be read."""


def where(document: Any, path: Path) -> str:
    """The place in words: "question pregnant, options.yes.es"."""
    rest = list(path)
    named = _named_item(document, path)
    if named:
        rest = rest[2:]
    inner = ".".join(str(part + 1) if isinstance(part, int) else shown(part, "") for part in rest)
    return ", ".join(filter(None, (named, inner)))


def _named_item(document: Any, path: Path) -> str:
    if len(path) < 2 or path[0] not in _KIND_OF or not isinstance(path[1], int):
        return ""
    item = document[path[0]][path[1]]
    item = item if isinstance(item, dict) else {}
    name = next((item[key] for key in ("code", "case", "part") if isinstance(item.get(key), str)), "")
    return f"{_KIND_OF[path[0]]} {shown(name, '') or f'number {path[1] + 1}'}"


def shown(value: Any, quote: str = "'") -> str:
    """A value as a message repeats it: short, and without characters that could hide something."""
    if not isinstance(value, str):
        value, quote = _IN_YAML.get(repr(value), repr(value)), ""
    text = "".join(char if char.isprintable() else "?" for char in value[:61])
    return f"{quote}{text if len(text) <= 60 else text[:57] + '...'}{quote}"


_IN_YAML = {"True": "true", "False": "false", "None": "nothing"}
