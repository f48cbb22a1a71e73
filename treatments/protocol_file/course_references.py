"""Whether questions of single forms, warning signs, orders and scales fit the rest of the document."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from treatments.protocol_file.criteria import operator_of
from treatments.protocol_file.problems import Fault, Path

Part = Mapping[str, Any]

SYMPTOMS, BEFORE_THE_VISIT = "symptom_check", "pre_visit"
ON_ANSWERS = ("is", "under", "over")
"""Operators that need no visit to be read: those of warning signs."""


def course_faults(document: Part) -> Iterator[Fault]:
    """Every mistake of these parts in a document whose shape is right and whose codes exist."""
    forms = _Forms(document)
    for place, question in enumerate(document["questions"]):
        yield from forms.question_faults(question, ("questions", place))
    for path, groups in _eligibility(document):
        yield from forms.reads_only(groups, None, path)
    yield from forms.lists()
    yield from forms.signs()
    yield from _orders(document)
    yield from _scales(document)


class _Forms:
    """Which questions belong to single forms, and which to all that decides before a session."""

    def __init__(self, document: Part) -> None:
        self.document = document
        self.forms = document["questionnaires"]
        self.questions = {question["code"]: question for question in document["questions"]}

    def only_for(self, code: str) -> tuple[str, ...]:
        return tuple(self.questions.get(code, {}).get("only_for") or ())

    def question_faults(self, question: Part, path: Path) -> Iterator[Fault]:
        own = tuple(question.get("only_for") or ())
        for form in own:
            if form not in self.forms or form == BEFORE_THE_VISIT:
                mend = "Name another form of questionnaires"
                yield Fault((*path, "only_for"), f"{form!r} is no form of its own", mend)
        gates = question.get("asked_when") or []
        if own and own != (SYMPTOMS,) and gates:
            yield Fault((*path, "asked_when"), f"a question only for {own[0]} is always asked", "Remove it")
        elif own:
            yield from self.reads_only(gates, SYMPTOMS, (*path, "asked_when"))
        if question.get("given_by") or question.get("compares"):
            yield from self._given(question, path)

    def reads_only(self, groups: Iterable, form: str | None, path: Path) -> Iterator[Fault]:
        """Conditions look only at questions of their own form; None stands for all that decides."""
        for criterion in (c for group in groups for c in group):
            code, operator = criterion.get("question"), operator_of(criterion)
            own = self.only_for(code) if code else ()
            if form is None and own:
                what = f"it looks at {code}, which is asked only for {', '.join(own)}"
                yield Fault(path, what, "Look at a question that is asked before the visit")
            elif form and (operator not in ON_ANSWERS or form not in own):
                what = f"it looks at {code or operator}, which {form} does not know"
                mend = f"Use {', '.join(ON_ANSWERS)} on a question that is only_for: [{form}]"
                yield Fault(path, what, mend)

    def _given(self, question: Part, path: Path) -> Iterator[Fault]:
        """The clinic gives the days since the session, and whether a number grew since the last report."""
        compared = self.questions.get(question.get("compares"))
        is_days = question["type"] == "number" and question.get("unit") == "days" and compared is None
        is_growth = (
            question["type"] == "yesno"
            and bool(question.get("not_sure"))
            and compared is not None
            and (compared["type"], compared.get("given_by")) == ("number", None)
            and self.only_for(compared["code"]) == (SYMPTOMS,)
        )
        if question.get("given_by") != "clinic" or not (is_days or is_growth):
            mend = "Make it a number in days, or a yesno with not_sure that compares a number of the form"
            yield Fault((*path, "given_by"), "the clinic cannot work this answer out", mend)
        elif self.only_for(question["code"]) != (SYMPTOMS,):
            yield Fault((*path, "given_by"), "only symptom_check has such answers", "Remove given_by")

    def lists(self) -> Iterator[Fault]:
        """A form lists its own questions, and no others that are only for another one."""
        for name, form in self.forms.items():
            listed = form["questions"] if isinstance(form["questions"], list) else []
            path = ("questionnaires", name, "questions")
            for code in listed:
                own = self.only_for(code)
                if own and name not in own:
                    yield Fault(path, f"{code} is only for {', '.join(own)}", "Leave it out here")
                elif name == SYMPTOMS and not own:
                    yield Fault(
                        path, f"{code} is no question about symptoms", "Mark it only_for, or leave it out"
                    )
            for code, question in self.questions.items():
                if name in self.only_for(code) and "given_by" not in question and code not in listed:
                    yield Fault(path, f"{code} is only for {name}, which does not list it", f"Add {code}")

    def signs(self) -> Iterator[Fault]:
        for place, sign in enumerate(self.document.get("warning_signs") or ()):
            path = ("warning_signs", place, "when")
            if sign.get("when") and SYMPTOMS not in self.forms:
                yield Fault(path, "no questionnaire asks about symptoms", f"Add questionnaires.{SYMPTOMS}")
            else:
                yield from self.reads_only(sign.get("when") or (), SYMPTOMS, path)


def _eligibility(document: Part) -> Iterator[tuple[Path, list]]:
    """Every place that decides before a session, with what it looks at."""
    for place, rule in enumerate(document["rules"]):
        area = [[{"question": rule["area_question"], "is": []}]] if "area_question" in rule else []
        yield ("rules", place), [*rule["when"], *area]
    for place, row in enumerate(document.get("contradictions") or ()):
        yield ("contradictions", place), [[{"question": row["question"], "is": []}]]
    for place, question in enumerate(document["questions"]):
        if not question.get("only_for"):
            yield ("questions", place, "asked_when"), question.get("asked_when") or []


def _orders(document: Part) -> Iterator[Fault]:
    """In an edition with orders, what is told only when ordered can be ordered."""
    codes = [order["code"] for order in document.get("orders") or ()]
    yield from _twice("orders", codes)
    for kind in ("before", "after") if codes else ():
        for place, row in enumerate(document.get(kind) or ()):
            if row.get("when_ordered") and row["code"] not in codes:
                mend = f"Add {row['code']} to orders, or remove when_ordered"
                yield Fault((kind, place, "when_ordered"), f"nobody can order {row['code']}", mend)


def _scales(document: Part) -> Iterator[Fault]:
    scales = document.get("scales") or ()
    yield from _twice("scales", [scale["code"] for scale in scales])
    for place, scale in enumerate(scales):
        for code in scale.get("indications") or ():
            if code not in document["indications"]:
                known = ", ".join(document["indications"])
                yield Fault(
                    ("scales", place, "indications"),
                    f"{code!r} is not a listed indication",
                    f"Use one of {known}",
                )


def _twice(kind: str, codes: list[str]) -> Iterator[Fault]:
    for place, code in enumerate(codes):
        if code in codes[:place]:
            yield Fault((kind, place, "code"), f"{code!r} is given twice", "Give it another code")
