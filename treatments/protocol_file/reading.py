"""Protocol files in, documents out; or every mistake with its place and its mend."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

from treatments.protocol_file.canonical import canonical
from treatments.protocol_file.form import DOCUMENT
from treatments.protocol_file.problems import Fault, Path, Problem, ProtocolFileError, where
from treatments.protocol_file.references import reference_faults
from treatments.protocol_file.tree import SIZE_LIMIT, Lines, tree

MOST_PROBLEMS = 100
"""More than a person mends in one go; a file of another kind has thousands."""


def read(source: str | bytes, name: str) -> dict[str, Any]:
    """The document of a protocol file's text. Raises ProtocolFileError; `name` is what messages call it."""
    document, lines = tree(source, name)
    found = list(islice(faults(document), MOST_PROBLEMS))
    if found:
        raise ProtocolFileError(_problem(fault, document, lines, name) for fault in found)
    return canonical(document)


def read_file(path: str | FilePath) -> dict[str, Any]:
    """The document of a protocol file. Raises ProtocolFileError, also where the file cannot be read."""
    path = FilePath(path)
    try:
        with path.open("rb") as file:
            source = file.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem(
            path.name, None, "", f"the file cannot be read: {reason}", "Check its name and rights"
        )
        raise ProtocolFileError([problem]) from None
    return read(source, path.name)


def faults(document: Any) -> Iterator[Fault]:
    """Every mistake in a document: its shape first, and once that is right how its parts fit together."""
    shape = list(DOCUMENT.faults(document, ()))
    yield from shape
    if not shape:
        yield from reference_faults(document)


def problems_in(document: Mapping[str, Any], name: str) -> list[Problem]:
    """The mistakes of a document that came from elsewhere than a file."""
    found = islice(faults(document), MOST_PROBLEMS)
    return [Problem(name, None, where(document, f.path), f.what, f.mend) for f in found]


def _problem(fault: Fault, document: Any, lines: Lines, name: str) -> Problem:
    return Problem(name, line_of(fault.path, lines), where(document, fault.path), fault.what, fault.mend)


def line_of(path: Path, lines: Lines) -> int | None:
    """The line of a part, or of the nearest part around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)
