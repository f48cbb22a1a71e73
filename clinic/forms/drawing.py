"""Draws the plain controls of a form without the template engine, as Django's own templates draw them.

A box of one line is three templates to Django: text.html, input.html, attrs.html. The sign panel has a dozen
boxes, which was a sixth of the summary. A template of our own, or a control not named here, is drawn as ever.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]

NOTHING = mark_safe("")


class FormRenderer(DjangoTemplates):
    """What FORM_RENDERER names."""

    def render(self, template_name: str, context: Mapping[str, Any], request: Any = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


class DrawnByThePack:
    """Rendered by the site's template engine, so that the markup lies with the rest of the pack.

    Django's own form renderer looks only inside installed apps.
    """

    template_name = ""

    def _render(self, template_name: str, context: dict, renderer=None) -> SafeString:
        return mark_safe(get_template(template_name).render(context))


def _input(widget: Widget) -> SafeString:
    value = widget["value"]
    told = NOTHING if value is None else format_html(' value="{}"', value)
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], told, _attrs(widget)
    )


def _textarea(widget: Widget) -> SafeString:
    """The line break after the tag is no part of the value: browsers drop it."""
    told = widget["value"] or ""
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attrs(widget), told)


def _select(widget: Widget) -> SafeString:
    groups = format_html_join(
        "", "{}", ((_group(name, options),) for name, options, _ in widget["optgroups"])
    )
    return format_html('<select name="{}"{}>{}\n</select>', widget["name"], _attrs(widget), groups)


def _group(name: str | None, options: list[Widget]) -> SafeString:
    drawn = format_html_join("", "\n  {}\n", ((_option(option),) for option in options))
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, drawn) if name else drawn


def _option(option: Widget) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', option["value"], _attrs(option), option["label"])


def _attrs(widget: Widget) -> SafeString:
    """True stands alone, False is left out."""
    told = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return mark_safe("".join(map(_attr, told)))  # each is safe


def _attr(told: tuple[str, Any]) -> SafeString:
    name, value = told
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)


_INPUTS = ("text", "date", "hidden", "number", "password", "email", "tel", "checkbox")
DRAWN: dict[str, Callable[[Widget], SafeString]] = {
    **{f"django/forms/widgets/{kind}.html": _input for kind in _INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}
"""By the template they stand in for."""
