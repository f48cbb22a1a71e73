"""The summary's reasons in words: what is blank, what was found, what was looked at and found nothing."""

import re
from typing import Any

from clinic.templatetags.clinic_dates import staff_date
from intake.listing import listed
from intake.summary.areas import in_one

EFFECT_WORDS = {"stop": "Stop", "review": "Review", "defer": "Wait", "note": "Note"}
EFFECT_LOOKS = {"stop": "stop", "review": "review", "defer": "wait", "note": "plain"}
EXAMPLES = re.compile(r" \(such as [^()]*\)")

Row = dict[str, Any]


def reason_words(shown: Row) -> list[Row]:
    """One row a reason, blanks first, then the findings worst first."""
    blanks = [row for row in shown["unknown"] if row["state"] == "blank"]
    return [*map(_blank, blanks), *map(_finding, shown["why"])]


def rule_names(codes: list[str]) -> list[str]:
    """Rules as a list of names."""
    return [code.replace("_", " ") for code in codes]


def without_examples(answer: str) -> str:
    """Staff know what an answer's examples are there for: they are left out."""
    return EXAMPLES.sub("", answer)


def _blank(row: Row) -> Row:
    return {
        "code": "",
        "question": row["code"],
        "badges": [("missing", "Missing")],
        "could": "",
        "areas": "",
        "lead": f"{row['label']}:",
        "rest": "not answered.",
        "because": [],
        "until": "",
        "sources": [],
    }


def _finding(row: Row) -> Row:
    is_open = row["status"] == "unresolved"
    lead, rest = _parted(row["sentence"])
    looks = [(EFFECT_LOOKS[effect], EFFECT_WORDS[effect]) for effect in row["effects"]]
    return {
        "code": row["code"],
        "question": "",
        "badges": [("missing", "Not sure")] if is_open else looks,
        "could": f"could be {listed(word for _, word in looks)}" if is_open else "",
        "areas": in_one(row["areas"]) if row["areas"] else "",
        "lead": lead,
        "rest": rest,
        "because": [f"{entry['label']}: {without_examples(entry['answer'])}" for entry in row["because"]],
        "until": _until(row),
        "sources": row["sources"],
    }


def _parted(sentence: str) -> tuple[str, str]:
    """What it is, and what to do about it: the eye runs down the first."""
    lead, colon, rest = sentence.partition(": ")
    return (f"{lead}:", rest) if colon else (sentence, "")


def _until(row: Row) -> str:
    if row["status"] != "present" or "defer" not in row["effects"]:
        return ""
    return f"until {staff_date(row['ends_on'])}" if row["ends_on"] else row["clears"]
