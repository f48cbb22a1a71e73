"""What stands between a patient and "ready", for clinicians, and which wait decides the earliest date."""

from datetime import date
from typing import NamedTuple

from treatments.eligibility.assessment import Assessment, Finding, Wait
from treatments.eligibility.case import NOT_SURE_ANSWER
from treatments.eligibility.protocol import Rule, Text, no_text

ANSWER, RESOLVE, WAIT, CLEAR, DECIDE, LEAVE = "answer", "resolve", "wait", "clear", "decide", "leave"
"""What removes a blocker: a blank answered; a "not sure" settled; a day reached; something healed or treated;
a dermatologist's decision; for a stop, nothing while it holds."""


class Blocker(NamedTuple):
    """One thing in the way. `ends_on` is its last day's morrow where a date says so; `clears` says what would
    end it; `questions` are those to ask."""

    removed_by: str
    rule: Rule | None
    areas: tuple[str, ...] | None
    ends_on: date | None
    clears: Text
    questions: tuple[str, ...]


class Binding(NamedTuple):
    """The wait that decides the earliest date and the one that would decide it next."""

    wait: Wait | None
    runner_up: Wait | None


def blockers(assessment: Assessment) -> tuple[Blocker, ...]:
    """Everything that keeps the request from being ready: blanks first, then findings as they stand."""
    blank = [Blocker(ANSWER, None, None, None, no_text(), (code,)) for code in assessment.missing]
    found = [blocker for finding in assessment.findings for blocker in _of(finding)]
    return (*blank, *found)


def binding(assessment: Assessment) -> Binding:
    """Which wait binds, and the runner-up with an earlier end; empty where no date is known or none waits."""
    if assessment.earliest_date is None or not assessment.waits:
        return Binding(None, None)
    first, *others = assessment.waits
    return Binding(first, next(iter(others), None))


def _of(finding: Finding) -> list[Blocker]:
    if finding.effects == ("note",):
        return []
    if finding.status == "unresolved":
        questions = tuple(code for code, answer in finding.because if answer == NOT_SURE_ANSWER)
        return [Blocker(RESOLVE, finding.rule, None, None, no_text(), questions)]
    return [
        Blocker(
            _removal(effect, finding),
            finding.rule,
            finding.areas,
            _end(effect, finding),
            _clears(effect, finding),
            (),
        )
        for effect in finding.effects
        if effect != "note"
    ]


def _removal(effect: str, finding: Finding) -> str:
    if effect == "defer":
        return WAIT if finding.ends_on else CLEAR
    return LEAVE if effect == "stop" else DECIDE


def _end(effect: str, finding: Finding) -> date | None:
    return finding.ends_on if effect == "defer" else None


def _clears(effect: str, finding: Finding) -> Text:
    return finding.rule.clears if effect == "defer" else no_text()
