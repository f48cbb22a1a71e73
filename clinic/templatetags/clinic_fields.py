"""What the crispy template pack "clinic" asks of a form field, so that its templates stay flat and fast."""

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Field, RadioSelect
from django.forms.utils import flatatt
from django.utils.translation import gettext

register = template.Library()

DJANGO_REQUIRED = Field.default_error_messages["required"]


@register.filter
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
def options(field: BoundField) -> list[dict]:
    """Radios or tick boxes with their attributes as one string: [{"label", "attrs"}], groups flattened."""
    widget = field.field.widget
    attrs = field.build_widget_attrs({"id": field.auto_id} if field.auto_id else {})
    context = widget.get_context(field.html_name, field.value(), attrs)["widget"]
    return [
        {"label": option["label"], "attrs": flatatt(_input_attrs(option))}
        for _group, group_options, _index in context["optgroups"]
        for option in group_options
    ]


def _input_attrs(option: dict) -> dict:
    """`value` is left to flatatt's escaping like every other attribute."""
    return {"type": option["type"], "name": option["name"], "value": str(option["value"]), **option["attrs"]}


@register.filter
def described_by(field: BoundField) -> str:
    """Ids of the hint and the error of a field drawn as a fieldset, for its aria-describedby; '' for none."""
    ids = [f"{field.auto_id}_helptext"] * bool(field.help_text) + [f"{field.auto_id}_error"] * bool(field.errors)
    return " ".join(ids)


@register.filter
def sentences(field: BoundField) -> list[str]:
    """A field's errors; Django's "This field is required." becomes words that say what to do, and where."""
    return [_sentence(field, error) for error in field.errors.as_data()]


def _sentence(field: BoundField, error) -> str:
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
