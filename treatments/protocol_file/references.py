"""Whether the parts of a document fit together: every code that is used exists and suits its place."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from treatments.protocol_file.course_references import course_faults
from treatments.protocol_file.criteria import TYPES_FOR, operator_of
from treatments.protocol_file.problems import Fault, Path, shown

CONTEXT = ("case", "protocol", "as_of", "answered_on", "planned_on", "birth_date", "indication", "areas")
CONTEXT_FIELDS = (*CONTEXT, "previous_sessions", "answers", "line")
"""Names a case uses for other things than answers: no question may be called so."""


def reference_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Every mistake between the parts of a document whose shape is right."""
    found = list(_Checked(document).faults())
    yield from found
    if not found:
        yield from course_faults(document)


class _Checked:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.questions = {question["code"]: question for question in document["questions"]}
        self.place = {code: place for place, code in enumerate(self.questions)}
        self.classes = document.get("medicine_classes") or {}
        self.sources = {
            *(document.get("bases") or {}),
            *(document.get("references") or {}),
            *(statement["code"] for statement in document.get("statements") or ()),
        }

    def faults(self) -> Iterator[Fault]:
        yield from self._codes_once()
        yield from self._questions()
        yield from self._rules()
        yield from self._medicines()
        yield from self._schedules()
        yield from self._depths()
        yield from self._basis(self.document, ())
        yield from self._lists()
        yield from self._cases()

    def _codes_once(self) -> Iterator[Fault]:
        for kind in ("questions", "rules", "warning_signs", "worked_cases", "guide"):
            key = {"worked_cases": "case", "guide": "part"}.get(kind, "code")
            yield from _doubled([((kind, i, key), row[key]) for i, row in enumerate(self._rows(kind))])
        yield from _doubled(
            [
                ((kind, i), row["code"])
                for kind in ("before", "after")
                for i, row in enumerate(self._rows(kind))
            ]
        )
        named = [((key, code), code) for key in ("bases", "references") for code in self._table(key)]
        named += [(("statements", i, "code"), row["code"]) for i, row in enumerate(self._rows("statements"))]
        yield from _doubled(named)

    def _questions(self) -> Iterator[Fault]:
        for place, question in enumerate(self.document["questions"]):
            path = ("questions", place)
            if question["code"] in CONTEXT_FIELDS:
                what = f"a question may not be called {question['code']}"
                yield Fault((*path, "code"), what, "A case uses that name for the visit; take another")
            yield from _known(question["section"], self._table("sections"), "section", (*path, "section"))
            gates = question.get("asked_when") or []
            yield from self._groups(gates, (*path, "asked_when"))
            yield from self._only_earlier(question["code"], gates, (*path, "asked_when"))
            yield from _no_medicines(gates, (*path, "asked_when"))
        yield from self._circles()

    def _only_earlier(self, code: str, gates: list, path: Path) -> Iterator[Fault]:
        for asked in _questions_in(gates):
            if self.place.get(asked, -1) > self.place[code]:
                yield Fault(
                    path, f"it depends on {asked}, which is asked later", f"Move {asked} before {code}"
                )

    def _circles(self) -> Iterator[Fault]:
        """Questions that can never be asked because each waits for the other."""
        waits_for = {
            code: [c for c in _questions_in(question.get("asked_when") or []) if c in self.questions]
            for code, question in self.questions.items()
        }
        for code in self.questions:
            if code in _reached(code, waits_for):
                path = ("questions", self.place[code], "asked_when")
                yield Fault(path, f"{code} waits for itself to be asked", "Break the circle")

    def _rules(self) -> Iterator[Fault]:
        for place, rule in enumerate(self.document["rules"]):
            path = ("rules", place)
            yield from self._groups(rule["when"], (*path, "when"))
            if "area_question" in rule:
                asked = rule["area_question"]
                yield from self._question(asked, ("areas",), "area_question", (*path, "area_question"))
        for place, sign in enumerate(self._rows("warning_signs")):
            yield from self._groups(sign.get("when") or [], ("warning_signs", place, "when"))

    def _groups(self, groups: list, path: Path) -> Iterator[Fault]:
        for i, group in enumerate(groups):
            for j, criterion in enumerate(group):
                yield from self._criterion(criterion, (*path, i, j))

    def _criterion(self, criterion: Mapping[str, Any], path: Path) -> Iterator[Fault]:
        operator = operator_of(criterion)
        asked = criterion.get("question")
        if asked is not None:
            found = list(self._question(asked, TYPES_FOR[operator], operator, path))
            yield from found
            if operator == "is" and not found:
                yield from self._values(asked, criterion["is"], (*path, "is"))
        listed = {
            "medicine_class": (self.classes, "medicine class"),
            "indication": (self._table("indications"), "indication"),
            "areas_include": (self._table("areas"), "area"),
        }.get(operator)
        for value in criterion[operator] if listed else ():
            yield from _known(value, *listed, (*path, operator))

    def _question(self, code: str, types: tuple[str, ...], use: str, path: Path) -> Iterator[Fault]:
        if code not in self.questions:
            yield from _known(code, self.questions, "question", path)
        elif self.questions[code]["type"] not in types:
            kind = self.questions[code]["type"]
            yield Fault(
                path, f"{use} cannot look at {code}, a {kind} question", f"It needs {' or '.join(types)}"
            )

    def _values(self, code: str, values: Iterable[str], path: Path) -> Iterator[Fault]:
        for value in values:
            yield from _known(value, answers_of(self.questions[code]), f"answer of {code}", path)

    def _medicines(self) -> Iterator[Fault]:
        for name in self._table("medicines"):
            yield from _known(name, [*self.classes, "none"], "medicine class", ("medicines", name))
        if "none" in self.classes:
            yield Fault(("medicine_classes", "none"), "none stands for no class", "Take another code")
        names = [
            (("medicines", kind, i), name)
            for kind, listed in self._table("medicines").items()
            for i, name in enumerate(listed)
        ]
        yield from _doubled(names)
        for place, row in enumerate(self._rows("contradictions")):
            path = ("contradictions", place)
            for code in row["classes"]:
                yield from _known(code, self.classes, "medicine class", (*path, "classes"))
            found = list(
                self._question(row["question"], ("yesno", "choice", "when"), "a contradiction", path)
            )
            yield from found or self._values(row["question"], row["values"], (*path, "values"))

    def _schedules(self) -> Iterator[Fault]:
        named = [
            (("schedules", place, "indications", i), code)
            for place, row in enumerate(self.document["schedules"])
            for i, code in enumerate(row["indications"])
        ]
        yield from _doubled(named)
        for path, code in named:
            yield from _known(code, self._table("indications"), "indication", path)
        for code in set(self._table("indications")) - {code for _, code in named}:
            yield Fault(("indications", code), f"{code} has no schedule", "Name it in one of the schedules")

    def _depths(self) -> Iterator[Fault]:
        named = [
            (("depths", place, "areas", i), code)
            for place, row in enumerate(self._rows("depths"))
            for i, code in enumerate(row["areas"])
        ]
        yield from _doubled(named)
        for path, code in named:
            yield from _known(code, self._table("areas"), "area", path)

    def _basis(self, value: Any, path: Path) -> Iterator[Fault]:
        """Every `basis` list, wherever it stands."""
        if isinstance(value, Mapping):
            for key, item in value.items():
                yield from (
                    self._sources(item, (*path, key)) if key == "basis" else self._basis(item, (*path, key))
                )
        elif isinstance(value, list):
            for place, item in enumerate(value):
                yield from self._basis(item, (*path, place))

    def _sources(self, codes: Any, path: Path) -> Iterator[Fault]:
        for code in codes if isinstance(codes, list) else ():
            if code not in self.sources:
                mend = "Name a statement, a reference or one of the bases, or add it there"
                yield Fault(path, f"{shown(code)} is no source of this file", mend)

    def _lists(self) -> Iterator[Fault]:
        rules = [rule["code"] for rule in self.document["rules"]]
        for place, row in enumerate(self._rows("before")):
            for code in row.get("serves") or ():
                yield from _known(code, rules, "rule", ("before", place, "serves"))
        for name, form in self.document["questionnaires"].items():
            asked = form["questions"] if isinstance(form["questions"], list) else []
            path = ("questionnaires", name, "questions")
            yield from _doubled([((*path, i), code) for i, code in enumerate(asked)])
            for code in asked:
                yield from _known(code, self.questions, "question", path)
        if "pre_visit" not in self.document["questionnaires"]:
            yield Fault(
                ("questionnaires",), "there is no pre_visit questionnaire", "Add it with questions: all"
            )

    def _cases(self) -> Iterator[Fault]:
        for code in self._table("usual_answers"):
            yield from _known(code, self.questions, "question", ("usual_answers", code))
        for place, case in enumerate(self.document["worked_cases"]):
            path = ("worked_cases", place)
            yield from _known(case["indication"], self._table("indications"), "indication", path)
            for code in case["areas"]:
                yield from _known(code, self._table("areas"), "area", (*path, "areas"))
            for code in case.get("answers") or ():
                yield from _known(code, self.questions, "question", (*path, "answers", code))

    def _rows(self, key: str) -> list:
        return self.document.get(key) or []

    def _table(self, key: str) -> Mapping[str, Any]:
        return self.document.get(key) or {}


