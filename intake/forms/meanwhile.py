"""Particulars that somebody else saved between opening the form and saving it: nothing of either is lost."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from clinic.templatetags.clinic_dates import staff_date
from intake.forms.particulars import ParticularsForm, particulars_of
from intake.models import Patient


@dataclass(frozen=True, slots=True)
class Saved:
    """One field that was saved meanwhile, in words. `typed` is empty where nobody had touched it here."""

    label: str
    saved: str
    typed: str = ""


def as_opened(data: QueryDict | None = None, *, on: date, patient: Patient | None = None) -> ParticularsForm:
    """The particulars as they were when the form was opened: the page carries them along, hidden."""
    initial = particulars_of(patient) if patient is not None else None
    return ParticularsForm(data, on=on, initial=initial, prefix="opened", auto_id=False)


def put_together(form: ParticularsForm, kept: Patient, on: date) -> tuple[ParticularsForm, list[Saved]]:
    """The form with what was saved in the fields nobody touched here, and every field saved meanwhile."""
    opened = as_opened(form.data, on=on)
    before = opened.particulars().cleaned(on) if opened.is_valid() else {}
    typed, data, rows = form.particulars().cleaned(on), form.data.copy(), []
    for name, shown in particulars_of(kept).items():
        saved = getattr(kept, name)
        if saved == typed[name] or (name in before and saved == before[name]):
            continue
        untouched = name in before and typed[name] == before[name]
        if untouched:
            _put(data, name, shown)
        told = "" if untouched else _words(form, name, typed[name])
        rows.append(Saved(form.fields[name].label, _words(form, name, saved), told))
    return ParticularsForm(data, on=on), rows


def _put(data: QueryDict, name: str, shown: Any) -> None:
    """As a browser would post it: a box that is not ticked is not there."""
    if shown is False:
        data.pop(name, None)
    else:
        data[name] = "on" if shown is True else shown


def _words(form: ParticularsForm, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return staff_date(value)
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value)) or "nothing"
