"""What the crispy template pack "clinic" asks of a form field, so that its templates stay flat and fast."""

from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Field, RadioSelect
from django.forms.utils import flatatt
from django.utils.translation import gettext

register = template.Library()

DJANGO_REQUIRED = Field.default_error_messages["required"]


def kind(field: BoundField) -> str:
    """How the pack draws a field: hidden, check, choices, group (several controls) or control."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "group" if widget.use_fieldset else "control"


@register.filter
def drawn(field: BoundField) -> dict[str, Any]:
    """All that field.html needs, as a dict: a template looks up a dict's key ten times faster than a field's.

    Keys: kind, id (of the control; '' for a group), label, optional, hint, hint_id, error, error_id,
    described_by (for a fieldset), options (for choices).
    """
    shape, auto_id = kind(field), field.auto_id
    hint, errors = field.help_text, sentences(field)
    hint_id, error_id = f"{auto_id}_helptext", f"{auto_id}_error"
    return {
        "kind": shape,
        "grouped": shape in ("choices", "group"),
        "id": field.id_for_label,
        "label": field.label,
        "optional": _says_optional(field, shape),
        "hint": hint,
        "hint_id": hint_id,
        "error": " ".join(errors),
        "error_id": error_id,
        "described_by": " ".join([hint_id] * bool(hint) + [error_id] * bool(errors)),
        "options": _options(field) if shape == "choices" else [],
    }


def _says_optional(field: BoundField, shape: str) -> bool:
    """A filter, whose every box may stay empty, says so at none of them."""
    return not field.field.required and shape != "check" and not getattr(field.form, "all_optional", False)


def _options(field: BoundField) -> list[dict[str, str]]:
    """Radios or tick boxes with their attributes as one string; groups of options are flattened."""
    attrs = field.build_widget_attrs({"id": field.auto_id} if field.auto_id else {})
    context = field.field.widget.get_context(field.html_name, field.value(), attrs)["widget"]
    return [
        {"label": option["label"], "attrs": flatatt(_input_attrs(option))}
        for _group, options, _index in context["optgroups"]
        for option in options
    ]


def _input_attrs(option: dict) -> dict:
    return {"type": option["type"], "name": option["name"], "value": str(option["value"]), **option["attrs"]}


@register.filter
def sentences(field: BoundField) -> list[str]:
    """A field's errors; Django's "This field is required." becomes words that say what to do, and where."""
    return [_sentence(field, error) for error in field.errors.as_data()] if field.errors else []


def _sentence(field: BoundField, error: ValidationError) -> str:
    text = str(next(iter(error.messages)))
    if error.code != "required" or text != str(DJANGO_REQUIRED):
        return text
    if kind(field) == "check":
        return gettext("Tick the box: %(label)s") % {"label": field.label}
    if kind(field) == "choices":
        return gettext("Choose an answer: %(label)s") % {"label": field.label}
    return gettext("Fill in: %(label)s") % {"label": field.label}


@register.filter
def anchor(field: BoundField) -> str:
    """The id that a link in the error summary leads to: the first control, or the box at fault."""
    widget, code = field.field.widget, field.errors.as_data()[0].code
    if hasattr(widget, "id_for_error"):
        return widget.id_for_error(field.auto_id, code)
    return field.id_for_label or f"{field.auto_id}_0"
