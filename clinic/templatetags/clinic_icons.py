"""Icons and result badges as inline SVG: no request, no font, sharp on paper, drawn in the text's colour.

Each of the five decisions has a shape of its own; holes are cut out of the shape rather than painted white,
so that forced colours and black-and-white printing keep them.
"""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

register = template.Library()

STROKE = 'fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'

# Drawn on a 16 × 16 grid.
SHAPES = {
    "stop": '<path fill-rule="evenodd" d="M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7zM5.6 4.2 4.2 5.6 6.6 8'
    'l-2.4 2.4 1.4 1.4L8 9.4l2.4 2.4 1.4-1.4L9.4 8l2.4-2.4-1.4-1.4L8 6.6z"/>',
    "missing": f'<g {STROKE}><circle cx="8" cy="8" r="7" stroke-dasharray="2.7 1.7" stroke-linecap="butt"/>'
    '<path d="M6 6.4a2 2 0 1 1 2.9 1.7c-.6.3-.9.7-.9 1.4M8 11.8v.1"/></g>',
    "review": '<path fill-rule="evenodd" d="M8 .8 16 15H0zM7.1 5.6v5h1.8v-5zm0 6v1.8h1.8v-1.8z"/>',
    "wait": f'<g {STROKE}><circle cx="8" cy="8" r="7"/><path d="M8 4v4.3l2.7 1.6"/></g>',
    "ready": '<path fill-rule="evenodd" d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zM6.9 11.9l5.6-5.6-1.4-1.4-4.2'
    ' 4.2-2-2-1.4 1.4z"/>',
    "drop": '<path fill-rule="evenodd" d="M8 .6c3.3 3.6 5.2 6.3 5.2 9.1a5.2 5.2 0 0 1-10.4 0C2.8 6.9 4.7 '
    '4.2 8 .6zM5.2 10.1c.7 2.5 4.9 2.5 5.6 0h-1.3c-.6 1.1-2.4 1.1-3 0z"/>',
    "back": f'<path {STROKE} d="M10 3 5 8l5 5"/>',
    "next": f'<path {STROKE} d="m6 3 5 5-5 5"/>',
    "info": '<path fill-rule="evenodd" d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zm-.9 7v5.2h1.8V7zm0-3.2'
    'v1.8h1.8V3.8z"/>',
    "phone": f'<path {STROKE} d="M3.5 1.5h2.3l1.1 3.2-1.6 1.2a9 9 0 0 0 4.8 4.8l1.2-1.6 3.2 1.1v2.3'
    'c0 1.2-1 2-2.2 2A11.8 11.8 0 0 1 1.5 3.7c0-1.2.8-2.2 2-2.2z"/>',
    "calendar": f'<path {STROKE} d="M2 3.5h12v11H2zM2 7h12M5.2 1.5v3M10.8 1.5v3"/>',
    "print": f'<path {STROKE} d="M4 6V1.5h8V6M4 12H1.5V6h13v6H12M4 9.5h8v5H4z"/>',
}

# Stored decision -> shape and CSS class. The words stand in staff_word().
LOOKS = {
    "not_a_candidate": "stop",
    "incomplete": "missing",
    "needs_review": "review",
    "defer": "wait",
    "ready": "ready",
}
# Effects of a finding and its unresolved state wear the look of the decision they lead to.
EFFECT_LOOKS = {"stop": "stop", "unresolved": "missing", "review": "review", "defer": "wait", "note": "plain"}


@register.simple_tag
def icon(name: str, title: str = "", size: str = "") -> SafeString:
    """The named shape. With a title it speaks; without one it is decoration. size="large" is 48 px.

    Raises KeyError for a name that is not in SHAPES.
    """
    says = format_html('role="img"><title>{}</title>', title) if title else mark_safe('aria-hidden="true">')
    css = "icon large" if size == "large" else "icon"
    return format_html(
        '<svg class="{}" viewBox="0 0 16 16" fill="currentColor" focusable="false" {}{}</svg>',
        css,
        says,
        mark_safe(SHAPES[name]),  # constants of this file
    )


def staff_word(decision: str, count: int | None = None, day: date | None = None) -> str:
    """What staff read for a decision: Stop, Missing 2, Review 1, Wait to 29 Nov, Ready."""
    if decision == "defer" and day:
        return gettext("Wait to %(day)s") % {"day": date_format(day, "j M")}
    words = {
        "not_a_candidate": gettext("Stop"),
        "incomplete": gettext("Missing"),
        "needs_review": gettext("Review"),
        "defer": gettext("Wait"),
        "ready": gettext("Ready"),
    }
    counted = f" {count}" if count and decision in ("incomplete", "needs_review") else ""
    return words[decision] + counted


@register.simple_tag
def result_badge(
    decision: str, count: int | None = None, day: date | None = None, word: str = ""
) -> SafeString:
    """A decision for staff: shape, word and border. `word` replaces the words, as in "Not started".

    Raises KeyError for a decision that is not one of the five.
    """
    return badge(LOOKS[decision], word or staff_word(decision, count, day))


@register.simple_tag
def effect_badge(effect: str, word: str = "") -> SafeString:
    """A finding's effect (stop, defer, review, note) or "unresolved", in the look of its decision."""
    words = {
        "stop": gettext("Stop"),
        "unresolved": gettext("Missing"),
        "review": gettext("Review"),
        "defer": gettext("Wait"),
        "note": gettext("Note"),
    }
    return badge(EFFECT_LOOKS[effect], word or words[effect])


@register.simple_tag
def badge(look: str, word: str) -> SafeString:
    """A badge of the look stop, missing, review, wait, ready or plain (no shape)."""
    shape = icon(look) if look in SHAPES else ""
    return format_html('<span class="badge {}">{}<span>{}</span></span>', look, shape, word)


@register.filter
def look(decision: str) -> str:
    """The CSS class of a decision, for a card's border: `<section class="card verdict {{ d|look }}">`."""
    return LOOKS[decision]


@register.simple_tag
def patient_result(decision: str, missing: int = 0, day: date | None = None) -> str:
    """The sentence a patient reads for a decision. Give `day` only once a dermatologist has signed it."""
    from clinic.templatetags.clinic_dates import patient_date

    if decision == "incomplete":
        return ngettext("%(n)d question is left.", "%(n)d questions are left.", missing) % {"n": missing}
    if decision == "not_a_candidate":
        return gettext("We need to talk before your treatment.")
    if decision == "defer" and day:
        return gettext("Your treatment can be on %(day)s or later.") % {"day": patient_date(day)}
    if decision in ("needs_review", "defer"):
        return gettext("Your doctor will look at this.")
    return gettext("We have what we need.")
