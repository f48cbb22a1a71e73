"""What patients read: no word of the trade, no verdict, and nothing that is marked as not to be shown."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from treatments.protocol_file.problems import Fault, Path

Document = Mapping[str, Any]

BANNED = re.compile(
    r"\b(adverse\w*|contraindicat\w*|lesions?|topical\w*|(in)?eligible|rejected|flagged|deferred)\b",
    re.IGNORECASE,
)
"""English words a patient does not read: jargon, and verdicts that only a dermatologist may give."""


def wording_faults(document: Document) -> Iterator[Fault]:
    """Banned words in patients' texts, and sources that do not fit their use."""
    for path, words in patient_texts(document):
        found = BANNED.search(words["en"])
        if found:
            mend = "Say it in everyday words, and without a verdict"
            yield Fault((*path, "en"), f"a patient would read {found.group()!r}", mend)
    yield from _source_faults(document)


def patient_texts(document: Document) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Every text that some page shows to patients, with its place."""
    for place, question in enumerate(document["questions"]):
        for key in ("text", "hint", "why"):
            if key in question:
                yield ("questions", place, key), question[key]
        for code, text in question.get("options", {}).items():
            yield ("questions", place, "options", code), text
    for place, rule in enumerate(document["rules"]):
        yield ("rules", place, "patient"), rule["patient"]
    for kind in ("before", "after", "warning_signs"):
        for place, row in enumerate(document[kind]):
            yield (kind, place, "text"), row["text"]
    for place, part in enumerate(document["guide"]):
        yield ("guide", place, "title"), part["title"]
        for number, sentence in enumerate(part["sentences"]):
            yield ("guide", place, "sentences", number, "text"), sentence["text"]
    yield from _course_texts(document)


def _course_texts(document: Document) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """What patients read of forms, consent, orders and the scales they rate on themselves."""
    for name, form in document["questionnaires"].items():
        yield ("questionnaires", name, "title"), form["title"]
    for place, order in enumerate(document.get("orders", ())):
        yield ("orders", place, "label"), order["label"]
    consent = document.get("consent", {"statements": ()})
    for place, statement in enumerate(consent["statements"]):
        yield ("consent", "statements", place, "text"), statement["text"]
    for key in ("title", "agree"):
        if key in consent:
            yield ("consent", key), consent[key]
    for place, scale in enumerate(document.get("scales", ())):
        yield from _scale_texts(scale, ("scales", place)) if "patient" in scale["rated_by"] else ()


def _scale_texts(scale: Document, path: Path) -> Iterator[tuple[Path, Mapping[str, str]]]:
    if "text" in scale:
        yield (*path, "text"), scale["text"]
    for number, step in enumerate(scale["steps"]):
        yield (*path, "steps", number, "text"), step["text"]


def _source_faults(document: Document) -> Iterator[Fault]:
    hidden = {row["code"] for row in document["statements"] if row["use"] == "not_shown"}
    shown = dict(_patient_sources(document))
    for code, path in shown.items():
        if code in hidden:
            yield Fault(
                path, f"it rests on {code}, which is marked not_shown", "Leave it out, or correct the mark"
            )
    for place, row in enumerate(document["statements"]):
        if row["use"] == "shown" and row["code"] not in shown:
            mend = "Let a sentence of the guide name it, or mark it used or not_shown"
            yield Fault(("statements", place), f"no text for patients rests on {row['code']}", mend)


def _patient_sources(document: Document) -> Iterator[tuple[str, Path]]:
    """Each source that a text for patients rests on, with one of the places."""
    for kind in ("before", "after", "warning_signs"):
        for place, row in enumerate(document[kind]):
            yield from ((code, (kind, place, "basis")) for code in row["basis"])
    for number, statement in enumerate(document.get("consent", {}).get("statements", ())):
        yield from ((code, ("consent", "statements", number, "basis")) for code in statement["basis"])
    for place, part in enumerate(document["guide"]):
        for number, sentence in enumerate(part["sentences"]):
            path = ("guide", place, "sentences", number, "basis")
            yield from ((code, path) for code in sentence["basis"])
