"""Where asking stands: what is answered so far, what is asked next, and in which group."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from intake.decided import decided_of
from intake.items import Item
from intake.models import PRE_VISIT, Draft, Language, Mode, Visit, VisitState
from intake.questionnaire import Standing, questionnaire_for
from intake.wording import Refused


class Asking:
    """The questions of one visit with the answers as drafted, or as sent where nobody drafts.

    Looking changes nothing: a draft is opened by the first answer that is saved. Raises NoProtocol.
    """

    def __init__(self, visit: Visit, on: date) -> None:
        self.visit = visit
        self.questionnaire = questionnaire_for(visit, on=on)
        self.draft = Draft.objects.filter(visit=visit, questionnaire=PRE_VISIT, closed_at=None).first()
        self.sent = None if self.draft else decided_of(visit).response
        held = self.draft or self.sent
        self.answers: dict[str, Any] = dict(held.answers) if held else {}
        self.given: dict[str, Any] = dict(held.given) if held else {}
        self.standing = self.questionnaire.standing(self.answers, self.given)
        self.items = {item.code: item for item in self._items("en")}

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
        merged = dict(self.answers)
        for code, value in values.items():
            try:
                answer = self.questionnaire.read(code, value)
            except Refused:
                continue
            merged.pop(code, None)
            if answer is not None:
                merged[code] = answer
        return self.questionnaire.standing(merged, self.given)

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

    def _items(self, language: str) -> list[Item]:
        return self.questionnaire.items(self.standing.order, language)
