"""A lapsed signature in words, for clinicians: which answer it rested on, and what was said since."""

from clinic.templatetags.clinic_dates import staff_date
from intake.decided import Decided
from intake.decided.lapsed import AnswerChanged, Lapse, lapse_of
from intake.questions.answer_text import answer_words
from intake.questions.items import Item, sheet_of

TIME_WENT_BY = "a signed wait is over"


def held_lines(decided: Decided) -> list[str]:
    """What changed, each line once: "Last sunburn: Never (02-Mar-2026) → 22-Nov-2026"."""
    lapses = [lapse for item in decided.requests if (lapse := lapse_of(item))]
    return list(dict.fromkeys(line for lapse in lapses for line in _lines(lapse)))


def _lines(lapse: Lapse) -> list[str]:
    items = sheet_of(lapse.edition, "en").items
    lines = [_line(items[change.code], change) for change in lapse.answers if change.code in items]
    found = [f"new: {code.replace('_', ' ')}" for code in lapse.found]
    return lines or found or [TIME_WENT_BY]


def _line(item: Item, change: AnswerChanged) -> str:
    told_on = f" ({staff_date(change.told_on)})" if change.told_on else ""
    return f"{item.label}: {answer_words(item, change.before)}{told_on} → {answer_words(item, change.now)}"
