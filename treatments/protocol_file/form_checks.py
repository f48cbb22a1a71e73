"""Mistakes in a record that only several of its keys together can tell."""

from collections.abc import Iterator, Mapping
from typing import Any

from treatments.protocol_file.course_form import UNITS
from treatments.protocol_file.criteria import has_wait, wait_faults
from treatments.protocol_file.problems import Fault, Path

_WITH_OPTIONS, _WITH_NOT_SURE = ("choice",), ("yesno", "choice", "when", "number")


def question_faults(question: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """Options, not_sure, never and unit only where the type has them."""
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
        mend = f"Add unit: {', '.join(UNITS)}" if kind == "number" else "Remove it"
        yield Fault((*path, "unit"), f"a {kind} question and its unit", mend)
    if kind != "number" and "range" in question:
        yield Fault((*path, "range"), f"a {kind} question cannot have a range", "Remove it")
    yield from wait_faults(question.get("asked_when") or [], (*path, "asked_when"))


def rule_faults(rule: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """One wait a group, and a word on the end where no wait gives one."""
    yield from wait_faults(rule["when"], (*path, "when"))
    undated = "defer" in rule["effects"] and not all(has_wait(group) for group in rule["when"])
    if undated and "clears" not in rule:
        yield Fault(
            path, "it defers without a wait and says not until when", "Add clears: {en: once …, es: …}"
        )
    if not undated and "clears" in rule:
        yield Fault((*path, "clears"), "a wait already says when it is over", "Remove clears")


def before_faults(instruction: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """Days before the session: it begins before it ends."""
    first, last = instruction.get("from_days"), instruction.get("until_days")
    if last is not None and (first is None or last > first):
        yield Fault((*path, "until_days"), "it ends before it begins", "Count days before the session")


def after_faults(instruction: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """Hours after the session: it begins before it ends."""
    first, last = instruction.get("from_hours"), instruction.get("to_hours")
    if last is not None and (first is None or last <= first):
        yield Fault((*path, "to_hours"), "it ends before it begins", "Count hours after the session")


def depth_faults(depth: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """The warning level is not under the usual depth."""
    if depth["warn_above_mm"] < depth["usual_mm"][1]:
        yield Fault((*path, "warn_above_mm"), "warns below the usual depth", "Give at least the usual depth")


def statement_faults(statement: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """What is kept from patients says why."""
    if statement["use"] == "not_shown" and not statement.get("why"):
        yield Fault(path, "it is not shown, without saying why", 'Add why: "…"')
