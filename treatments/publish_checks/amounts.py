"""Numbers with a unit as sentences name them, in English and Spanish: "12 weeks", "de 18 a 21 años", "5 %".

Careful rather than complete: what is not surely a number with its unit is not read. Frequencies ("every 2
hours", "cada 2 horas") and "a day or two" are no amounts; "a week" is one only after about, than or at least.
"""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

HOURS = {"hour": 1, "day": 24, "week": 7 * 24}
MONTHS = {"month": 1, "year": 12}
DAYS_OF_A_MONTH = 30, 31
"""What "about three months" may stand for where a rule counts in days: 90 to 93 of them."""
ROUNDED_FROM_WEEKS = 8
"""From so many weeks on a number of days may be rounded up to whole weeks: 90 days are 13 weeks."""


@dataclass(frozen=True)
class Amount:
    """A number with its unit: hour, day, week, month, year or percent.

    `said` is how the sentence put it; `onward` is whether it went on "and over".
    """

    number: float
    unit: str
    said: str = ""
    onward: bool = False

    def __str__(self) -> str:
        return f"{self.number:g} {self.unit}{'s' if self.number != 1 and self.unit != 'percent' else ''}"

    @property
    def hours(self) -> float | None:
        return self.number * HOURS[self.unit] if self.unit in HOURS else None

    @property
    def months(self) -> float | None:
        return self.number * MONTHS[self.unit] if self.unit in MONTHS else None

    def means(self, own: "Amount") -> bool:
        """Whether a sentence that names this amount says what the number of its rule, `own`, says."""
        if self.hours is not None and own.hours is not None:
            return self.hours == own.hours or self._rounds_up(own.hours / HOURS["week"])
        if self.months is not None and own.months is not None:
            return self.months == own.months
        if self.months is not None and own.hours is not None:
            return _about(self.months, own.hours)
        if self.hours is not None and own.months is not None:
            return _about(own.months, self.hours)
        return (self.number, self.unit) == (own.number, own.unit)

    def _rounds_up(self, weeks: float) -> bool:
        return self.unit == "week" and weeks > ROUNDED_FROM_WEEKS and self.number == math.ceil(weeks)


def _about(months: float, hours: float) -> bool:
    least, most = DAYS_OF_A_MONTH
    return least * months <= hours / HOURS["day"] <= most * months


# -- Words ------------------------------------------------------------------------------------------------

_ENGLISH = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_SPANISH = (
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco "
    "veintiseis veintisiete veintiocho veintinueve"
)
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
_AND = {"en": ("-", " "), "es": (" y ",)}
_ARTICLES = {"en": {}, "es": {"un": 1, "una": 1, "veintiun": 21, "veintiuna": 21}}


def _number_words(language: str, simple: str) -> dict[str, int]:
    """One to ninety-nine: "thirty-six", "treinta y seis"."""
    words = {word: number for number, word in enumerate(simple.split(), 1)} | _ARTICLES[language]
    ones = {word: number for word, number in words.items() if number < 10}
    for ten, word in enumerate(_TENS[language].split(), 2):
        words[word] = 10 * ten
        words |= {f"{word}{joint}{one}": 10 * ten + n for joint in _AND[language] for one, n in ones.items()}
    return words


_WORDS = {"en": _number_words("en", _ENGLISH), "es": _number_words("es", _SPANISH)}
_UNITS = {
    "en": {
        "hour": "hours?|hrs?|h",
        "day": "days?",
        "week": "weeks?|wks?",
        "month": "months?",
        "year": "years?|yrs?",
        "percent": "%|percent|per cent",
    },
    "es": {
        "hour": "horas?|h",
        "day": "dias?",
        "week": "semanas?",
        "month": "mes(?:es)?",
        "year": "anos?",
        "percent": "%|por ciento",
    },
}
_TO = {"en": "to|or|and", "es": "a|o|u|y"}
_ALSO = {"en": "(?:full |whole |calendar )?", "es": ""}
_NOT_AFTER = {"en": ("every ", "each ", "hundred ", "hundred and "), "es": ("cada ", "ciento ")}
_A = {"en": r"|(?:(?<=about )|(?<=than )|(?<=least ))an?", "es": ""}
_ONWARD = re.compile(r"\s+(?:and|or|y|o)\s+(?:over|older|up|more|mas|mayor)")


def _number(language: str) -> str:
    words = sorted(_WORDS[language], key=len, reverse=True)
    return rf"(?:\d+(?:[.,]\d{{1,2}})?|(?:{'|'.join(words)})(?!\w))"


def _pattern(language: str) -> re.Pattern:
    number, to = _number(language), _TO[language]
    units = "|".join(f"(?P<{unit}>{spelled})" for unit, spelled in _UNITS[language].items())
    plain = "|".join(_UNITS[language].values())
    before = "".join(f"(?<!{word})" for word in _NOT_AFTER[language])
    return re.compile(
        rf"(?<![\w.,/-]){before}(?P<first>{number}{_A[language]})"
        rf"(?:(?:\s+(?:{to})\s+|\s*[–-]\s*(?=\d))(?P<last>{number}))?"
        rf"[\s-]*{_ALSO[language]}(?:{units})(?!\w)(?!\s+(?:or|o)\s+{number}(?![\s-]*(?:{plain})))"
    )


_PATTERNS = {language: _pattern(language) for language in _WORDS}
_OTHER_UNIT = r"(?!\w|\s*%|\s+(?:hour|day|week|month|hora|d[ií]a|semana|mes))"
_AGES = {
    "en": r"\b(?:under|over|(?:younger|older) than|aged) "
    rf"(?P<first>{_number('en')})(?: to (?P<last>\d+))?{_OTHER_UNIT}",
    "es": rf"\b(?:menor|mayor)(?:es)? de (?P<first>{_number('es')})(?P<last>(?!))?{_OTHER_UNIT}",
}
_AGE_PATTERNS = {language: re.compile(pattern) for language, pattern in _AGES.items()}


def amounts_in(text: str, language: str) -> Iterator[Amount]:
    """Every number with a unit; of a range both ends. A language that is not known has none."""
    folded = _folded(text)
    for found in _PATTERNS[language].finditer(folded) if language in _PATTERNS else ():
        unit = next(unit for unit in _UNITS[language] if found[unit])
        yield from _ends(found, unit, text, language)


def ages_in(text: str, language: str) -> Iterator[Amount]:
    """Ages told without a unit: "under 18", "menor de 18"."""
    for found in _AGE_PATTERNS[language].finditer(_folded(text)) if language in _PATTERNS else ():
        yield from _ends(found, "year", text, language)


def bare_numbers(text: str) -> set[float]:
    """Every number in digits, with or without a unit."""
    return {float(digits) for digits in re.findall(r"(?<![\w.,])\d+(?![\w.,]*\d)", text)}


def _ends(found: re.Match, unit: str, text: str, language: str) -> Iterator[Amount]:
    onward = bool(_ONWARD.match(found.string, found.end()))
    for end in filter(None, (found["first"], found["last"])):
        yield Amount(_value(end, language), unit, text[found.start() : found.end()].strip(), onward)


def _value(written: str, language: str) -> float:
    if written[0].isdigit():
        return float(written.replace(",", "."))
    return 1 if written in ("a", "an") else _WORDS[language][written]


def _folded(text: str) -> str:
    """Small letters without accents, each at the place of the letter it was."""
    return "".join(unicodedata.normalize("NFD", sign)[0] for sign in text.lower().replace("\u00a0", " "))
