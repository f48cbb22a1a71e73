"""Free text from people, made safe to store and to show: bounded, one form of Unicode, nothing invisible.

SQLite stores what PostgreSQL refuses (NUL, lone surrogates, text that is too long), and one lone surrogate
makes every later page of that chart fail. So all free text passes here, whatever the database.
"""

import unicodedata

from intake.questions.wording import Refused

LINE = 160
"""Characters of a name or another single line."""
TEXT = 2_000
"""Characters of an answer or a note in several lines."""

_ALLOWED_CONTROLS = {"\n", "\t"}
# Bidirectional controls turn "abc" into something that reads otherwise than it is stored.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_line(value: object, most: int = LINE) -> str:
    """One line of text, blanks folded; raises Refused where it cannot be stored or is too long."""
    return _bounded(" ".join(_safe(value).split()), most)


def clean_text(value: object, most: int = TEXT) -> str:
    """Text that may have several lines; raises Refused where it cannot be stored or is too long."""
    lines = [line.rstrip() for line in _safe(value).replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return _bounded("\n".join(lines).strip(), most)


def clean_code(value: object, most: int = 60) -> str:
    """A code from a closed list as posted: short printable ASCII, or Refused."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or len(value) > most:
        raise Refused("not_listed")
    return value


def _safe(value: object) -> str:
    if not isinstance(value, str):
        raise Refused("not_text")
    # First the bound, so that no later step works on megabytes.
    if len(value) > 100_000:
        raise Refused("too_long", most=TEXT)
    text = "".join(char for char in value if char not in _BIDI)
    if any(_unstorable(char) for char in text):
        raise Refused("odd_characters")
    return unicodedata.normalize("NFC", text)


def _unstorable(char: str) -> bool:
    kind = unicodedata.category(char)
    return kind in ("Cs", "Cn", "Co") or (kind == "Cc" and char not in _ALLOWED_CONTROLS and char != "\r")


def _bounded(text: str, most: int) -> str:
    if len(text) > most:
        raise Refused("too_long", most=most)
    return text
