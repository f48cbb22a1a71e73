"""What a patient is told to leave before a session reaches back as far as the waits it serves."""

from collections.abc import Iterator, Mapping
from typing import Any

from treatments.protocol_file.problems import Fault

LONGEST_MONTH = 31
"""Days; a wait in calendar months is never longer than so many times its number."""


def care_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Instructions whose lead time is shorter than the wait of a rule they serve."""
    rules = {rule["code"]: rule for rule in document["rules"]}
    for place, instruction in enumerate(document["before"]):
        given = instruction.get("from_days")
        for code in instruction["serves"] if given is not None else ():
            needed = lead_days(rules[code])
            if given < needed:
                what = f"begins {given} days before, but {code} waits {needed}"
                yield Fault(("before", place, "from_days"), what, f"Begin at least {needed} days before")


def lead_days(rule: Mapping[str, Any]) -> int:
    """How many days before a session an exposure must have stopped for the rule not to hold.

    A note does not keep anybody waiting: there the last day on which it would still be made counts.
    """
    waits = [
        criterion.get("within_days") or criterion["within_months"] * LONGEST_MONTH
        for group in rule["when"]
        for criterion in group
        if "within_days" in criterion or "within_months" in criterion
    ]
    longest = max(waits, default=0)
    return longest if "defer" in rule["effects"] else max(longest - 1, 0)
