"""A page of the symptom check as a form, with what was told before carried along in it."""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from intake.canonical import canonical
from intake.forms.answers import FIELDS
from intake.forms.asking import MODES
from intake.forms.fields import TextField
from intake.models import TreatmentSession
from intake.questions.items import COMMON, Item, said
from intake.questions.wording import Refused
from intake.symptoms import readable
from intake.symptoms.pages import Page, Told, lists_of
from treatments.symptoms import SymptomCheck

NONE, NOT_SURE = "none", "not_sure"
MOST_CARRIED = 20_000
"""Characters of what a page carries; the longest honest report has a fifth of that."""
MOST_PAGES = 20
FEW = 12
"""Numbers that fit beside each other as a choice."""
KEY = re.compile(r"[0-9a-f]{32}")
NONE_AND_MORE = _("You chose “None of these” and something else. Clear one of the two.")


class SymptomForm(forms.Form):
    """The questions of one page. `local` are the same questions in the patient's language, to read out.

    Staff may leave anything blank (`blanks_allowed`): what is needed and blank counts as a call.
    """

    use_required_attribute = False

    told = forms.CharField(required=False, widget=forms.HiddenInput)
    put = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    session = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        check: SymptomCheck,
        page: Page,
        items: Mapping[str, Item],
        signs: Mapping[str, str],
        data: Mapping | None = None,
        *,
        carried: Mapping[str, str],
        answers: Mapping[str, Any],
        local: Mapping[str, Item] | None = None,
        blanks_allowed: bool = False,
    ) -> None:
        self._check, self._page, self._lists = check, page, lists_of(check)
        super().__init__(data, initial=dict(carried) | self._initial(answers))
        self._ranges = {row["code"]: row["range"] for row in check.questions if "range" in row}
        for code in self._own():
            field = self._field(items[code], items, signs)
            field.help_text = _hint(field.help_text, (local or {}).get(code))
            self.fields[_name(code)] = field
        self._may_be_blank = blanks_allowed

    def full_clean(self) -> None:
        """Nothing is demanded of staff; `required` stays for the word "(optional)" beside the others."""
        must = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = field.required and not self._may_be_blank
        super().full_clean()
        for name, field in self.fields.items():
            field.required = must[name]

    def clean(self) -> None:
        for gate in self._lists:
            chosen = self.cleaned_data.get(_name(gate)) or []
            if NONE in chosen and len(chosen) > 1:
                self.add_error(_name(gate), NONE_AND_MORE)

    def ask_session(self, sessions: Sequence[tuple[str, str]]) -> None:
        """Ask which of several sessions is meant."""
        self.fields["session"] = forms.ChoiceField(
            label=_("Which session is this about?"),
            choices=sessions,
            widget=forms.RadioSelect,
            error_messages={"required": Refused("blank").message},
        )

    @property
    def values(self) -> dict[str, Any]:
        """The answers of this page that could be read; None for blank."""
        cleaned = getattr(self, "cleaned_data", {})
        found: dict[str, Any] = {}
        for code in self._own():
            value = cleaned.get(_name(code))
            if code in self._lists:
                found |= self._ticked(code, value or [])
            else:
                found[code] = None if value in ("", [], None) else value
        return found

    def _own(self) -> list[str]:
        """The questions with a control of their own: what stands in another's list has none."""
        listed = {code for codes in self._lists.values() for code in codes}
        return [code for code in self._page if code not in listed]

    def _ticked(self, gate: str, chosen: Sequence[str]) -> dict[str, Any]:
        ticked = [code for code in self._lists[gate] if code in chosen]
        answer = "yes" if ticked else NOT_SURE if NOT_SURE in chosen else "no" if NONE in chosen else None
        return {gate: answer} | {code: "yes" if code in ticked else None for code in self._lists[gate]}

    def _initial(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {
            _name(code): self._chosen(code, answers) if code in self._lists else answers.get(code)
            for code in self._own()
        }

    def _chosen(self, gate: str, answers: Mapping[str, Any]) -> list[str]:
        ticked = [code for code in self._lists[gate] if answers.get(code) == "yes"]
        return ticked or {"no": [NONE], NOT_SURE: [NOT_SURE]}.get(answers.get(gate), [])

    def _field(self, item: Item, items: Mapping[str, Item], signs: Mapping[str, str]) -> forms.Field:
        if item.code in self._lists:
            return _list(
                item, [(code, signs.get(code) or items[code].text) for code in self._lists[item.code]]
            )
        if item.type == "number":
            return _number(item, self._ranges.get(item.code))
        common = {"label": item.text, "help_text": item.hint, "required": item.required}
        return FIELDS[item.type](item, common)


class HowAskedForm(forms.Form):
    """How staff came by the answers."""

    use_required_attribute = False
    mode = forms.ChoiceField(label="Asked", choices=MODES, widget=forms.RadioSelect)


class ClosureForm(forms.Form):
    """What a dermatologist found and did; it takes the red line away."""

    note = TextField(
        label="What was found and done",
        help_text="The red line goes when this is saved.",
        lines=3,
        max_length=2_000,
        error_messages={"required": "Write what was found and done."},
    )


def carried_from(data: Mapping, check: SymptomCheck) -> Told:
    """What a page carried, with nothing in it that the check would not take."""
    return Told(_answers(data, check), _pages(data, check))


def carrying(told: Told, key: str, session: TreatmentSession | None) -> dict[str, str]:
    """The hidden fields of the next page."""
    put = "|".join(" ".join(page) for page in told.put)
    return {
        "told": canonical(told.answers),
        "put": put,
        "key": key,
        "session": str(session.pk) if session else "",
    }


def key_of(data: Mapping) -> str:
    """The key one page's report is known by, so that a second press is no second report."""
    key = str(data.get("key", ""))
    return key if KEY.fullmatch(key) else secrets.token_hex(16)


def _answers(data: Mapping, check: SymptomCheck) -> dict[str, Any]:
    text = str(data.get("told", ""))
    if not text or len(text) > MOST_CARRIED:
        return {}
    try:
        told = json.loads(text)
        return readable(check, told) if isinstance(told, dict) else {}
    except (ValueError, RecursionError, OverflowError, Refused):
        return {}


def _pages(data: Mapping, check: SymptomCheck) -> tuple[Page, ...]:
    pages = str(data.get("put", ""))[:MOST_CARRIED].split("|")[:MOST_PAGES]
    known = [tuple(code for code in page.split() if code in check.values) for page in pages]
    return tuple(page for page in known if page)


def _name(code: str) -> str:
    return f"a-{code}"


def _hint(hint: str, local: Item | None) -> str:
    if local is None:
        return hint
    words = " ".join(part for part in (local.text, local.hint) if part)
    return format_html('{} <span class="local" lang="es">{}</span>', hint, words)


def _list(item: Item, options: list[tuple[str, str]]) -> forms.Field:
    not_sure = [(NOT_SURE, item.words_of(NOT_SURE))] if item.not_sure else []
    return forms.MultipleChoiceField(
        label=item.text,
        choices=[*options, (NONE, _("None of these")), *not_sure],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": Refused("blank").message,
            "invalid_choice": Refused("not_listed").message,
        },
    )


def _number(item: Item, span: Sequence[int] | None) -> forms.Field:
    common = {"label": item.text, "help_text": item.hint, "required": item.required}
    if span is None or span[1] - span[0] > FEW:
        return forms.FloatField(min_value=0, **common)
    choices = [(str(number), str(number)) for number in range(span[0], span[1] + 1)]
    choices += [(NOT_SURE, said(COMMON[NOT_SURE], "en"))] if item.not_sure else []
    return forms.TypedChoiceField(
        choices=choices,
        coerce=lambda value: value if value == NOT_SURE else int(value),
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": Refused("blank").message,
            "invalid_choice": Refused("not_listed").message,
        },
        **common,
    )
