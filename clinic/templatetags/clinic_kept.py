"""An include whose text is made once: `{% kept "_footer.html" phone=clinic_phone %}`.

The template sees nothing but the values it is given, no request, no user, no messages, and the text is kept
under those values and the language. So it cannot show one reader what was made for another, and a part that
changes with its reader cannot be written this way by mistake. Give it no text that somebody typed.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

TEXTS_KEPT = 2_000
"""Texts a process holds; a question's is about a kilobyte, an edition has sixty in two languages."""


@register.simple_tag
def kept(template_name: str, **given: Any) -> SafeString:
    """The template rendered with these values alone; TypeError for one that cannot be a key. Lists can."""
    key = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return _text(template_name, get_language(), **key)


@lru_cache(maxsize=TEXTS_KEPT, typed=True)
def _text(template_name: str, language: str | None, /, **given: Any) -> SafeString:
    return get_template(template_name).render(given)
