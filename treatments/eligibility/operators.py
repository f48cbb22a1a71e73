"""What each operator of the closed list means, as functions of the facts."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from treatments.eligibility import case as facts_of
from treatments.eligibility.dates import add_months
from treatments.eligibility.truth import BLANK, FALSE, NOT_SURE, TRUE

Facts = Mapping[str, Any]
Truth = Callable[[Facts], int]
EndOf = Callable[[Facts], int | None]
"""The ordinal of the day on which a wait is over, None where no date says so."""


def _is(question: str, *values: str) -> Truth:
    table: dict[Any, int] = {None: BLANK, facts_of.NOT_SURE_ANSWER: NOT_SURE}
    table.update((value, TRUE) for value in values)
    return lambda facts: table.get(facts[question], FALSE)


def _is_date(question: str) -> Truth:
    def is_date(facts: Facts) -> int:
        value = facts[question]
        if type(value) is int:
            return TRUE
        return BLANK if value is None else NOT_SURE if value == facts_of.NOT_SURE_ANSWER else FALSE

    return is_date


def waiting(question: str, end: EndOf) -> Truth:
    """Holds while the planned day is before the end of a wait: the end day itself is allowed."""
    planned = facts_of.PLANNED

    def still_waiting(facts: Facts) -> int:
        value = facts[question]
        if type(value) is int:
            return TRUE if facts[planned] < end(facts) else FALSE
        return BLANK if value is None else NOT_SURE if value == facts_of.NOT_SURE_ANSWER else FALSE

    return still_waiting


def end_after_days(question: str, days: int) -> EndOf:
    """The exposure's day and `days` more."""

    def end(facts: Facts) -> int | None:
        value = facts[question]
        return value + days if type(value) is int else None

    return end


def end_after_months(question: str, months: int) -> EndOf:
    """The exposure's day and `months` calendar months more."""

    def end(facts: Facts) -> int | None:
        value = facts[question]
        if type(value) is not int:
            return None
        return add_months(date.fromordinal(value), months).toordinal()

    return end


def end_of_interval(facts: Facts) -> int | None:
    """The last previous session and the schedule's shortest interval."""
    last = facts[facts_of.LAST_SESSION]
    return None if last is None else last + facts[facts_of.SHORTEST]


def _under(question: str, limit: float) -> Truth:
    def under(facts: Facts) -> int:
        value = facts[question]
        try:
            return TRUE if value < limit else FALSE
        except TypeError:  # no number
            return BLANK if value is None else NOT_SURE

    return under


def _over(question: str, limit: float) -> Truth:
    def over(facts: Facts) -> int:
        value = facts[question]
        try:
            return TRUE if value > limit else FALSE
        except TypeError:  # no number
            return BLANK if value is None else NOT_SURE

    return over


def _plain(holds: Callable[[Facts], bool]) -> Truth:
    """A condition on the context, which is always known."""
    return lambda facts: TRUE if holds(facts) else FALSE


def _age_under(_: None, years: int) -> Truth:
    return _plain(lambda facts: facts[facts_of.AGE] < years)


def _age_between(_: None, youngest: int, oldest: int) -> Truth:
    return _plain(lambda facts: youngest <= facts[facts_of.AGE] <= oldest)


def _sooner_than_schedule(_: None) -> Truth:
    def sooner(facts: Facts) -> int:
        end = end_of_interval(facts)
        return TRUE if end is not None and facts[facts_of.PLANNED] < end else FALSE

    return sooner


def _later_than_schedule(_: None) -> Truth:
    def later(facts: Facts) -> int:
        last = facts[facts_of.LAST_SESSION]
        if last is None:
            return FALSE
        return TRUE if facts[facts_of.PLANNED] > last + facts[facts_of.LONGEST] else FALSE

    return later


def _medicine_class(question: str, *classes: str) -> Truth:
    wanted, typed = frozenset(classes), facts_of.CLASSES

    def of_class(facts: Facts) -> int:
        if facts[question] is None:
            return BLANK
        return FALSE if wanted.isdisjoint(facts[typed]) else TRUE

    return of_class


def _medicine_unrecognised(question: str) -> Truth:
    def unrecognised(facts: Facts) -> int:
        if facts[question] is None:
            return BLANK
        return TRUE if facts[facts_of.UNRECOGNISED] else FALSE

    return unrecognised


def _indication(_: None, *codes: str) -> Truth:
    wanted = frozenset(codes)
    return _plain(lambda facts: facts[facts_of.INDICATION] in wanted)


def _areas_include(_: None, *areas: str) -> Truth:
    wanted = frozenset(areas)
    return _plain(lambda facts: not wanted.isdisjoint(facts[facts_of.AREA_SET]))


def _overlaps_requested(question: str) -> Truth:
    return _on_areas(question, lambda requested, areas: not requested.isdisjoint(areas))


def _outside_requested(question: str) -> Truth:
    return _on_areas(question, lambda requested, areas: not requested.issuperset(areas))


def _on_areas(question: str, holds: Callable[[frozenset, tuple], bool]) -> Truth:
    def on_areas(facts: Facts) -> int:
        areas = facts[question]
        if areas is None:
            return BLANK
        return TRUE if holds(facts[facts_of.AREA_SET], areas) else FALSE

    return on_areas


_MAKERS: dict[str, Callable[..., Truth]] = {
    "is": _is,
    "is_date": _is_date,
    "within_days": lambda question, days: waiting(question, end_after_days(question, days)),
    "within_months": lambda question, months: waiting(question, end_after_months(question, months)),
    "under": _under,
    "over": _over,
    "age_under": _age_under,
    "age_between": _age_between,
    "sooner_than_schedule": _sooner_than_schedule,
    "later_than_schedule": _later_than_schedule,
    "medicine_class": _medicine_class,
    "medicine_unrecognised": _medicine_unrecognised,
    "indication": _indication,
    "areas_include": _areas_include,
    "overlaps_requested": _overlaps_requested,
    "outside_requested": _outside_requested,
}


def truth_of(operator: str, question: str | None, values: tuple) -> Truth:
    """The function of one criterion. Raises KeyError for an operator outside the closed list."""
    return _MAKERS[operator](question, *values)
