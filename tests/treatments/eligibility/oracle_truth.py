"""Point 1 of the rules' decision, read slowly: the truth of a condition on the planned day.

Truth is a word here: true, false, not sure, blank.
"""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from treatments.eligibility.case import Case
from treatments.eligibility.protocol import Criterion, Group, Protocol, Rule

TRUE, FALSE, NOT_SURE, BLANK = "true", "false", "not sure", "blank"


class Truths:
    """One case read against one protocol; every method answers one sentence of the rules."""

    def __init__(self, protocol: Protocol, case: Case) -> None:
        self.protocol, self.case = protocol, case
        self.requested = list(dict.fromkeys(case.areas))
        self.questions = {question.code: question for question in protocol.questions}
        schedule = next(s for s in protocol.schedules if s.indication == case.indication)
        self.interval_days = case.interval_days or schedule.interval_days

    def is_asked(self, code: str) -> str:
        return any_group([self.group(group) for group in self.questions[code].asked_when] or [TRUE])

    def answer(self, code: str):
        """None is blank; an areas question answered [] is blank."""
        answer = self.case.answers.get(code)
        return None if self.questions[code].type == "areas" and not answer else answer

    def criterion(self, criterion: Criterion) -> str:
        """A condition on a question that is not asked has the truth of its "asked when"."""
        if criterion.question is None:
            return truth(self.about_the_visit(criterion))
        asked = self.is_asked(criterion.question)
        if asked != TRUE:
            return asked
        answer = self.answer(criterion.question)
        if answer is None:
            return BLANK
        if criterion.operator == "medicine_contradicts":
            return self.contradicts()
        if answer == "not_sure" and "not_sure" not in criterion.values:
            return NOT_SURE
        return truth(self.about_an_answer(criterion, answer))

    def group(self, group: Group) -> str:
        return all_parts([self.criterion(criterion) for criterion in group])

    def rule(self, rule: Rule) -> str:
        """An area rule needs its areas answer too."""
        holds = any_group([self.group(group) for group in rule.when])
        return all_parts([holds, self.touches_requested(rule)])

    def touches_requested(self, rule: Rule) -> str:
        if rule.area_question is None:
            return TRUE
        return self.criterion(Criterion("overlaps_requested", rule.area_question))

    def about_the_visit(self, criterion: Criterion) -> bool:
        values, last = criterion.values, max(self.case.previous_sessions, default=None)
        shortest, longest = self.interval_days
        match criterion.operator:
            case "age_under":
                return self.age() < values[0]
            case "age_between":
                return values[0] <= self.age() <= values[1]
            case "indication":
                return self.case.indication in values
            case "areas_include":
                return any(area in values for area in self.requested)
            case "sooner_than_schedule":
                return last is not None and self.case.planned_on < days_after(last, shortest)
            case "later_than_schedule":
                return last is not None and (self.case.planned_on - last).days > longest
        raise AssertionError(criterion)

    def about_an_answer(self, criterion: Criterion, answer) -> bool:
        values = criterion.values
        match criterion.operator:
            case "is":
                return answer in values
            case "is_date":
                return answer != "never"
            case "within_days" | "within_months":
                return answer != "never" and self.case.planned_on < self.end_of(criterion)
            case "under":
                return answer < values[0]
            case "over":
                return answer > values[0]
            case "overlaps_requested":
                return any(area in self.requested for area in answer)
            case "outside_requested":
                return any(area not in self.requested for area in answer)
            case "medicine_class":
                return any(cls in values for cls in self.medicine_classes())
            case "medicine_unrecognised":
                return any(medicine.unrecognised for medicine in self.case.medicines)
        raise AssertionError(criterion)

    def medicine_classes(self) -> set[str]:
        return {cls for medicine in self.case.medicines for cls in medicine.classes}

    def contradicts(self) -> str:
        """A not_sure contradicts nothing; an answer nobody gave may yet be contradicted."""
        pairs = []
        for pair in self.protocol.contradictions:
            typed = any(cls in pair.classes for cls in self.medicine_classes())
            said = self.criterion(Criterion("is", pair.question, pair.values))
            pairs.append(all_parts([truth(typed), FALSE if said == NOT_SURE else said]))
        return any_group(pairs)

    def age(self) -> int:
        """Born on 29 February, the birthday in a common year is 1 March."""
        birth, day = self.case.birth_date, self.case.planned_on
        had_birthday = (day.month, day.day) >= (birth.month, birth.day)
        return day.year - birth.year if had_birthday else day.year - birth.year - 1

    def end_of(self, criterion: Criterion) -> date:
        """The first day after a wait whose day is known."""
        if criterion.operator == "sooner_than_schedule":
            return days_after(max(self.case.previous_sessions), self.interval_days[0])
        day = self.day_of(criterion.question)
        if criterion.operator == "within_days":
            return days_after(day, criterion.values[0])
        return months_after(day, criterion.values[0])

    def day_of(self, code: str) -> date:
        """An imprecise date counts as its latest possible day, but not later than the day it was given."""
        text = self.answer(code)
        given_on = self.case.answered_on.get(code, self.case.as_of)
        parts = [int(part) for part in text.split("-")]
        if len(parts) == 3:
            return date(*parts)
        year, month = (parts[0], 12) if len(parts) == 1 else parts
        return min(date(year, month, calendar.monthrange(year, month)[1]), given_on)

    def has_a_day(self, criterion: Criterion) -> bool:
        if criterion.operator == "sooner_than_schedule":
            return bool(self.case.previous_sessions)
        answer = self.answer(criterion.question)
        return self.is_asked(criterion.question) == TRUE and answer not in (None, "never", "not_sure")


def truth(holds: bool) -> str:
    return TRUE if holds else FALSE


def all_parts(parts: Iterable[str]) -> str:
    """ "And" with one false part is false; unknown for both reasons is blank."""
    parts = list(parts)
    return next((word for word in (FALSE, BLANK, NOT_SURE) if word in parts), TRUE)


def any_group(groups: Iterable[str]) -> str:
    """ "Or" with one true part is true; unknown for both reasons is blank."""
    groups = list(groups)
    return next((word for word in (TRUE, BLANK, NOT_SURE) if word in groups), FALSE)


def days_after(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def months_after(day: date, months: int) -> date:
    """Calendar months; where the day does not exist the first of the next month."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    if year > date.max.year:
        return date.max
    if day.day <= calendar.monthrange(year, month)[1]:
        return date(year, month, day.day)
    return date(year, month, calendar.monthrange(year, month)[1]) + timedelta(days=1)
