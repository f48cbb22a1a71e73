"""Where asking stands: what is answered so far, what is asked next, and in which group."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from clinic.templatetags.clinic_dates import staff_date
from intake.actions.drafts import find_draft, start_of
from intake.actions.same_day import find_check
from intake.models import PRE_VISIT, SAME_DAY, Language, Mode, Visit, VisitState
from intake.questions import shelf
from intake.questions.answer_text import answer_words
from intake.questions.items import Item
from intake.questions.questionnaire import Standing, questionnaire_for
from intake.questions.wording import Refused


class Asking:
    """The questions of one form of a visit with the answers as drafted, or as a draft would begin.

    Looking changes nothing: a draft is opened by the first answer that is saved. Raises NoProtocol, and
    NotNow for the check of the day where nothing was answered before.
    """

    def __init__(self, visit: Visit, on: date, form: str = PRE_VISIT) -> None:
        self.visit = visit
        self.questionnaire = questionnaire_for(visit, on=on, form=form)
        self.draft = find_check(visit, on) if form == SAME_DAY else find_draft(visit, form)
        if self.draft:
            start, given, self.corrects = self.draft, self.draft.given, bool(self.draft.corrects_id)
        else:
            start, given = start_of(visit, self.questionnaire)
            self.corrects = start is not None and start.visit_id == visit.pk
        self.answers: dict[str, Any] = dict(start.answers) if start else {}
        self.given: dict[str, Any] = dict(given)
        self.standing = self.questionnaire.standing(self.answers, self.given)
        self.items = {item.code: item for item in self._items("en")}

    @property
    def may_send(self) -> bool:
        """Whether something was not sent for this visit yet: a draft, or what an earlier visit told."""
        return self.draft is not None or (bool(self.answers) and not self.corrects)

    @property
    def told(self) -> dict[str, str]:
        """What is to be put again, with the day it was told: "On 02-Mar-2026: No"."""
        days = {code: staff_date(shelf.given_on(self.given, code)) for code in self.answers}
        return {
            code: f"On {days[code]}: {answer_words(self.items[code], value)}"
            for code, value in self.answers.items()
            if code in self.items and shelf.is_stale(self.given, code)
        }

    @property
    def again(self) -> set[str]:
        """Of those, the ones whose old answer would have to be typed anew: "Still so" takes it instead."""
        return {code for code in self.told if self._takes_typing(code)}

    def is_settled(self, code: str) -> bool:
        """Whether an earlier visit's answer still counts: it stands folded away and is not put."""
        return shelf.is_settled(self.given, code)

    def to_fill_in(self) -> dict[str, Any]:
        """The answers that stand in the boxes: what is to be put again does not."""
        return {code: value for code, value in self.answers.items() if not shelf.is_stale(self.given, code)}

    @property
    def version(self) -> int:
        """The draft's version as the page shows it; a draft begins with 1."""
        return self.draft.version if self.draft else 1

    @property
    def local(self) -> dict[str, Item]:
        """The questions in the patient's language, where it is not the staff's."""
        language = self.visit.patient.language
        return {} if language == Language.ENGLISH else {item.code: item for item in self._items(language)}

    @property
    def sections(self) -> dict[str, str]:
        """The groups in order, with their titles."""
        return {item.section: item.section_title for item in self.items.values()}

    def codes_in(self, section: str) -> list[str]:
        """Every question of a group, asked or not, in order."""
        return [code for code, item in self.items.items() if item.section == section]

    def asked_in(self, section: str, standing: Standing | None = None) -> list[str]:
        """The questions of a group that are asked now."""
        asked = (standing or self.standing).asked
        return [code for code in asked if self.items[code].section == section]

    def with_values(self, values: Mapping[str, Any]) -> Standing:
        """Where the answers would stand with these put in; nothing is saved."""
        merged, given = dict(self.answers), dict(self.given)
        for code, value in values.items():
            try:
                answer = self.questionnaire.read(code, value)
            except Refused:
                continue
            if answer is None:
                merged.pop(code, None)
            else:
                merged[code], given[code] = answer, {}  # no longer one that is to be put again
        return self.questionnaire.standing(merged, given)

    def first_open_section(self) -> str | None:
        """The first group where an answer is missing; None where every required one is there."""
        code = next(iter(self.standing.missing), None)
        return self.items[code].section if code else None

    def next_section(self, section: str) -> str | None:
        """The group behind this one."""
        names = list(self.sections)
        behind = names[names.index(section) + 1 :]
        return behind[0] if behind else None

    def progress(self) -> list[dict[str, Any]]:
        """Each group with how many of its questions are dealt with."""
        open_ = set(self.standing.still_open)
        rows = []
        for section, title in self.sections.items():
            asked = self.asked_in(section)
            dealt = sum(code not in open_ for code in asked)
            rows.append({"code": section, "title": title, "dealt": dealt, "asked": len(asked)})
        return rows

    def usual_mode(self) -> str:
        """By phone, until the patient is here."""
        return Mode.STAFF.value if self.visit.state == VisitState.ARRIVED else Mode.PHONE.value

    def _takes_typing(self, code: str) -> bool:
        item, value = self.items[code], self.answers[code]
        return item.type not in ("yesno", "choice") and value not in [option for option, _ in item.options]

    def _items(self, language: str) -> list[Item]:
        return self.questionnaire.items(self.standing.order, language)