def answers_of(question: Mapping[str, Any]) -> tuple[str, ...]:
    """The words that answer a question; a date's own words only, since dates are not listed."""
    own = {"yesno": ("yes", "no"), "choice": tuple(question.get("options") or ())}.get(question["type"], ())
    never = ("never",) if question.get("never") else ()
    not_sure = ("not_sure",) if question.get("not_sure") and "not_sure" not in own else ()
    return (*own, *never, *not_sure)


def _known(code: str, known: Iterable[str], what: str, path: Path) -> Iterator[Fault]:
    known = list(known)
    if code not in known:
        some = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
        yield Fault(path, f"{shown(code)} is not a listed {what}", f"Use one of {some or '(there are none)'}")


def _no_medicines(gates: list, path: Path) -> Iterator[Fault]:
    """What somebody typed is recognised once all is sent, so no question can wait for it."""
    for i, group in enumerate(gates):
        for j, criterion in enumerate(group):
            operator = operator_of(criterion)
            if operator.startswith("medicine_"):
                what = f"{operator} cannot decide whether a question is asked"
                yield Fault((*path, i, j), what, "Use it in a rule, and let asked_when look at an answer")


def _doubled(named: list[tuple[Path, str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for path, code in named:
        if code in seen:
            yield Fault(path, f"{shown(code)} is given twice", "Keep one of them, or give it another code")
        seen.add(code)


def _questions_in(groups: list) -> list[str]:
    return [c["question"] for group in groups for c in group if c.get("question")]


def _reached(start: str, waits_for: Mapping[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = list(waits_for[start])
    while ahead:
        code = ahead.pop()
        if code not in reached:
            reached.add(code)
            ahead += waits_for[code]
    return reached
