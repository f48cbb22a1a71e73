"""Protocol files in, documents out; or every mistake with its place and its mend."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

from treatments.protocol_file.canonical import canonical
from treatments.protocol_file.form import DOCUMENT
from treatments.protocol_file.problems import (
    Fault,
    Path,
    Problem,
    ProtocolFileError,
    UnreadableFile,
    shown,
    where,
)
from treatments.protocol_file.references import reference_faults
from treatments.protocol_file.tree import SIZE_LIMIT, Lines, tree

MOST_PROBLEMS = 100
"""More than a person mends in one go; a file of another kind has thousands."""


def read(source: str | bytes, name: str) -> dict[str, Any]:
    """The document of a protocol file's text. Raises ProtocolFileError; `name` is what messages call it."""
    return read_with_lines(source, name)[0]


def read_with_lines(source: str | bytes, name: str) -> tuple[dict[str, Any], Lines]:
    """The same with the line of each part, for what is found wrong later on."""
    document, lines = tree(source, name)
    found = list(islice(faults(document), MOST_PROBLEMS))
    if found:
        raise ProtocolFileError(problem(fault, document, name, lines) for fault in found)
    return canonical(document), lines


def read_file(path: str | FilePath) -> dict[str, Any]:
    """The document of a protocol file. Raises ProtocolFileError, also where the file cannot be read."""
    return read(*source_of(path))


def source_of(path: str | FilePath) -> tuple[bytes, str]:
    """The bytes of a file and what messages call it. Raises UnreadableFile."""
    path = FilePath(path)
    name = shown(path.name, "")
    try:
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT + 1), name
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        unread = Problem(name, None, "", f"the file cannot be read: {reason}", "Check its name and rights")
        raise UnreadableFile([unread]) from None


def faults(document: Any) -> Iterator[Fault]:
    """Every mistake in a document: its shape first, and once that is right how its parts fit together."""
    shape = list(DOCUMENT.faults(document, ()))
    yield from shape
    if not shape:
        yield from reference_faults(document)


def problems_in(document: Mapping[str, Any], name: str) -> list[Problem]:
    """The mistakes of a document that came from elsewhere than a file."""
    return [problem(fault, document, name) for fault in islice(faults(document), MOST_PROBLEMS)]


def problem(fault: Fault, document: Any, name: str, lines: Lines | None = None) -> Problem:
    """A fault as it is told, with its line where the document came from a file."""
    return Problem(
        name, line_of(fault.path, lines or {}), where(document, fault.path), fault.what, fault.mend
    )


def line_of(path: Path, lines: Lines) -> int | None:
    """The line of a part, or of the nearest part around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)
