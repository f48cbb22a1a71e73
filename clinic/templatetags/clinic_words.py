"""Small shapes of text that templates need: telephone numbers to dial."""

import re

from django import template

register = template.Library()


@register.filter
def tel(number: str) -> str:
    """What a telephone dials: the digits, and a leading plus."""
    plus = "+" if str(number).strip().startswith("+") else ""
    return plus + re.sub(r"[^0-9]", "", str(number))
