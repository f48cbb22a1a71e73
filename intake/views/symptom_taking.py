"""One press in a symptom check: what the page carried, what was typed, and the page or report that follows.

The patient's pages and the desk's by phone are the same steps in other words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from intake.forms.symptoms import NOT_SURE, SymptomForm, carried_from, carrying, key_of
from intake.models import TreatmentSession
from intake.questions.answer_text import PATIENT, STAFF, day_words
from intake.questions.items import document_of, said, sheet_of
from intake.symptoms import check_in_force, days_after
from intake.symptoms.pages import Page, Told, lists_of, next_page, section_of
from treatments.models import ProtocolEdition
from treatments.symptoms import SymptomCheck


@dataclass(frozen=True, slots=True)
class Taking:
    """Where a symptom check stands.

    `chosen` is the session it is about, None until one of several is named.
    """

    sessions: Sequence[TreatmentSession]
    chosen: TreatmentSession | None
    edition: ProtocolEdition
    check: SymptomCheck
    told: Told
    key: str
    on: date
    language: str
    by_staff: bool = False
    local: str = ""

    @property
    def session(self) -> TreatmentSession:
        """The session named, else the latest: an urgent sign does not wait for a choice."""
        return self.chosen or self.sessions[0]

    @property
    def days(self) -> int:
        return days_after(self.session, on=self.on)

    @property
    def page(self) -> Page:
        """The questions to put now; empty when all were put."""
        return next_page(self.check, self.told, days_after=self.days)

    @property
    def asks_session(self) -> bool:
        """Whether this page asks which of several sessions is meant: the second one does."""
        return len(self.sessions) > 1 and len(self.told.put) == 1

    @property
    def heading(self) -> str:
        """The title of the page's section."""
        sections = sheet_of(self.edition, self.language).sections
        return sections[section_of(self.check, self.page)]

    @property
    def title(self) -> str:
        return said(self.check.title, self.language)

    def form(self, data: Mapping | None = None) -> SymptomForm:
        """The page as a form; with `data`, as it was handed in."""
        local = sheet_of(self.edition, self.local).items if self.local else None
        form = SymptomForm(
            self.check,
            self.page,
            sheet_of(self.edition, self.language).items,
            _signs(self.edition, self.language),
            data,
            carried=carrying(self.told, self.key, self.chosen),
            answers=self.told.answers,
            local=local,
            blanks_allowed=self.by_staff,
        )
        if self.asks_session:
            form.ask_session([(str(session.pk), self._said(session)) for session in self.sessions])
        return form

    def after(self, form: SymptomForm) -> "Taking":
        """Where it stands once this page is handed in."""
        told = self.told.with_page(self.page, form.values)
        if not self.asks_session:
            return self._with(told=told)
        chosen = _named(self.sessions, form.cleaned_data.get("session"))
        edition, check = self.edition, self.check
        if chosen is not None and chosen.treatment != self.session.treatment:
            edition, check = check_in_force(chosen.treatment)
        return self._with(told=told, chosen=chosen, edition=edition, check=check)

    def back(self, form: SymptomForm) -> "Taking":
        """Where it stood a page earlier, with what was typed since."""
        kept = self.told.with_page(self.page, form.values).back()
        return self._with(told=kept.back())

    def is_urgent(self) -> bool:
        """Whether what was told so far is urgent: nothing more is asked then."""
        return self.check.assess(self.told.counted, days_after=self.days).level == "urgent"

    @property
    def is_in_doubt(self) -> bool:
        """Whether somebody is not sure about the urgent signs."""
        return any(self.told.counted.get(gate) == NOT_SURE for gate in lists_of(self.check))

    def _with(self, **changes: Any) -> "Taking":
        values = {name: getattr(self, name) for name in self.__slots__} | changes
        return Taking(**values)

    def _said(self, session: TreatmentSession) -> str:
        """16 March 2026: Forehead, Cheeks."""
        names = sheet_of(self.edition, self.language).areas
        day = day_words(session.performed_on, self.language, STAFF if self.by_staff else PATIENT)
        return f"{day}: {', '.join(names.get(area, area) for area in session.areas)}"


def taking_of(
    sessions: Sequence[TreatmentSession], data: Mapping, *, on: date, language: str, **of_staff: Any
) -> Taking:
    """Where the check stands by what a page carried; at its beginning for an empty `data`. Raises NotNow."""
    chosen = sessions[0] if len(sessions) == 1 else _named(sessions, data.get("session"))
    edition, check = check_in_force((chosen or sessions[0]).treatment)
    told = carried_from(data, check)
    return Taking(sessions, chosen, edition, check, told, key_of(data), on, language, **of_staff)


def _named(sessions: Sequence[TreatmentSession], key: object) -> TreatmentSession | None:
    return next((session for session in sessions if str(session.pk) == key), None)


def _signs(edition: ProtocolEdition, language: str) -> dict[str, str]:
    """Questions that alone make an urgent sign, in the sign's words: "Trouble breathing"."""
    found = {}
    for sign in document_of(edition)["warning_signs"]:
        criteria = [criterion for group in sign.get("when", ()) for criterion in group]
        if sign["level"] == "urgent" and sign.get("in_guide", True) and len(criteria) == 1:
            found[criteria[0].get("question")] = said(sign["text"], language)
    return found
