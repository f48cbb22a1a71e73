"""The symptom check finds every sign it should, and a doubt never weighs more than a plain answer."""

from collections.abc import Iterator, Mapping
from typing import Any

from treatments.protocol_file.problems import Fault

Document = Mapping[str, Any]
SYMPTOMS = "symptom_check"


def course_faults(document: Document) -> Iterator[Fault]:
    """Signs that no report can raise, and late signs that somebody may be unsure of."""
    if SYMPTOMS not in document["questionnaires"]:
        return
    questions = {question["code"]: question for question in document["questions"]}
    for place, sign in enumerate(document["warning_signs"]):
        if sign["level"] != "expected" and "when" not in sign:
            what = f"no report can raise {sign['code']}"
            yield Fault(("warning_signs", place), what, "Add when: …, on the questions of symptom_check")
        elif sign["level"] == "late":
            yield from _doubts(sign, questions, ("warning_signs", place, "when"))


def _doubts(sign: Mapping[str, Any], questions: Mapping[str, Any], path: tuple) -> Iterator[Fault]:
    """A sign that is open counts as a call, which is more than "late"."""
    read = {criterion["question"] for group in sign["when"] for criterion in group}
    for code in sorted(code for code in read if questions[code].get("not_sure")):
        what = f"{code} can be not_sure, which would count as a call and a plain yes as late"
        yield Fault(path, what, "Let the answer be a choice of yes, or maybe, and no")
