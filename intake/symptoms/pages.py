"""The symptom check as a few pages: urgent signs in one list, then what is there, then more about it.

Which page comes next follows from what was told and what was put already, so that nothing has to be kept
between two pages but these two, which the page itself carries.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from treatments.symptoms import SymptomCheck

Page = tuple[str, ...]


class Told(NamedTuple):
    """What was told, and the pages that were put. A page somebody went back from keeps its answers."""

    answers: Mapping[str, Any]
    put: tuple[Page, ...] = ()

    @property
    def codes(self) -> set[str]:
        """The questions that were put."""
        return {code for page in self.put for code in page}

    @property
    def counted(self) -> dict[str, Any]:
        """The answers to what was put."""
        return {code: value for code, value in self.answers.items() if code in self.codes}

    def with_page(self, page: Page, values: Mapping[str, Any]) -> "Told":
        """The same after one more page; a question left blank there loses an older answer."""
        kept = {code: value for code, value in self.answers.items() if code not in page}
        given = {code: value for code, value in values.items() if value is not None}
        return Told(kept | given, (*self.put, page))

    def back(self) -> "Told":
        """The same before the last page that was put."""
        return Told(self.answers, self.put[:-1])


def next_page(check: SymptomCheck, told: Told, *, days_after: int) -> Page:
    """The questions to put now: what is asked in the first section that has something left. Empty at the end.

    Only what was put counts: an answer behind a page somebody went back to opens nothing yet.
    """
    put, sections = told.codes, {row["code"]: row["section"] for row in check.questions}
    asked = [code for code in check.asked(told.counted, days_after=days_after) if code not in put]
    page = [code for code in asked if sections[code] == sections[asked[0]]]
    lists = lists_of(check)
    return tuple(dict.fromkeys(one for code in page for one in (code, *lists.get(code, ()))))


def lists_of(check: SymptomCheck) -> dict[str, Page]:
    """Questions that stand as one list with what they open: a yes-or-no one → its optional follow-ups."""
    found: dict[str, Page] = {}
    for row in check.questions:
        gate = _gate(row)
        if gate is not None and check.values[gate].type == "yesno":
            found[gate] = (*found.get(gate, ()), row["code"])
    return found


def section_of(check: SymptomCheck, page: Page) -> str:
    """The code of the section a page belongs to."""
    return next(row["section"] for row in check.questions if row["code"] == page[0])


def _gate(row: Mapping[str, Any]) -> str | None:
    """The one question that opens an optional yes-or-no one; None for any other."""
    if row["type"] != "yesno" or row.get("required", True):
        return None
    opened_by = {criterion.get("question") for group in row.get("asked_when", ()) for criterion in group}
    return opened_by.pop() if len(opened_by) == 1 else None
