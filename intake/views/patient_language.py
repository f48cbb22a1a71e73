"""Reading on in another language in the middle of a page: nothing is saved, checked or lost.

The switch is a button of the page's own form, so that what was typed comes along, with script or without.
"""

from typing import TypeVar

from django.forms import Form
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils import translation

from clinic import patient_sessions
from intake.models import Language

AnyForm = TypeVar("AnyForm", bound=Form)
LANGUAGES = frozenset(Language.values)  # the enumeration makes its list anew each time


def switches(request: HttpRequest) -> bool:
    """Whether the language's button was pressed, and not the page's own."""
    return request.method == "POST" and request.POST.get("language", "") in LANGUAGES


def read_on(request: HttpRequest) -> str:
    """Speak the language that was pressed, from this answer on; its code."""
    chosen = request.POST["language"]
    request.session[patient_sessions.LANGUAGE] = request.LANGUAGE_CODE = chosen
    translation.activate(chosen)
    return chosen


def as_typed(form: AnyForm) -> AnyForm:
    """The form with everything typed in its boxes and no word about mistakes: it was not handed in."""
    form._errors, form.cleaned_data = ErrorDict(renderer=form.renderer), {}
    return form
