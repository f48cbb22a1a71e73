"""The one form of a document: fixed key order, single blanks, defaults left out.

Orders that a database's JSON does not keep are put back: answers stand as in the questionnaire, findings as
in the rules, areas as the case has them.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from treatments.protocol_file.form import DOCUMENT
from treatments.protocol_file.scalars import NOTHING

_NO_CONTENT = ("format", "treatment", "edition")
"""Keys that name an edition without being part of what it says, except the treatment's name."""


def canonical(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document in its canonical form; only for one without faults."""
    document = DOCUMENT.canonical(document)
    questions = [question["code"] for question in document["questions"]]
    rules = [rule["code"] for rule in document["rules"]]
    document["usual_answers"] = _ordered(document["usual_answers"], questions)
    document["medicines"] = {kind: names for kind, names in document["medicines"].items() if names}
    for case in document["worked_cases"]:
        case["answers"] = _ordered(case["answers"], questions)
        if "answered_on" in case:
            case["answered_on"] = _ordered(case["answered_on"], questions)
        case["expect"]["findings"] = _ordered(case["expect"]["findings"], rules)
        for by_area in ("areas", "dates"):
            case["expect"][by_area] = _ordered(case["expect"][by_area], case["areas"])
    return document


def _ordered(table: Mapping[str, Any], order: Iterable[str]) -> dict[str, Any]:
    """The table in the given order, what that does not name at the end."""
    known = [code for code in order if code in table]
    return {code: table[code] for code in (*known, *sorted(set(table) - set(known)))}


def rules_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of all that a decision depends on, in hexadecimal."""
    return _hash({key: value for key, value in document.items() if key not in _NO_CONTENT}, wording=False)


def wording_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of every text and its sources, in hexadecimal."""
    return _hash(document, wording=True)


def _hash(document: Mapping[str, Any], wording: bool) -> str:
    part = DOCUMENT.part(document, wording)
    content = None if part is NOTHING else part
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
