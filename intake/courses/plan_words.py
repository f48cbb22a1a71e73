"""A plan in words: the desk reads the day, clinicians also what keeps it from being earlier."""

from datetime import date

from django.utils.formats import date_format

from clinic.templatetags.clinic_dates import staff_date
from intake.courses.plan import FirstDay
from intake.courses.plan_waits import Told
from intake.courses.planner import (
    ALL_DONE,
    CLOSED,
    INTERVAL,
    MAINTENANCE_OVER,
    MAINTENANCE_UNSET,
    PAUSED,
    SIGNED,
    UNDATED,
    WAIT,
    Reason,
)
from intake.questions.items import document_of, said, sheet_of

SENTENCES = {
    SIGNED: "A dermatologist signed this day.",
    UNDATED: "No day is known yet: a dermatologist has to say when.",
    PAUSED: "The course is paused.",
    CLOSED: "The course is closed.",
    ALL_DONE: "Every planned session is done.",
    MAINTENANCE_UNSET: "Every planned session is done. A dermatologist has to set how often it goes on.",
    MAINTENANCE_OVER: "Every planned session is done, and the time for maintenance is over.",
}


def day_words(day: date) -> str:
    """Thursday 19-Mar-2026."""
    return f"{date_format(day, 'l')} {staff_date(day)}"


def first_day_words(first: FirstDay, *, reasons: bool) -> str:
    """What somebody reads who chose too early a day. `reasons` only for those who may see why."""
    day = first.day or first.times.next_open(first.allowed_from)
    told = f"The first day that works is {day_words(day)}."
    binding = next((reason for reason in first.proposal.reasons if reason.until), None)
    return f"{told} {reason_words(binding, first)}" if reasons and binding else told


def reasons_of(first: FirstDay) -> list[dict]:
    """Why no earlier day works, the binding reason first: {until, sentence, areas}. For clinicians only."""
    return [
        {"until": reason.until, "sentence": reason_words(reason, first), "areas": _areas(reason, first.told)}
        for reason in first.proposal.reasons
    ]


def reason_words(reason: Reason, first: FirstDay) -> str:
    """One reason as a sentence."""
    if reason.code == INTERVAL:
        days = first.interval[0]
        return f"{days} days lie between two sessions, and the last one was on {staff_date(first.last)}."
    if reason.code == WAIT:
        return _rule_words(reason.rule, first.told)
    return SENTENCES[reason.code]


def _rule_words(code: str, told: tuple[Told, ...]) -> str:
    """The rule's sentence for staff in the edition that found it."""
    for one in told:
        for rule in document_of(one.assessment.edition)["rules"]:
            if rule["code"] == code:
                return said(rule["staff"], "en")
    return code.replace("_", " ")


def _areas(reason: Reason, told: tuple[Told, ...]) -> str:
    """The areas a reason is about, where it is not about all of them."""
    names: dict[str, str] = {}
    asked: set[str] = set()
    for one in told:
        names |= sheet_of(one.assessment.edition, "en").areas
        asked |= set(one.item.request.areas)
    if not reason.areas or set(reason.areas) >= asked:
        return ""
    return ", ".join(names.get(area, area) for area in reason.areas)
