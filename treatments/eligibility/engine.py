"""The engine: a protocol compiled once, a case assessed in one pass.

Semantics are those of clinical/rules.md, "From findings to a decision"; the numbers in the comments are its
points. A slow reading of the same page, the oracle, stands in tests/treatments/eligibility/oracle.py.
"""

from functools import cached_property
from operator import attrgetter

from treatments.eligibility import case as facts_of
from treatments.eligibility.assessment import READY, Assessment
from treatments.eligibility.case import Case, prepare
from treatments.eligibility.conditions import Conditions
from treatments.eligibility.decisions import dated, decided
from treatments.eligibility.evidence import Evidence
from treatments.eligibility.guards import Guards
from treatments.eligibility.operators import Facts
from treatments.eligibility.protocol import Protocol
from treatments.eligibility.standings import judge_of
from treatments.eligibility.truth import TRUE

ENGINE_VERSION = "1"
"""Kept with each assessment; raised when the same facts could give another result."""


LATEST_END = attrgetter("ends_on")


class Engine:
    """Assesses cases against one protocol edition. Build it with `compile_protocol`."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.conditions = Conditions(protocol)
        self._gates = [(code, self.conditions.asked(code)) for code in self.conditions.questions]
        self._evidence = Evidence(self.conditions)
        guards = Guards(protocol)
        self._judges = [
            (*guards.guard(rule), judge_of(rule, self.conditions, self._evidence)) for rule in protocol.rules
        ]
        self._required = {question.code for question in protocol.questions if question.required}
        self._schedules = {schedule.indication: schedule for schedule in protocol.schedules}

    @cached_property
    def used_questions(self) -> frozenset[str]:
        """Codes of the questions a decision rests on: read by a rule that does more than note."""
        deciding = [rule for rule in self.protocol.rules if set(rule.effects) - {"note"}]
        read = {rule.area_question for rule in deciding}
        read |= {part.question for rule in deciding for group in rule.when for part in group}
        read |= {contradiction.question for contradiction in self.protocol.contradictions}
        return frozenset(read - {None})

    def asked(self, case: Case) -> tuple[str, ...]:
        """The questions this case is asked, in the questionnaire's order."""
        facts = prepare(self.protocol, case)
        return tuple([code for code, gate in self._gates if gate is None or gate(facts) == TRUE])

    def assess(self, case: Case) -> Assessment:
        """The decision on one case, with all that explains it."""
        return self.decide(prepare(self.protocol, case))

    def decide(self, facts: Facts) -> Assessment:
        """The decision on prepared facts (`case.prepare`): the standings of the rules, added up."""
        rank, undated = READY, False
        findings, unknown, waits, local = [], [], [], []
        for question, harmless, judge in self._judges:
            if facts[question] not in harmless and (standing := judge(facts)) is not None:
                findings += standing.findings
                unknown += standing.open_rules
                waits += standing.waits
                local += standing.local
                rank = standing.rank if standing.rank > rank else rank
                undated = undated or standing.undated
        missing = self._missing(facts) if facts[facts_of.BLANKS] else ()
        areas, as_of = facts[facts_of.AREAS], facts[facts_of.CASE].as_of
        if len(waits) > 1:
            waits.sort(key=LATEST_END, reverse=True)
        decision, decisions = decided(rank, local, areas, bool(missing))
        earliest, dates = dated(undated or bool(missing), local, waits, areas, as_of)
        return Assessment(
            self.protocol,
            decision,
            earliest,
            decisions,
            dates,
            tuple(findings),
            missing,
            self._evidence.open_questions(unknown, missing, facts) if missing or unknown else (),
            tuple(waits),
            self._schedules[facts[facts_of.INDICATION]],
        )

    def _missing(self, facts: Facts) -> tuple[str, ...]:
        """3: every question that is asked, required and blank, by code."""
        is_asked, required = self.conditions.is_asked, self._required
        blank = [code for code in facts[facts_of.BLANKS] if code in required and is_asked(code, facts)]
        return tuple(sorted(blank))


def compile_protocol(protocol: Protocol) -> Engine:
    """Make an edition ready to assess cases; costs milliseconds, so keep the result."""
    return Engine(protocol)
