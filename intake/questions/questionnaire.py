"""Which questions a visit asks, recomputed from the answers each time.

Nothing about what is asked is ever stored with a draft or posted by a browser: an answer that a later
change hides does not count, is not demanded, and counts again when the change is taken back.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from intake.dates import clinic_day
from intake.models import PRE_VISIT, SAME_DAY, Visit
from intake.questions import shelf
from intake.questions.answers import is_blank, read_answer
from intake.questions.items import Item, daily_codes, sheet_of
from intake.questions.parts import Part, parts_of
from intake.questions.wording import Refused
from treatments.eligibility import Engine
from treatments.eligibility.answers import Days, problem_with
from treatments.eligibility.case import Case
from treatments.eligibility.protocol import Question

Answers = Mapping[str, Any]


_AT_FIRST: dict[tuple, int] = {}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the answers stand, all codes in the questionnaire's order.

    `counted` are the answers that are asked and valid; `missing` the asked and required blanks;
    `still_open` what is yet to be put: the missing ones and optional questions nobody has passed over.
    `put` leaves out what an earlier response answered for good: nobody is taken through that again.
    """

    order: Mapping[str, int]
    asked: tuple[str, ...]
    put: tuple[str, ...]
    counted: dict[str, Any]
    missing: tuple[str, ...]
    still_open: tuple[str, ...]

    def next_open(self, after: str | None = None) -> str | None:
        """The question to put next: the first open one behind `after`, else the first open one at all."""
        behind = [code for code in self.still_open if after in self.order and self._is_behind(code, after)]
        return next(iter(behind or self.still_open), None)

    def next_after(self, code: str) -> str | None:
        """The question asked right behind this one, answered or not."""
        return next((other for other in self.put if self._is_behind(other, code)), None)

    def previous(self, code: str) -> str | None:
        """The question asked right before this one."""
        return next((other for other in reversed(self.put) if self._is_behind(code, other)), None)

    def progress(self, code: str) -> tuple[int, int]:
        """This question's number among those put now, and how many those are ("4 of about 48")."""
        return sum(self._is_behind(code, other) for other in self.put) + 1, max(len(self.put), 1)

    @property
    def is_complete(self) -> bool:
        return not self.missing

    def _is_behind(self, code: str, other: str) -> bool:
        return self.order[code] > self.order[other]


