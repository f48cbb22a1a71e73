"""Every question has a purpose: a rule or a condition reads it, or it is kept for the record only."""

from collections.abc import Iterator, Mapping
from typing import Any

from treatments.protocol_file.problems import Fault

Document = Mapping[str, Any]


def question_faults(document: Document) -> Iterator[Fault]:
    """Questions nobody reads, questions that are read though marked record-only, questions no form asks."""
    read = questions_read(document)
    for place, question in enumerate(document["questions"]):
        path, code = ("questions", place), question["code"]
        if question.get("record_only") and code in read:
            yield Fault(
                path, f"{code} is record_only, yet a rule or condition reads it", "Remove record_only"
            )
        elif not question.get("record_only") and code not in read:
            mend = "Let a rule read it, or mark it record_only: true"
            yield Fault(path, f"no rule or condition reads {code}", mend)
    yield from _asked_before_the_visit(document, read)
    yield from _one_medicine_question(document)


def questions_read(document: Document) -> set[str]:
    """The questions that any rule, condition, contradiction or comparison looks at."""
    read = {row["question"] for row in document["contradictions"]}
    read |= {question["compares"] for question in document["questions"] if "compares" in question}
    read |= {rule["area_question"] for rule in document["rules"] if "area_question" in rule}
    return read | {criterion["question"] for criterion in criteria_of(document) if criterion.get("question")}


def criteria_of(document: Document) -> Iterator[Mapping[str, Any]]:
    """Every criterion of the document: of rules, of warning signs and of "asked when"."""
    groups = [group for rule in document["rules"] for group in rule["when"]]
    groups += [group for sign in document["warning_signs"] for group in sign.get("when", ())]
    groups += [group for question in document["questions"] for group in question.get("asked_when", ())]
    for group in groups:
        yield from group


def _asked_before_the_visit(document: Document, read: set[str]) -> Iterator[Fault]:
    """A question that the form before the visit leaves out would stay blank in every case."""
    asked = document["questionnaires"]["pre_visit"]["questions"]
    for question in document["questions"] if asked != "all" else ():
        code = question["code"]
        if code not in asked and not question.get("only_for") and (code in read or question["required"]):
            path = ("questionnaires", "pre_visit", "questions")
            yield Fault(
                path, f"{code} is never asked before the visit", f"Add {code}, or write questions: all"
            )


def _one_medicine_question(document: Document) -> Iterator[Fault]:
    named = {c["question"] for c in criteria_of(document) if any(key.startswith("medicine_") for key in c)}
    if len(named) > 1:
        what = f"typed medicines are looked for in {len(named)} questions ({', '.join(sorted(named))})"
        yield Fault(("rules",), what, "Use one list of medicines for all conditions")
