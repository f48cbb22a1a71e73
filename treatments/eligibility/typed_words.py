"""A typed text as the words that names of medicines are made of.

Case, accents, apostrophes, "®" and hyphens are ignored; letters and digits are words of their own, so
"Omega-3", "omega3" and "OMEGA 3" read alike; commas, "and" and their like stand between two names.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

BREAK_WORDS = frozenset({"and", "y"})
"""English and Spanish "and": what stands on either side is never one name."""

ABBREVIATIONS = frozenset({"st", "vit"})
"""Words whose full stop ends no name: "St. John's wort", "Vit. D"."""

_UNITS = """
    mg mgs mcg mcgs ug ugs μg g gr gm gms kg ml mls cc l iu ui u k x meq mm oz unit units unidad unidades
    gram grams gramo gramos milligram milligrams miligramo miligramos microgram micrograms microgramo
    microgramos milliliter milliliters mililitro mililitros
"""
UNITS = frozenset(_UNITS.split())
"""A unit is part of a dose only right after a number: "5mg", never the "l" of "l-lysine"."""

_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Unicode's control and format signs, spaces and line ends."""

_REMOVED = frozenset("'’‘‛`´ʹʻʼ′＇®™©")
_LONGEST_FOLD = 4
"""One typed sign stands for at most so many letters; a few Arabic ligatures unfold into sentences."""

_PIECES = re.compile(
    r"(?P<word>[^\W\d_]+)|(?P<number>\d+)"
    r"|(?P<stop>\.(?!\S))"
    r"|(?P<between>[;/+&()\[\]{}|\n\r\v\f\x85\u2028\u2029•·]|(?<!\d),|,(?!\d))"
)


class Word(NamedTuple):
    """One word or number. `start` and `end` are its place in the text as typed.

    `phrase` counts the breaks before it: words of one name share it. `dose` marks a number, the unit
    after one, or the "x" of "x2".
    """

    text: str
    start: int
    end: int
    phrase: int
    dose: bool


def words_of(text: str) -> list[Word]:
    """The words of a text in order; any text at all is accepted."""
    folded, places = _folded(text)
    words: list[Word] = []
    phrase = 0
    for piece in _PIECES.finditer(folded):
        kind, found = piece.lastgroup, piece.group()
        if kind == "stop" and words and words[-1].text in ABBREVIATIONS:
            continue
        if kind in ("stop", "between") or found in BREAK_WORDS:
            phrase += 1
            continue
        _mark_dose_sign(words, kind, phrase)
        dose = kind == "number" or _is_unit_of_number(found, words, phrase)
        words.append(Word(found, places[piece.start()], places[piece.end() - 1] + 1, phrase, dose))
    return words


def key_of(name: str) -> str:
    """A name as its words joined by spaces; empty where it has none or a break splits it."""
    words = words_of(name)
    if not words or words[0].phrase != words[-1].phrase:
        return ""
    return " ".join(word.text for word in words)


def visible_signs(text: str) -> set[str]:
    """The different signs of a text that leave ink."""
    return {sign for sign in text if unicodedata.category(sign) not in _INVISIBLE}


def _is_unit_of_number(found: str, words: list[Word], phrase: int) -> bool:
    return bool(words) and found in UNITS and words[-1].text.isdigit() and words[-1].phrase == phrase


def _mark_dose_sign(words: list[Word], kind: str | None, phrase: int) -> None:
    """Turn the "x" of "x2" into part of the dose once its number is seen."""
    if kind == "number" and words and words[-1].text == "x" and words[-1].phrase == phrase:
        words[-1] = words[-1]._replace(dose=True)


def _folded(text: str) -> tuple[str, range | list[int]]:
    """The text in small letters without accents, and for each letter its place in the text as typed."""
    if text.isascii():
        bare = text.lower()
        if "'" not in bare and "`" not in bare:
            return bare, range(len(bare))
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for letter in _fold(sign):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _fold(sign: str) -> str:
    """One typed sign in small letters without accents; "" for what is ignored even inside a word."""
    if sign in _REMOVED or unicodedata.category(sign) in ("Cf", "Mn", "Me"):
        return ""
    unfolded = unicodedata.normalize("NFKD", sign.casefold()).casefold()
    bare = "".join(letter for letter in unfolded if not unicodedata.combining(letter))
    return bare if len(bare) <= _LONGEST_FOLD else " "
