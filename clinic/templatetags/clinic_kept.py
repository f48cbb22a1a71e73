"""An include whose text is made once: `{% kept "_footer.html" phone=clinic_phone %}`. See clinic/kept.py."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from clinic.kept import kept_text

register = template.Library()


@register.simple_tag
def kept(template_name: str, **given: Any) -> SafeString:
    """The template rendered with these values alone; TypeError for one that cannot be a key. Lists can."""
    key = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return kept_text(template_name, **key)
