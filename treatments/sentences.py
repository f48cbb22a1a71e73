"""A protocol's rows as English sentences for staff, made from the rows alone.

Pure: a sentence depends on the row and on the names that stand in the same document. Questions are called
by their label in quotation marks, options and codes by their words: “Laser kind” is ablative.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from treatments.protocol_file.criteria import operator_of, values_of

Part = Mapping[str, Any]

EFFECT_WORDS = {"stop": "Stop", "defer": "Wait", "review": "Review", "note": "Note"}
ANSWER_KINDS = {
    "yesno": "yes or no",
    "choice": "one of the options",
    "areas": "areas of the body",
    "number": "a number",
    "text": "free text",
    "text_list": "a list of what was typed",
    "when": "a day, a month or a year",
}


@dataclass(frozen=True)
class Names:
    """What a document calls its questions, medicine classes, concerns, areas and forms, in one language."""

    questions: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    indications: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)

    def question(self, code: str) -> str:
        """The question's label as it is quoted in a sentence."""
        return f"“{self.questions.get(code, words_of(code))}”"


def names_in(document: Part, language: str = "en") -> Names:
    """The names of a document that has no faults."""
    return Names(
        questions={question["code"]: question["label"][language] for question in document["questions"]},
        units={q["code"]: q["unit"] for q in document["questions"] if "unit" in q},
        classes={code: name[language] for code, name in document["medicine_classes"].items()},
        indications={code: name[language] for code, name in document["indications"].items()},
        areas={code: name[language] for code, name in document["areas"].items()},
        forms={code: form["title"][language] for code, form in document["questionnaires"].items()},
    )


# -- Words ------------------------------------------------------------------------------------------------


AS_READ = {
    "anaesthetic": "anesthetic",
    "discolouration": "discoloration",
    "nsaid": "NSAID",
    "photosensitiser": "photosensitizer",
    "unrecognised": "unrecognized",
}
"""Parts of codes that staff in the United States spell otherwise; the codes themselves stay."""


def words_of(code: str) -> str:
    """A code as words: non_ablative is “non-ablative”, not_sure “not sure”."""
    words = code.replace("non_", "non-").split("_")
    return " ".join(AS_READ.get(word, word) for word in words)


def title_of(code: str) -> str:
    """A code as a heading: laser_ablative is “Laser ablative”."""
    return _capital(words_of(code))


