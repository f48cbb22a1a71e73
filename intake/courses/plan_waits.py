"""What keeps one request from an earlier day, read from its assessment and its signature.

The interval between sessions is left out: `intake.courses.plan` counts it from the sessions themselves.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from intake.courses.planner import SIGNED, UNDATED, WAIT, Reason
from intake.decided import DecidedRequest
from intake.models import AreaDecision, Assessment

OUT = (AreaDecision.DO_NOT_TREAT.value, "not_a_candidate")


@dataclass(frozen=True, slots=True)
class Told:
    """What is known about some areas of a request: the decision, its assessment, the one that was signed.

    `interval_rules` are the codes of the rules that only repeat the schedule's interval.
    """

    item: DecidedRequest
    assessment: Assessment
    signed: Assessment | None = None
    interval_rules: frozenset[str] = field(default_factory=frozenset)

    def areas_in(self, areas: Sequence[str]) -> list[str]:
        """The areas of `areas` that may be treated some day: neither signed nor advised otherwise."""
        mine = [area for area in self.item.request.areas if area in areas]
        if self.item.is_signed:
            return [area for area in mine if self.item.areas[area].decided not in OUT]
        return [area for area in mine if self.assessment.areas.get(area) not in OUT]

    def treats(self, area: str) -> bool:
        """Whether a standing signature says that this area is to be treated."""
        signed = self.item.areas.get(area)
        return self.item.is_signed and signed is not None and signed.decided == AreaDecision.TREAT

    def waives(self, area: str, rules: Collection[str]) -> bool:
        """Whether the standing signature departs, with a reason, from one of these rules for this area."""
        chosen = self.item.areas.get(area)
        if not self.item.is_signed or chosen is None or not chosen.reason_code or self.signed is None:
            return False
        return any(mark["code"] in rules for mark in self.signed.marks)

    def waives_interval(self, area: str, last: date | None) -> bool:
        """The same for the interval; a session since then makes it count anew."""
        return (last is None or last < self.assessment.planned_on) and self.waives(area, self.interval_rules)

    def reasons(self, areas: Sequence[str]) -> list[Reason]:
        """Why an earlier day does not work for these areas."""
        left = self.areas_in(areas)
        return [*self._of_signature(left), *self._undated(left), *self._of_rules(left)]

    def _of_signature(self, areas: list[str]) -> list[Reason]:
        days: dict[date, list[str]] = {}
        for area in areas if self.item.is_signed else ():
            day = self.item.areas[area].treat_not_before
            if day is not None:
                days.setdefault(day, []).append(area)
        return [Reason(SIGNED, day, areas=tuple(named)) for day, named in days.items()]

    def _undated(self, areas: list[str]) -> list[Reason]:
        named = tuple([area for area in areas if self._has_no_day(area)])
        return [Reason(UNDATED, None, areas=named)] if named else []

    def _has_no_day(self, area: str) -> bool:
        if self.item.is_signed:
            chosen = self.item.areas[area]
            return chosen.decided == AreaDecision.WAIT and chosen.treat_not_before is None
        # Answers that are missing leave the day open without being a wait.
        advised = self.assessment.areas.get(area)
        return advised in ("defer", "needs_review") and self.assessment.dates.get(area) is None

    def _of_rules(self, areas: list[str]) -> list[Reason]:
        found = []
        for wait in self.assessment.result["waits"]:
            code, everywhere = wait["code"], wait["areas"] is None
            bound = [area for area in areas if everywhere or area in wait["areas"]]
            bound = [area for area in bound if not self.waives(area, (code,))]
            if bound and code not in self.interval_rules:
                found.append(Reason(WAIT, date.fromisoformat(wait["ends_on"]), code, tuple(bound)))
        return found


def interval_rules_of(document: Mapping[str, Any]) -> frozenset[str]:
    """Codes of the rules that look at the schedule's shortest interval."""
    return frozenset(
        rule["code"]
        for rule in document["rules"]
        if any("sooner_than_schedule" in part for group in rule["when"] for part in group)
    )
