"""The summary's verdict in words: the headline, what stands in the way of ready, which wait binds."""

from datetime import datetime
from typing import Any

from clinic.templatetags.clinic_dates import staff_date, staff_time
from clinic.templatetags.clinic_icons import LOOKS, staff_word
from intake.listing import listed, number

DECIDED = "What was to be decided is signed."
NO_WAY_ROUND = "A stop holds: there is no date while it does."

Row = dict[str, Any]


def verdict_words(shown: Row, when: str) -> Row:
    """The verdict's lines, from `intake.summary.summary_of` of assessed answers."""
    head = shown["headline"]
    return {
        "decision": head["decision"],
        "look": LOOKS[head["decision"]],
        "headline": _headline(head),
        "day": staff_date(head["earliest_date"]) if _waits_to_a_day(head) else "",
        "between": _between(shown) + _can_go_ahead(shown["areas"]),
        "binding": _binding(shown),
        "basis": _basis(shown, when),
    }


def _basis(shown: Row, when: str) -> str:
    """The visit, the edition it was checked with, and the answers; the day checked for if the visit moved."""
    response, day = shown["response"], staff_date(shown["visit"]["planned_on"])
    at = staff_time(datetime.fromisoformat(response["submitted_at"]))
    how = response["mode"][0].lower() + response["mode"][1:]
    checked = "" if when.startswith(day) else f" for {day}"
    editions = listed(dict.fromkeys(row["edition"] for row in shown["protocols"]))
    checked = f"{shown['protocol']['treatment']}, protocol {editions}{checked}"
    return f"Visit {when}. {checked}. Answers {response['number']}, sent {at} ({how})."


def _headline(head: Row) -> str:
    if head["decision"] in ("not_a_candidate", "ready"):
        return staff_word(head["decision"])
    parts = []
    if head["missing"]:
        parts.append(f"{number(head['missing'], 'answer', 'answers')} missing")
    if head["decision"] != "incomplete" and head["review"] + head["stop"]:
        parts.append(f"{head['review'] + head['stop']} to review")
    if head["defer"]:
        parts.append("wait to" if _waits_to_a_day(head) else "then wait")
    told = ", ".join(parts)
    return told[:1].upper() + told[1:] or staff_word(head["decision"])


def _waits_to_a_day(head: Row) -> bool:
    """Whether the headline ends in the earliest date."""
    is_settled = head["decision"] in ("not_a_candidate", "ready")
    return bool(head["defer"] and head["earliest_date"]) and not is_settled


def _between(shown: Row) -> str:
    """What stands between this patient and ready: what to ask, what to decide, what to wait for."""
    head = shown["headline"]
    if head["decision"] == "not_a_candidate":
        return NO_WAY_ROUND
    decisions, signed = _to_decide(shown["why"]), all(row["signed"] for row in shown["areas"])
    blockers = [*_to_ask(shown), *([] if signed else decisions), *_to_wait(shown)]
    if not blockers and signed and decisions:
        return DECIDED
    if not blockers:
        return f"Nothing stands in the way on {staff_date(shown['visit']['planned_on'])}."
    return f"Before ready: {'; '.join(blockers)}."


def _to_ask(shown: Row) -> list[str]:
    blank, unsure = shown["headline"]["missing"], _unsure(shown["why"])
    found = [f"{number(blank, 'answer', 'answers')} to ask for"] if blank else []
    return found + ([f"{number(unsure, 'thing', 'things')} the patient is not sure of"] if unsure else [])


def _unsure(why: list[Row]) -> int:
    """How many answers are open: findings of the same answers are settled together."""
    open_findings = [row for row in why if row["status"] == "unresolved" and row["effects"] != ["note"]]
    return len({tuple(entry["question"] for entry in row["because"]) for row in open_findings})


def _to_decide(why: list[Row]) -> list[str]:
    found = [row for row in why if row["status"] == "present" and {"review", "stop"} & {*row["effects"]}]
    return [f"your decision on {number(len(found), 'finding', 'findings')}"] if found else []


def _to_wait(shown: Row) -> list[str]:
    waits = [row for row in shown["why"] if row["status"] == "present" and "defer" in row["effects"]]
    undated = dict.fromkeys(row["clears"] for row in waits if not row["ends_on"] and row["clears"])
    dated = max((row["ends_on"] for row in waits if row["ends_on"]), default=None)
    return [*([f"a wait to {staff_date(dated)}"] if dated else []), *undated]


def _can_go_ahead(areas: list[Row]) -> str:
    ready = [row["label"] for row in areas if row["decision"] == "ready"]
    return f" {listed(ready)} can go ahead." if ready and len(ready) < len(areas) else ""


def _binding(shown: Row) -> str:
    """Which wait decides the earliest date, and the one behind it."""
    head, waits = shown["headline"], shown["waits"]
    if head["decision"] == "not_a_candidate" or not head["defer"]:
        return ""
    if not head["earliest_date"]:
        return "The earliest date is not known yet."
    if not waits:
        return ""
    first, *others = waits
    behind = next((wait for wait in others if wait["label"] != first["label"]), None)
    then = f"; without it, “{behind['label']}”: {staff_date(behind['ends_on'])}" if behind else ""
    return f"“{first['label']}” sets the date{then}."
