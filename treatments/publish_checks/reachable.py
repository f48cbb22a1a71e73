"""Every rule can hold for somebody, and every question can be asked of somebody.

A group holds only where the questions it looks at are asked, so their own conditions are joined to it. What
one answer leaves possible is kept as a plain set or span; where nothing is left the group can never hold.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from treatments.protocol_file.criteria import operator_of, values_of
from treatments.protocol_file.problems import Fault
from treatments.protocol_file.references import answers_of

Document = Mapping[str, Any]
Span = tuple[float, float]
A_DATE = "a date"
_TOP = float("inf")
_NEVER_TRUE = "this condition can never be true"
_MEND = "Look at the answers and conditions it needs together; remove it, or correct one of them"


def reach_faults(document: Document) -> Iterator[Fault]:
    """Groups that cannot hold for any answers, and questions that can never be asked."""
    reach = _Reach(document)
    for place, question in enumerate(document["questions"]):
        groups = question.get("asked_when", ())
        yield from _dead(reach, groups, None, ("questions", place, "asked_when"))
    for place, rule in enumerate(document["rules"]):
        yield from _dead(reach, rule["when"], rule.get("area_question"), ("rules", place, "when"))
    for place, sign in enumerate(document["warning_signs"]):
        yield from _dead(reach, sign.get("when", ()), None, ("warning_signs", place, "when"))
    if document["contradictions"] and not reach.asks_contradictions:
        what = "medicines contradict answers, yet no rule asks for medicine_contradicts"
        yield Fault(("contradictions",), what, "Add such a rule, or remove the contradictions")


def _dead(reach: "_Reach", groups: Any, also_asked: str | None, path: tuple) -> Iterator[Fault]:
    for place, group in enumerate(groups):
        if not reach.can_hold(group, also_asked):
            yield Fault((*path, place), _NEVER_TRUE, _MEND)


@dataclass(frozen=True)
class _Left:
    """What is still possible after some conditions: answers by question, and the visit."""

    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    numbers: Mapping[str, Span] = field(default_factory=dict)
    age: Span = (0, 130)
    indications: frozenset[str] | None = None
    schedule: str | None = None


class _Reach:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.questions = {question["code"]: question for question in document["questions"]}
        operators = [operator_of(c) for rule in document["rules"] for group in rule["when"] for c in group]
        self.asks_contradictions = "medicine_contradicts" in operators

    def can_hold(self, group: list[Mapping[str, Any]], also_asked: str | None = None) -> bool:
        """Whether some answers make every criterion of the group true, the questions asked included."""
        asked = [c["question"] for c in group if c.get("question")] + ([also_asked] if also_asked else [])
        return any(True for _ in self._ways(list(group), asked, _Left(), frozenset()))

    def _ways(self, criteria: list, asked: list[str], left: _Left, known: frozenset[str]) -> Iterator[_Left]:
        """Each way in which the criteria hold and the questions are asked."""
        for criterion in criteria:
            narrowed = self._narrowed(left, criterion)
            if narrowed is None:
                return
            left = narrowed
        waiting = [code for code in dict.fromkeys(asked) if code not in known]
        if not waiting:
            yield left
            return
        first, rest = waiting[0], waiting[1:]
        for gate in self.questions[first].get("asked_when", ()) or [[]]:
            more = [c["question"] for c in gate if c.get("question")]
            yield from self._ways(list(gate), rest + more, left, known | {first})

    def _narrowed(self, left: _Left, criterion: Mapping[str, Any]) -> _Left | None:
        operator, values = operator_of(criterion), values_of(criterion)
        code = criterion.get("question")
        if operator in _ANSWERED:
            return self._answered(left, code, _ANSWERED[operator](values))
        if operator in _NUMBERS:
            return _numbered(left, code, _NUMBERS[operator](*values))
        if operator in _AGES:
            age = _overlap(left.age, _AGES[operator](*values))
            return replace(left, age=age) if age[0] <= age[1] else None
        if operator == "indication":
            shared = frozenset(values) & (
                left.indications if left.indications is not None else frozenset(values)
            )
            return replace(left, indications=shared) if shared else None
        if operator in ("sooner_than_schedule", "later_than_schedule"):
            return replace(left, schedule=operator) if left.schedule in (None, operator) else None
        return left if self._medicine_exists(operator, values) else None

    def _answered(self, left: _Left, code: str, wanted: frozenset[str]) -> _Left | None:
        question = self.questions[code]
        possible = {*answers_of(question), *((A_DATE,) if question["type"] == "when" else ())}
        shared = left.answers.get(code, frozenset(possible)) & wanted
        if not shared or (code in left.numbers and shared == {"not_sure"}):
            return None
        return replace(left, answers={**left.answers, code: shared})

    def _medicine_exists(self, operator: str, values: tuple) -> bool:
        if operator == "medicine_class":
            return any(self.document["medicines"].get(kind) for kind in values)
        return operator != "medicine_contradicts" or bool(self.document["contradictions"])


def _numbered(left: _Left, code: str, span: Span) -> _Left | None:
    """Both ends are open: under 12 and over 12 leave nothing. A number cannot be not_sure as well."""
    shared = _overlap(left.numbers.get(code, (-1, _TOP)), span)
    if shared[0] >= shared[1] or shared[1] <= 0 or code in left.answers:
        return None
    return replace(left, numbers={**left.numbers, code: shared})


def _overlap(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])


_ANSWERED: Mapping[str, Callable[[tuple], frozenset[str]]] = {
    "is": frozenset,
    "is_date": lambda _: frozenset({A_DATE}),
    "within_days": lambda _: frozenset({A_DATE}),
    "within_months": lambda _: frozenset({A_DATE}),
}
_NUMBERS: Mapping[str, Callable[..., Span]] = {
    "under": lambda limit: (-1, limit),
    "over": lambda limit: (limit, _TOP),
}
_AGES: Mapping[str, Callable[..., Span]] = {
    "age_under": lambda years: (0, years - 1),
    "age_between": lambda youngest, oldest: (youngest, oldest),
}