class Questionnaire:
    """The questions of one form of a visit: the union of what each of its requests asks."""

    def __init__(self, visit: Visit, parts: list[Part], *, on: date, form: str = PRE_VISIT) -> None:
        self.visit, self.parts, self.on, self.form = visit, parts, on, form
        self.planned_on = max(clinic_day(visit.starts_at), on)
        self.edition = parts[0].edition
        self._questions, self._order, self._always = _union(tuple(part.engine for part in parts))

    def item(self, code: str, language: str) -> Item:
        """One question as it is read in that language; Refused where there is no such question."""
        _, place = self._question(code)
        return sheet_of(self.parts[place].edition, language).items[code]

    def items(self, codes: Iterable[str], language: str) -> list[Item]:
        """The questions of those codes, in that order."""
        return [self.item(code, language) for code in codes]

    def standing(self, answers: Answers, given: Answers) -> Standing:
        """What is asked, what counts, what is left. `given` tells what was passed over and what is stale."""
        stale = shelf.stale(given)
        usable = self._usable(answers, stale)
        found = {code for part in self.parts for code in part.engine.asked(self._case(part, usable))}
        asked = tuple([code for code in self._questions if code in found])
        counted = {code: usable[code] for code in asked if code in usable}
        blank = [code for code in asked if code not in counted]
        missing = tuple([code for code in blank if self._questions[code][0].required])
        left_out = self._left_out(given).difference(missing)
        put = tuple([code for code in asked if code not in left_out])
        passed = (left_out | (given.keys() - stale)).difference(missing)
        still_open = tuple([code for code in blank if code not in passed])
        return Standing(self._order, asked, put, counted, missing, still_open)

    def asks(self, code: str, answers: Answers, given: Answers) -> bool:
        """Whether `standing` has this question among the asked; most are asked whatever is answered."""
        return code in self._always or code in self.standing(answers, given).asked

    def _left_out(self, given: Answers) -> set[str]:
        """What the form does not put: answered for good, or, on the day, none of the questions of a day."""
        left_out = shelf.settled(given)
        if self.form != SAME_DAY:
            return left_out
        daily = {code for part in self.parts for code in daily_codes(part.edition)}
        return left_out.union(self._questions.keys() - given.keys() - daily)

    def needed_at_first(self) -> int:
        """How many answers are needed before any is given; remembered for each kind of request."""
        key = tuple(
            (part.edition.pk, part.edition.rules_hash, part.request.indication, tuple(part.request.areas))
            for part in self.parts
        )
        if key not in _AT_FIRST:
            if len(_AT_FIRST) > 500:
                _AT_FIRST.clear()
            _AT_FIRST[key] = len(self.standing({}, {}).missing)
        return _AT_FIRST[key]

    def read(self, code: str, value: Any) -> Any:
        """One answer as it may be stored, None for blank. Raises Refused with what to do."""
        question, place = self._question(code)
        return read_answer(question, value, self.parts[place].engine.protocol.areas, self._days())

    @property
    def questions(self) -> list[Question]:
        """Every question there is in the form, asked of this patient or not, in order."""
        return [question for question, _ in self._questions.values()]

    def is_required(self, code: str) -> bool:
        return self._question(code)[0].required

    def type_of(self, code: str) -> str:
        return self._question(code)[0].type

    def _question(self, code: str) -> tuple[Question, int]:
        if code not in self._questions:
            raise Refused("unknown_question")
        return self._questions[code]

    def _usable(self, answers: Answers, stale: Collection[str]) -> dict[str, Any]:
        """The answers that still are: an edition published since, a visit moved, or time can end one."""
        days, usable = self._days(), {}
        areas = [part.engine.protocol.areas for part in self.parts]
        for code, value in answers.items():
            if code not in self._questions or code in stale:
                continue
            question, place = self._questions[code]
            if not is_blank(question, value) and not problem_with(question, value, areas[place], days):
                usable[code] = value
        return usable

    def _days(self) -> Days:
        return Days(self.on, self.on, self.planned_on, self.visit.patient.birth_date)

    def _case(self, part: Part, answers: dict[str, Any]) -> Case:
        return Case(
            as_of=self.on,
            planned_on=self.planned_on,
            birth_date=self.visit.patient.birth_date,
            indication=part.request.indication,
            areas=tuple(part.request.areas),
            answers=answers,
        )


@lru_cache(maxsize=64)
def _union(
    engines: tuple[Engine, ...],
) -> tuple[dict[str, tuple[Question, int]], dict[str, int], frozenset[str]]:
    """The questions of several protocols, each once, with the place of the one it is taken from.

    With it, the place of each in the questionnaire, and the codes of those that are asked of everybody.
    """
    questions: dict[str, tuple[Question, int]] = {}
    always = set()
    for place, engine in enumerate(engines):
        for question in engine.protocol.questions:
            questions.setdefault(question.code, (question, place))
            if not question.asked_when:
                always.add(question.code)
    return questions, {code: place for place, code in enumerate(questions)}, frozenset(always)


def questionnaire_for(
    visit: Visit, *, on: date, parts: list[Part] | None = None, form: str = PRE_VISIT
) -> Questionnaire:
    """One of the visit's questionnaires by the editions in force. Raises NoProtocol where one has none.

    `parts` are those read a moment ago in the same request; what a booking asks for never changes.
    """
    if parts is None:
        return Questionnaire(visit, parts_of(visit, form), on=on, form=form)
    for part in parts:
        part.request.visit = visit  # the caller may hold a fresher one
    return Questionnaire(visit, parts, on=on, form=form)
