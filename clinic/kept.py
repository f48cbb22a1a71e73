"""Text of a template that is made once a process, for parts of a page and for pages of which little changes.

The template sees nothing but the values it is given, no request, no user, no messages, and the text is kept
under those values and the language. So it cannot show one reader what was made for another, and a page that
changes with its reader cannot be kept by mistake. Give it no text that somebody typed.
"""

import re
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

TEXTS_KEPT = 2_000
"""Texts a process holds; a question's page is four kilobytes, an edition has sixty in two languages."""

_MARK = secrets.token_hex(16)  # stands around a gap's name; nobody outside the process can write it
_GAP = re.compile(f"{_MARK}([a-z_]+){_MARK}")


def kept_text(template_name: str, /, **given: Any) -> SafeString:
    """The template rendered with these values alone; TypeError for one that cannot be a key."""
    [text] = _pieces(template_name, get_language(), **given)
    return text


def kept_page(template_name: str, gaps: Mapping[str, Any], /, **given: Any) -> SafeString:
    """`kept_text` with `gaps`: values that differ from page to page, put in escaped each time.

    The template may print such a value and do nothing else with it: no condition, no filter.
    """
    marked = {name: f"{_MARK}{name}{_MARK}" for name in gaps}
    pieces = _pieces(template_name, get_language(), **given, **marked)
    escaped = {name: conditional_escape(value) for name, value in gaps.items()}
    filled = [escaped[piece] if place % 2 else piece for place, piece in enumerate(pieces)]
    return mark_safe("".join(filled))  # each is safe


@lru_cache(maxsize=TEXTS_KEPT, typed=True)
def _pieces(template_name: str, language: str | None, /, **given: Any) -> tuple[SafeString, ...]:
    """The text, cut at its gaps: text, name of a gap, text, …"""
    text = get_template(template_name).render(given)
    return tuple(mark_safe(piece) for piece in _GAP.split(text))  # the engine escaped them
