"""The rules read slowly and word by word: what the engine is held against.

It follows clinical/rules.md paragraph by paragraph, shares no code with the engine (only the frozen values
of `protocol` and `case`), and prefers the obvious to the fast.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tests.treatments.eligibility.oracle_truth import BLANK, NOT_SURE, TRUE, Truths, all_parts
from treatments.eligibility.case import Case
from treatments.eligibility.protocol import Criterion, Group, Protocol, Rule

STRONGEST_LAST = ["ready", "defer", "needs_review", "incomplete", "not_a_candidate"]
DECISION_OF_EFFECT = {"stop": "not_a_candidate", "review": "needs_review", "defer": "defer", "note": "ready"}


@dataclass(frozen=True)
class Found:
    """A finding: `areas` None covers every requested area."""

    code: str
    status: str
    effects: tuple[str, ...]
    areas: tuple[str, ...] | None
    ends_on: date | None


@dataclass(frozen=True)
class Verdict:
    """What the rules say of one case."""

    decision: str
    earliest_date: date | None
    areas: dict[str, str]
    dates: dict[str, date | None]
    findings: tuple[Found, ...]
    missing: tuple[str, ...]
    ask: tuple[str, ...]


def verdict_of(protocol: Protocol, case: Case) -> Verdict:
    """Rules.md, "From findings to a decision", on one valid case."""
    return Reading(protocol, case).verdict()


class Reading(Truths):
    """From truths to findings, decisions, dates and what to ask."""

    # 2 and 4. Findings

    @cached_property
    def findings(self) -> list[Found]:
        return [found for rule in self.protocol.rules if (found := self.finding(rule))]

    def finding(self, rule: Rule) -> Found | None:
        holds = self.rule(rule)
        if holds == TRUE:
            return Found(rule.code, "present", rule.effects, self.areas_of(rule), self.ends_on(rule))
        if holds == NOT_SURE:
            effects = ("note",) if rule.effects == ("note",) else ("review",)
            return Found(rule.code, "unresolved", effects, None, None)
        return None

    def areas_of(self, rule: Rule) -> tuple[str, ...] | None:
        """The requested areas that the areas answer names; None for the whole person."""
        if rule.area_question is None or self.touches_requested(rule) != TRUE:
            return None
        return tuple(area for area in self.requested if area in self.answer(rule.area_question))

    def ends_on(self, rule: Rule) -> date | None:
        """When a present deferral ends: the latest of its waits; no date where it holds without a wait."""
        if "defer" not in rule.effects:
            return None
        ends = []
        for group in rule.when:
            if self.group(group) == TRUE:
                if not waits_in(group):
                    return None
                ends += [self.end_of(wait) for wait in waits_in(group)]
        return max(ends)

    # 3. What is missing

    @cached_property
    def missing(self) -> list[str]:
        return sorted(
            question.code
            for question in self.protocol.questions
            if question.required
            and self.is_asked(question.code) == TRUE
            and self.answer(question.code) is None
        )

    # 4 and 5. Decisions

    def decision_in(self, area: str) -> str:
        decisions = ["incomplete"] if self.missing else ["ready"]
        for found in self.findings:
            if found.areas is None or area in found.areas:
                decisions += [DECISION_OF_EFFECT[effect] for effect in found.effects]
        return max(decisions, key=STRONGEST_LAST.index)

    def decision(self, areas: dict[str, str]) -> str:
        found = set(areas.values())
        if found == {"not_a_candidate"}:
            return "not_a_candidate"
        if self.missing:
            return "incomplete"
        if found & {"needs_review", "not_a_candidate"}:
            return "needs_review"
        return "defer" if "defer" in found else "ready"

    # 6. Dates

    def no_date_can_be_given(self) -> bool:
        """For whichever area: a stop or deferral unresolved, a contradiction, anything missing."""
        return (
            bool(self.missing)
            or any(
                found.status == "unresolved" and {"stop", "defer"} & set(self.rule_of(found).effects)
                for found in self.findings
            )
            or any(
                found.status == "present" and is_contradiction(self.rule_of(found)) for found in self.findings
            )
        )

    def rule_of(self, found: Found) -> Rule:
        return next(rule for rule in self.protocol.rules if rule.code == found.code)

    def is_blocked(self, area: str) -> bool:
        """The area has a stop or an undated deferral."""
        return any(
            found.status == "present"
            and (found.areas is None or area in found.areas)
            and ("stop" in found.effects or ("defer" in found.effects and found.ends_on is None))
            for found in self.findings
        )

    def waits(self, area: str) -> list[date]:
        """The ends of the waits of one area whose other conditions are true or not sure."""
        ends = []
        for rule in self.protocol.rules:
            if "defer" not in rule.effects or area not in (self.areas_of(rule) or self.requested):
                continue
            for group in rule.when:
                for wait in waits_in(group):
                    others = [self.criterion(other) for other in group if other is not wait]
                    others.append(self.touches_requested(rule))
                    if self.has_a_day(wait) and all_parts(others) in (TRUE, NOT_SURE):
                        ends.append(self.end_of(wait))
        return ends

    def date_in(self, area: str) -> date | None:
        if self.no_date_can_be_given() or self.is_blocked(area):
            return None
        return max([self.case.as_of, *self.waits(area)])

    def earliest_date(self) -> date | None:
        if self.no_date_can_be_given() or all(self.is_blocked(area) for area in self.requested):
            return None
        return max([self.case.as_of, *[end for area in self.requested for end in self.waits(area)]])

    # What to ask

    def ask(self) -> list[str]:
        """Blank and unsure questions, by the strongest effect each could still raise, then in their order."""
        effects = {code: set() for code in self.missing}
        for rule in self.protocol.rules:
            if self.rule(rule) in (NOT_SURE, BLANK):
                for code in self.open_questions(rule):
                    effects.setdefault(code, set()).update(rule.effects)
        order = [question.code for question in self.protocol.questions]
        return sorted(effects, key=lambda code: (-strength(effects[code]), order.index(code)))

    def open_questions(self, rule: Rule) -> set[str]:
        """The questions whose answers leave a rule open."""
        parts = [part for group in rule.when if self.group(group) in (NOT_SURE, BLANK) for part in group]
        if rule.area_question:
            parts.append(Criterion("overlaps_requested", rule.area_question))
        return {code for part in parts for code in self.opened_by(part)}

    def opened_by(self, part: Criterion) -> set[str]:
        if self.criterion(part) not in (NOT_SURE, BLANK):
            return set()
        if self.is_asked(part.question) == TRUE:
            if part.operator == "medicine_contradicts" and self.answer(part.question) is not None:
                return {code for said in self.not_yet_contradicted() for code in self.opened_by(said)}
            return {part.question}
        return {
            code
            for group in self.questions[part.question].asked_when
            if self.group(group) in (NOT_SURE, BLANK)
            for other in group
            for code in self.opened_by(other)
        }

    def not_yet_contradicted(self) -> list[Criterion]:
        """What a typed medicine would speak against, were the blank answered so."""
        pairs = [pair for pair in self.protocol.contradictions if set(pair.classes) & self.medicine_classes()]
        said = [Criterion("is", pair.question, pair.values) for pair in pairs]
        return [criterion for criterion in said if self.criterion(criterion) == BLANK]

    def verdict(self) -> Verdict:
        areas = {area: self.decision_in(area) for area in self.requested}
        return Verdict(
            self.decision(areas),
            self.earliest_date(),
            areas,
            {area: self.date_in(area) for area in self.requested},
            tuple(self.findings),
            tuple(self.missing),
            tuple(self.ask()),
        )


def waits_in(group: Group) -> list[Criterion]:
    return [
        part for part in group if part.operator in ("within_days", "within_months", "sooner_than_schedule")
    ]


def is_contradiction(rule: Rule) -> bool:
    return any(part.operator == "medicine_contradicts" for group in rule.when for part in group)


def strength(effects: set[str]) -> int:
    """How strong the strongest effect is; nothing is weaker than a note."""
    return max((1 + ["note", "defer", "review", "stop"].index(effect) for effect in effects), default=0)
