"""A sentence names no other number than its rule: a wait of 84 days is not told as "six weeks".

Only numbers with a unit count, and a sentence without any is in order. What a rule may say is the numbers of
its own conditions; where a condition has none, those that the wording of its question names.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from treatments.protocol_file.criteria import operator_of, values_of
from treatments.protocol_file.problems import Fault, Path
from treatments.publish_checks.amounts import Amount, ages_in, amounts_in, bare_numbers

Document = Mapping[str, Any]
Row = Mapping[str, Any]

_UNIT_OF = {"within_days": "day", "within_months": "month", "age_under": "year", "age_between": "year"}
_NUMBER_UNITS = {"months": "month", "days": "day", "percent": "percent", "points": "point"}
_LANGUAGES = {"en": "English", "es": "Spanish"}
_INTERVALS = ("sooner_than_schedule", "later_than_schedule")


def number_faults(document: Document) -> Iterator[Fault]:
    """Sentences of rules, instructions and signs that name a number which the row itself does not have."""
    for place, rule in enumerate(document["rules"]):
        yield from _rule_faults(document, rule, ("rules", place))
    for place, row in enumerate(document["before"]):
        own = [Amount(row[key], "day") for key in ("from_days", "until_days") if key in row]
        told = [*own, *_waits_about(document, row)] if own else []
        yield from _instruction_faults(row, own, told, ("before", place))
    for place, row in enumerate(document["after"]):
        own = [Amount(row[key], "hour") for key in ("from_hours", "to_hours") if key in row]
        yield from _instruction_faults(row, own, own, ("after", place))
    for place, sign in enumerate(document["warning_signs"]):
        asked = _own_numbers(document, sign) if "when" in sign else ()
        own = [number for number in asked if number.unit == "day"]
        yield from _instruction_faults(sign, own, own, ("warning_signs", place), "warning sign")


# -- Rules ------------------------------------------------------------------------------------------------


def _rule_faults(document: Document, rule: Row, path: Path) -> Iterator[Fault]:
    own = list(_own_numbers(document, rule))
    worded = list(_worded_numbers(document, rule))
    for kind in ("staff", "patient", "clears"):
        for language, text in rule.get(kind, {}).items():
            for amount in _told(text, language, own):
                if not any(
                    amount.means(number) for number in [*own, *worded, *_after_last_age(rule, amount)]
                ):
                    yield _fault((*path, kind, language), amount, own, f"rule {rule['code']}")


def _told(text: str, language: str, own: Iterable[Amount]) -> Iterator[Amount]:
    """The amounts of a sentence; where the rule is about an age, ages without "years" as well."""
    found = {(amount.number, amount.unit): amount for amount in amounts_in(text, language)}
    if any(number.unit == "year" for number in own):
        found = {(age.number, age.unit): age for age in ages_in(text, language)} | found
    yield from found.values()


def _own_numbers(document: Document, rule: Row) -> Iterator[Amount]:
    """The numbers of a rule's conditions, each with its unit; an interval is the schedules'."""
    units = {question["code"]: question.get("unit", "") for question in document["questions"]}
    for criterion in _criteria(rule):
        operator = operator_of(criterion)
        if operator in _INTERVALS:
            yield from (Amount(days, "day") for row in document["schedules"] for days in row["interval_days"])
        elif operator in ("under", "over"):
            unit = _NUMBER_UNITS[units[criterion["question"]]]
            yield from (Amount(number, unit) for number in values_of(criterion))
        elif operator in _UNIT_OF:
            yield from (Amount(number, _UNIT_OF[operator]) for number in values_of(criterion))


def _after_last_age(rule: Row, amount: Amount) -> Iterator[Amount]:
    """18 to 21 is also "not yet 22 and over"."""
    for criterion in _criteria(rule) if amount.onward else ():
        if operator_of(criterion) == "age_between":
            yield Amount(values_of(criterion)[1] + 1, "year")


def _worded_numbers(document: Document, rule: Row) -> Iterator[Amount]:
    """What questions say that a rule only asks for an option of: "have you … in the last 6 months?"."""
    asked = {criterion["question"] for criterion in _criteria(rule) if operator_of(criterion) == "is"}
    for question in document["questions"]:
        if question["code"] in asked:
            for texts in (question["text"], question.get("hint", {}), *question.get("options", {}).values()):
                for language, text in texts.items():
                    yield from amounts_in(text, language)


def _criteria(rule: Row) -> Iterator[Row]:
    return (criterion for group in rule["when"] for criterion in group)


# -- Instructions -----------------------------------------------------------------------------------------


def _instruction_faults(
    row: Row, own: list[Amount], told: list[Amount], path: Path, kind: str = "instruction"
) -> Iterator[Fault]:
    """One without a time of its own may name any."""
    for language, text in row["text"].items() if own else ():
        for amount in amounts_in(text, language):
            if not (any(amount.means(number) for number in told) or _is_within(amount, own, text)):
                yield _fault((*path, "text", language), amount, own, f"{kind} {row['code']}")


def _waits_about(document: Document, instruction: Row) -> Iterator[Amount]:
    """The numbers of the rules an instruction serves, and of others after the same day.

    "No gentle laser … a strong one needs 12 weeks" stands in the instruction about lasers.
    """
    dated = {rule["code"]: set(_dated_questions(rule)) for rule in document["rules"]}
    served = set().union(*(dated[code] for code in instruction["serves"]))
    for rule in document["rules"]:
        if rule["code"] in instruction["serves"] or dated[rule["code"]] & served:
            yield from _own_numbers(document, rule)


def _dated_questions(rule: Row) -> Iterator[str]:
    return (c["question"] for c in _criteria(rule) if operator_of(c) in ("within_days", "within_months"))


def _is_within(amount: Amount, own: list[Amount], text: str) -> bool:
    """Some hours of the day itself, or a time within the span whose end is named too: "48 hours, 72 is …"."""
    if amount.hours is None:
        return False
    if any(number.number == 0 for number in own) and amount.hours < 24:
        return True
    span = sorted(number.hours for number in own)
    named = {span[-1], span[-1] / 24} & bare_numbers(text)
    return len(span) == 2 and bool(named) and span[0] <= amount.hours <= span[1]


def _fault(path: Path, amount: Amount, own: Iterable[Amount], whose: str) -> Fault:
    numbers = " or ".join(dict.fromkeys(str(number) for number in own)) or "no number"
    what = f"in {_LANGUAGES[path[-1]]} it says “{amount.said}” ({amount}), but {whose} has {numbers}"
    return Fault(path, what, "Correct the sentence or the number, or leave the number out of the sentence")