def listed(items: Iterable[str], last: str = "or") -> str:
    """a, b or c."""
    *most, end = items
    return f"{', '.join(most)} {last} {end}" if most else end


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _inside(name: str) -> str:
    """A name within a sentence; one written in capitals stays so."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _named(codes: Iterable[str], names: Mapping[str, str]) -> str:
    return listed([_inside(names.get(code, words_of(code))) for code in codes])


def _kinds(codes: Iterable[str], names: Names) -> str:
    """Medicine classes in quotation marks: their names are whole phrases with commas of their own."""
    return listed([f"“{names.classes.get(code, words_of(code))}”" for code in codes])


def _days(count: float) -> str:
    return f"{count:g} day" if count == 1 else f"{count:g} days"


def _months(count: float) -> str:
    return f"{count:g} calendar month" if count == 1 else f"{count:g} calendar months"


def _amount(code: str | None, limit: float, names: Names) -> str:
    unit = names.units.get(code or "", "")
    return f"{limit:g} {unit}".strip()


# -- Conditions -------------------------------------------------------------------------------------------

# Each completes "when …"; the arguments are the question's code, the values and the names.
_CONDITIONS: dict[str, Callable[[str | None, tuple, Names], str]] = {
    "is": lambda q, values, n: f"{n.question(q)} is {listed(map(words_of, values))}",
    "is_date": lambda q, _, n: f"{n.question(q)} is a date",
    "within_days": lambda q, v, n: f"{n.question(q)} is less than {_days(v[0])} before the session",
    "within_months": lambda q, v, n: f"{n.question(q)} is less than {_months(v[0])} before the session",
    "under": lambda q, v, n: f"{n.question(q)} is under {_amount(q, v[0], n)}",
    "over": lambda q, v, n: f"{n.question(q)} is over {_amount(q, v[0], n)}",
    "age_under": lambda _, v, n: f"the patient is under {v[0]} on the planned day",
    "age_between": lambda _, v, n: f"the patient is {v[0]} to {v[1]} years old on the planned day",
    "sooner_than_schedule": lambda *_: (
        "fewer days than the schedule’s shortest interval have passed since the last session"
    ),
    "later_than_schedule": lambda *_: (
        "more days than the schedule’s longest interval have passed since the last session"
    ),
    "medicine_class": lambda q, v, n: f"{n.question(q)} names one of the kind {_kinds(v, n)}",
    "medicine_unrecognised": lambda q, _, n: f"{n.question(q)} has a name that is not recognized",
    "medicine_contradicts": lambda q, _, n: f"{n.question(q)} names one that contradicts another answer",
    "indication": lambda _, v, n: f"the treatment is for {_named(v, n.indications)}",
    "areas_include": lambda _, v, n: f"the treatment includes this area: {_named(v, n.areas)}",
    "overlaps_requested": lambda q, _, n: f"{n.question(q)} names an area to be treated",
    "outside_requested": lambda q, _, n: f"{n.question(q)} names an area outside those to be treated",
}

# Each completes "until …".
_WAITS: dict[str, Callable[[str | None, tuple, Names], str]] = {
    "within_days": lambda q, v, n: f"{_days(v[0])} after {n.question(q)}",
    "within_months": lambda q, v, n: f"{_months(v[0])} after {n.question(q)}",
    "sooner_than_schedule": lambda *_: "the schedule’s shortest interval has passed since the last session",
}


def condition(criterion: Part, names: Names) -> str:
    """One criterion, completing "when …"."""
    return _CONDITIONS[operator_of(criterion)](criterion.get("question"), values_of(criterion), names)


def group_clause(group: Iterable[Part], names: Names, waits: bool = False) -> str:
    """The criteria of a group joined: "when …", or with `waits` and a wait among them "until …, where …"."""
    criteria = list(group)
    wait = next((c for c in criteria if waits and operator_of(c) in _WAITS), None)
    others = [condition(criterion, names) for criterion in criteria if criterion is not wait]
    if wait is None:
        return f"when {' and '.join(others)}"
    until = _WAITS[operator_of(wait)](wait.get("question"), values_of(wait), names)
    return f"until {until}" + (f", where {' and '.join(others)}" if others else "")


# -- Rules and questions ----------------------------------------------------------------------------------


def rule_condition(rule: Part, names: Names) -> str:
    """When a contraindication holds, in which areas, and what ends it: a sentence without its effect."""
    waits = "defer" in rule["effects"]
    text = ", or ".join(group_clause(group, names, waits) for group in rule["when"])
    if "area_question" in rule:
        text += f"; only in the areas named under {names.question(rule['area_question'])}"
    if "clears" in rule:
        text += f"; over {rule['clears']['en']}"
    return _capital(text) + "."


def rule_sentence(rule: Part, names: Names) -> str:
    """A contraindication with its effects: “Wait: until 84 days after …, where …”."""
    text = rule_condition(rule, names)
    return (
        f"{listed([EFFECT_WORDS[effect] for effect in rule['effects']], 'and')}: {text[:1].lower()}{text[1:]}"
    )


def sign_condition(sign: Part, names: Names) -> str:
    """When the symptom check finds a warning sign; empty for one that it does not look for."""
    if not sign.get("when"):
        return ""
    return _capital(", or ".join(group_clause(group, names) for group in sign["when"])) + "."


def asked_sentence(question: Part, names: Names) -> str:
    """When a question is asked, and in which form if it belongs to one alone."""
    if question.get("given_by"):
        return _worked_out_sentence(question, names)
    forms = [f"“{names.forms.get(code, words_of(code))}”" for code in question.get("only_for", ())]
    only = f" Only in the form {listed(forms)}." if forms else ""
    if not question.get("asked_when"):
        return f"Always asked.{only}"
    return f"Asked {', or '.join(group_clause(group, names) for group in question['asked_when'])}.{only}"


def _worked_out_sentence(question: Part, names: Names) -> str:
    """Of an answer that the clinic gives: days since the session, or whether a number grew."""
    if "compares" in question:
        return f"Never asked: whether {names.question(question['compares'])} grew since the last report."
    return "Never asked: counted from the day of the session."


def answer_sentence(question: Part) -> str:
    """What an answer may be, and whether one is needed."""
    kind = ANSWER_KINDS[question["type"]] + (
        " from {} to {}".format(*question["range"]) if "range" in question else ""
    )
    kind += f" ({question['unit']})" if "unit" in question else ""
    also = ["never"] * bool(question.get("never")) + ["not sure"] * bool(question.get("not_sure"))
    extra = f", also {listed([f'“{word}”' for word in also])}" if also else ""
    return f"{_capital(kind)}{extra}; {'required' if question['required'] else 'optional'}."


def shelf_life_sentence(question: Part) -> str:
    """How long an answer holds."""
    days = question.get("shelf_life_days")
    if days is None:
        return "The answer does not expire."
    if days == 0:
        return "Asked again on the day of each session."
    return f"Asked again after {_days(days)}."


def contradiction_sentence(row: Part, names: Names) -> str:
    """Which typed medicines contradict which answers."""
    kinds, question = _kinds(row["classes"], names), names.question(row["question"])
    answers = listed(map(words_of, row["values"]))
    return f"A typed medicine of the kind {kinds} contradicts {question} answered {answers}."
