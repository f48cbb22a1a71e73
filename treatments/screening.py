"""Screening cases from outside: JSON Lines in, one result a line out (`manage.py screen`)."""

import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from treatments.eligibility import Assessment, Engine
from treatments.eligibility.contract import as_contract
from treatments.eligibility.intake_case import InvalidCase, Problem, Twice, context_problems, read_case

LINE_LIMIT = 1_000_000
"""The longest line that is read, in bytes without its end of line."""

_CHUNK = 1 << 16

DEFAULT = "micro-needling"
"""The protocol of a case that names none."""

EngineFor = Callable[[Any], Engine]
"""The engine for a case's `protocol`, CODE or CODE@EDITION; raises LookupError with what would be right."""


def screen(
    stream: BinaryIO, engine_for: EngineFor, read_medicine: Callable
) -> Iterator[tuple[dict[str, Any], bool]]:
    """One result for each case of the stream, in order, and whether the case was valid."""
    for line in cases_in(stream):
        yield screen_line(line, engine_for, read_medicine)


def screen_line(
    line: bytes | None, engine_for: EngineFor, read_medicine: Callable
) -> tuple[dict[str, Any], bool]:
    """The result of one line; None stands for a line over the limit."""
    case = None
    try:
        raw = _object_of(line)
        case = _echo(raw.get("case"))
        assessed = _assess(raw, engine_for, read_medicine)
    except InvalidCase as error:
        return {"case": case, "error": [problem._asdict() for problem in error.problems]}, False
    return {"case": case} | as_contract(assessed), True


def _assess(raw: Twice, engine_for: EngineFor, read_medicine: Callable) -> Assessment:
    # A course's own interval is no part of this contract: ignored like every key that is not named.
    raw.pop("interval_days", None)
    problems = [
        Problem(key, "is given twice; give it once") for key in ("case", "protocol") if key in raw.twice
    ]
    engine = None
    try:
        engine = None if "protocol" in raw.twice else engine_for(raw.get("protocol", DEFAULT))
    except LookupError as error:
        problems.append(Problem("protocol", error.args[0]))
    if engine is None:
        raise InvalidCase([*problems, *context_problems(None, raw)])
    try:
        read = read_case(engine, raw, read_medicine(engine.protocol))
    except InvalidCase as error:
        raise InvalidCase([*problems, *error.problems]) from None
    if problems:
        raise InvalidCase(problems)
    return engine.assess(read)


def cases_in(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines that hold something; None for one over the limit. One object over many lines is one case."""
    head = stream.read(LINE_LIMIT + 1)
    if len(head) <= LINE_LIMIT and b"\n" in head.strip() and _is_json(head):
        yield head
        return
    for line in _lines(stream, head.removeprefix(b"\xef\xbb\xbf")):
        if line is None or line.strip():
            yield line


def _lines(stream: BinaryIO, head: bytes) -> Iterator[bytes | None]:
    pending, too_long = b"", False
    chunk = head
    while chunk:
        *lines, pending = (pending + chunk).split(b"\n")
        for line in lines:
            yield None if too_long or len(line.rstrip(b"\r")) > LINE_LIMIT else line
            too_long = False
        if len(pending) > LINE_LIMIT + 1:
            pending, too_long = b"", True
        chunk = stream.read(_CHUNK)
    if too_long or len(pending) > LINE_LIMIT:
        yield None
    elif pending:
        yield pending


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text.decode("utf-8-sig"), parse_int=_whole)
    except (ValueError, RecursionError):
        return False
    return True


def _object_of(line: bytes | None) -> Twice:
    if line is None:
        raise _invalid("line", f"is longer than {LINE_LIMIT:,} bytes; split it into cases of one line each")
    try:
        raw = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_keyed, parse_int=_whole)
    except UnicodeDecodeError:
        raise _invalid("line", "is not UTF-8 text; write it as UTF-8") from None
    except RecursionError:
        raise _invalid("line", "is nested too deeply; a case needs three levels") from None
    except ValueError as error:
        raise _invalid("line", f"is no JSON object: {error}") from None
    if not isinstance(raw, Twice):
        raise _invalid("line", "must be a JSON object, one a line")
    return raw


def _keyed(pairs: list[tuple[str, Any]]) -> Twice:
    """A JSON object that remembers the keys it was given more than once."""
    keyed = Twice(pairs)
    if len(keyed) != len(pairs):
        keys = [key for key, _ in pairs]
        keyed.twice = tuple(key for key in keyed if keys.count(key) > 1)
    return keyed


def _whole(digits: str) -> int | float:
    """A whole number; one with more digits than Python reads is no number anybody means."""
    return int(digits) if len(digits) <= 4000 else float("inf")


def _echo(case: Any) -> Any:
    """The case's own name as it was given; null for one that JSON cannot hold (NaN)."""
    try:
        json.dumps(case, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return case


def _invalid(field: str, message: str) -> InvalidCase:
    return InvalidCase([Problem(field, message)])
