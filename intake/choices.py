"""A dermatologist's choice for one area, and whether it departs from what the engine advises."""

from dataclasses import dataclass
from datetime import date

from clinic.templatetags.clinic_dates import staff_date
from intake.models import AreaDecision, OverrideReason
from intake.refusals import NotDone

TREAT, WAIT, DO_NOT_TREAT = AreaDecision.TREAT, AreaDecision.WAIT, AreaDecision.DO_NOT_TREAT


class ChoiceWrong(NotDone):
    """A choice is not complete; `area` and `field` name where, the text says what to do."""

    def __init__(self, area: str, field: str, sentence: str) -> None:
        self.area, self.field = area, field
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """What is to happen with one area. `treat_not_before` is the first day for treat and wait."""

    decided: str
    treat_not_before: date | None = None
    reason_code: str = ""
    reason_text: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What the engine says about one area: its decision, and the day its waits are over if it has one.

    `waits_undated` where a wait is in force and nobody knows yet how long.
    """

    decision: str
    date: date | None
    planned_on: date
    waits_undated: bool = False

    @property
    def waits(self) -> bool:
        """Whether a wait is still in force on the planned day."""
        return self.date is not None and self.date > self.planned_on

    @property
    def agreed(self) -> AreaChoice | None:
        """The choice that agrees; None where there is nothing to agree with and a person has to choose."""
        if self.decision == "ready":
            return AreaChoice(TREAT)
        if self.decision == "defer":
            return AreaChoice(WAIT, self.date)
        return AreaChoice(DO_NOT_TREAT) if self.decision == "not_a_candidate" else None


def departs(advice: Advice, choice: AreaChoice) -> bool:
    """Whether the choice goes against the advice and therefore needs a reason.

    A review has no advice to go against, except where it also waits, to a day or until something has
    cleared. Being more careful about a day is no departure.
    """
    if choice.decided == TREAT:
        return _treats_against(advice, choice)
    if choice.decided == WAIT:
        return advice.decision in ("ready", "not_a_candidate") or _too_soon(advice, choice)
    return advice.decision in ("ready", "defer")


def check_choice(area: str, advice: Advice, choice: AreaChoice) -> None:
    """Raise ChoiceWrong for what is not complete or not listed."""
    if choice.decided not in AreaDecision.values:
        raise ChoiceWrong(area, "decided", "Choose what is to happen with this area.")
    if choice.reason_code and choice.reason_code not in OverrideReason.values:
        raise ChoiceWrong(area, "reason_code", "Choose a reason of the list.")
    if choice.decided == DO_NOT_TREAT and choice.treat_not_before:
        raise ChoiceWrong(area, "treat_not_before", "An area that is not treated has no day.")
    if choice.decided == WAIT:
        _check_wait(area, advice, choice)
    if departs(advice, choice) and not choice.reason_code:
        raise ChoiceWrong(area, "reason_code", "This departs from the advice: choose a reason.")
    if choice.reason_code == OverrideReason.OTHER and not choice.reason_text:
        raise ChoiceWrong(area, "reason_text", "Say which other reason.")


def _treats_against(advice: Advice, choice: AreaChoice) -> bool:
    if advice.decision in ("not_a_candidate", "incomplete"):
        return True
    return advice.waits_undated or _too_soon(advice, choice)


def _check_wait(area: str, advice: Advice, choice: AreaChoice) -> None:
    """A wait that is over on the visit's day would lapse at once; agreeing to a day needs the day."""
    first, told = choice.treat_not_before, staff_date(advice.planned_on)
    if first is not None and first <= advice.planned_on:
        raise ChoiceWrong(area, "treat_not_before", f"Choose a day after the visit’s, {told}, or treat.")
    if first is None and advice.decision == "defer" and advice.waits:
        day = staff_date(advice.date)
        raise ChoiceWrong(area, "treat_not_before", f"Enter the day to wait to; the advice is {day}.")


def _too_soon(advice: Advice, choice: AreaChoice) -> bool:
    """Whether a wait with a day is cut short."""
    if not advice.waits:
        return False
    first = choice.treat_not_before or (advice.planned_on if choice.decided == TREAT else None)
    return first is not None and first < advice.date
