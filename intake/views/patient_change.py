"""Before a session, from the second on, the patient says how the skin looks now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language

from clinic.policy import methods, patient_session
from intake.access_by_link import patient_of_care
from intake.actions.outcomes import rate_change as keep
from intake.courses.outcomes import wanted_of
from intake.forms.outcomes import ChangeForm
from intake.models import Purpose
from intake.refusals import NotNow
from intake.views.patient_language import as_typed, read_on, switches
from intake.views.patient_sitting import page
from intake.views.patient_symptoms import frame


@patient_session(Purpose.CARE)
@methods("GET", "POST")
def rate_change(request: HttpRequest) -> HttpResponse:
    """One choice for each course; sent again before the session, the last one counts."""
    patient = patient_of_care(request)
    if switches(request):
        read_on(request)
    wanted = wanted_of(patient)
    if not wanted:
        return page(request, "patient/change.html", frame())
    form = ChangeForm(wanted, request.POST if request.method == "POST" else None, language=get_language())
    if switches(request):
        form = as_typed(form)
    elif form.is_bound and form.is_valid():
        return _kept(request, form, wanted)
    return page(request, "patient/change.html", frame() | {"form": form})


@patient_session(Purpose.CARE)
@methods("GET")
def change_rated(request: HttpRequest) -> HttpResponse:
    """Thanks, and nothing that could be taken for a promise."""
    patient_of_care(request)
    return page(request, "patient/change_rated.html", frame())


def _kept(request: HttpRequest, form: ChangeForm, wanted: list) -> HttpResponse:
    try:
        for one in wanted:
            keep(
                course=one.course,
                visit=one.visit,
                scale=one.scale["code"],
                value=form.cleaned_data[one.key],
                at=timezone.now(),
                request=request,
            )
    except NotNow:  # called off or treated meanwhile: the page that follows asks what is left to ask
        return redirect("rate-change")
    return redirect("change-rated")
