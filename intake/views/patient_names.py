""" "Did you mean …?": names for medicines that nobody knows as they were typed.

What was typed is saved before this page shows, so leaving it loses nothing. A name that is chosen is put
before the patient's own words, which stay.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from clinic.policy import methods, patient_session
from intake.actions.answers import Saved
from intake.forms.names import MEDICINES, NamesForm, names_for, protocol_asking, with_names
from intake.models import Purpose
from intake.questions.items import Item
from intake.views.patient_language import as_typed, switches
from intake.views.patient_sitting import Sitting, address_of, answering, is_unreviewed, next_address, page


@patient_session(Purpose.QUESTIONNAIRE, Purpose.SAME_DAY)
@methods("GET", "POST")
@answering
def names(request: HttpRequest, sitting: Sitting, code: str) -> HttpResponse:
    """Ask about the texts named in the address by their place in the list; nothing medical stands there."""
    if code != MEDICINES or not sitting.asks(code):
        raise Http404
    onward = HttpResponseRedirect(address_of(sitting.standing.next_open(after=code), sitting.form))
    meant = _asked_about(sitting, request.GET.get("of", ""))
    if not meant:
        return onward
    form = NamesForm(meant, request.POST or None, version=sitting.draft.version)
    if switches(request):
        return _show(sitting, code, as_typed(form))
    if not form.is_bound or not form.is_valid():
        return _show(sitting, code, form)
    if form.version != sitting.draft.version:
        return redirect("question", code)
    listed = with_names(sitting.draft.answers[code], form.chosen())
    saved = sitting.save(code, listed, form.version)
    return HttpResponseRedirect(next_address(saved, code) if saved.all_taken else address_of(code))


def names_address(saved: Saved, item: Item, before: Any) -> str:
    """The page that asks about newly typed names; empty where there is nothing to ask."""
    if item.code != MEDICINES:
        return ""
    listed, known = saved.draft.answers.get(item.code) or [], before or []
    protocol = protocol_asking(saved.questionnaire, item.code)
    new = [place for place, text in enumerate(listed) if text not in known and names_for(protocol, text)]
    if not new:
        return ""
    return reverse("question-names", args=[item.code], query={"of": "-".join(map(str, new))})


def _asked_about(sitting: Sitting, places: str) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Place in the list -> the text and the names it may mean, for those places that have any."""
    listed = sitting.draft.answers.get(MEDICINES) or []
    protocol = protocol_asking(sitting.questionnaire, MEDICINES)
    wanted = {part for part in places.split("-") if part.isascii()}
    found = {
        place: (text, names_for(protocol, text)) for place, text in enumerate(listed) if str(place) in wanted
    }
    return {place: meant for place, meant in found.items() if meant[1]}


def _show(sitting: Sitting, code: str, form: NamesForm) -> HttpResponse:
    number, count = sitting.standing.progress(code)
    context = {
        "form": form,
        "item": sitting.item(code),
        "number": number,
        "count": count,
        "back": address_of(code),
        "goes_on": address_of(sitting.standing.next_open(after=code), sitting.form),
        "unreviewed": is_unreviewed(sitting.questionnaire, sitting.language),
    }
    return page(sitting.request, "patient/names.html", context)
