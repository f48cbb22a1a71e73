"""The summary as it is read: every value in words, once, for the page, the print and the PDF alike."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from clinic.templatetags.clinic_dates import staff_date, staff_time
from intake.listing import listed, number
from intake.summary_reasons import reason_words, rule_names
from intake.summary_verdict import verdict_words

Row = dict[str, Any]

TOLD_ELSEWHERE = ("goal", "tried_before")
"""Answers that stand on the page in the patient's own words: they are not repeated among the changes."""

SHORT_ANSWER = 16
"""Letters that fit beside another answer."""

ROWS_OF_THEIR_OWN = 4
"""Areas that each have a row; more would push the reasons off the screen."""

REASONS_OF_A_COLUMN = 4
"""Reasons that leave room for the problem below them; of more, it moves beside them."""

NOT_APPLICABLE = "This does not apply to me"


def in_words(shown: Row) -> Row:
    """What every form of the summary shows of `intake.summary.summary_of`."""
    words = {"who": _who(shown["patient"]), "when": _when(shown["visit"])}
    if shown["response"] is None:
        return words
    return words | {
        "verdict": verdict_words(shown),
        "areas": _areas(shown),
        "why": reason_words(shown),
        "passed": rule_names(shown["passed"]),
        "ask": [row for row in shown["unknown"] if row["state"] != "blank"],  # what is blank stands in "why"
        "safety": _safety(shown["safety"]),
        "problem": _problem(shown),
        "why_is_long": len(shown["why"]) > REASONS_OF_A_COLUMN + len(shown["changes"]) // 3,
        "course": [_session(row) for row in shown["course"]],
        "changes": [_change(row) for row in shown["changes"] if row["code"] not in TOLD_ELSEWHERE],
        "plan": [_plan(row) for row in shown["plan"]],
        "depths": _depths([row for plan in shown["plan"] for row in plan["depths"]]),
        "care": _care(shown["care"]),
        "signed": _signed(shown["areas"]),
    }


def _who(patient: Row) -> Row:
    facts = [
        ("Born", f"{staff_date(patient['born'])}{_age(patient)}"),
        ("Sex at birth", patient["sex"]),
        ("Record", patient["record_number"]),
        (
            "Language",
            patient["language"] + (" – interpreter needed" if patient["interpreter_needed"] else ""),
        ),
    ]
    called = patient["preferred_name"]
    return {
        "name": f"{patient['family_name'].upper()}, {patient['given_name']}",
        "called": called if called and called != patient["given_name"] else "",
        "facts": [fact for fact in facts if fact[1]],
        "allergies": listed(patient["allergies"]),
    }


def _age(patient: Row) -> str:
    return "" if patient["age"] is None else f" ({patient['age']} y)"


def _when(visit: Row) -> str:
    return f"{staff_time(datetime.fromisoformat(visit['starts_at']))}, {visit['place']}"


def _areas(shown: Row) -> list[Row]:
    """A row an area; where there are many, those alike in everything else share one."""
    rows = [_area(row, shown["visit"]["planned_on"]) for row in shown["areas"]]
    if len(rows) <= ROWS_OF_THEIR_OWN:
        return rows
    keys = [key for key in rows[0] if key != "label"]
    alike: dict[tuple, list[str]] = {}
    for row in rows:
        alike.setdefault(tuple(row[key] for key in keys), []).append(row["label"])
    return [
        {"label": listed(labels), **dict(zip(keys, values, strict=True))} for values, labels in alike.items()
    ]


def _area(row: Row, planned_on: str) -> Row:
    return {
        "label": row["label"],
        "for": row["for"],
        "decision": row["decision"],
        "from": _from(row, planned_on),
        "signed": _signed_area(row["signed"]) if row["signed"] else "",
    }


def _from(row: Row, planned_on: str) -> str:
    if row["decision"] == "not_a_candidate":
        return "–"
    if row["date"] is None:
        return "not known yet" if row["decision"] != "defer" else "when it has cleared"
    return "as planned" if row["date"] <= planned_on else staff_date(row["date"])


def _signed_area(signed: Row) -> str:
    word = "until" if signed["decided"] == "wait" else "from"
    day = f" {word} {staff_date(signed['treat_not_before'])}" if signed["treat_not_before"] else ""
    reason = "; ".join(part for part in (signed["reason"], signed["reason_text"]) if part)
    return f"{signed['label']}{day}" + (f" – {reason}" if reason else "")


def _safety(safety: Row) -> Row:
    """What needs room, and the answers of a word or two that stand in pairs."""
    return {
        "long": [
            {"label": "Medicines", "lines": _medicines(safety)},
            {"label": "Allergies", "lines": [listed(safety["allergies"]) or "none given"]},
            *({"label": row["label"], "lines": [row["answer"]]} for row in safety["lines"] if _is_long(row)),
        ],
        "short": [
            {"label": row["label"], "answer": _plain(row["answer"])}
            for row in safety["lines"]
            if not _is_long(row)
        ],
    }


def _is_long(row: Row) -> bool:
    return len(_plain(row["answer"])) > SHORT_ANSWER


def _plain(answer: str) -> str:
    return "does not apply" if answer == NOT_APPLICABLE else answer


def _medicines(safety: Row) -> list[str]:
    if not safety["medicines_asked"]:
        return ["not answered"]
    return [_medicine(entry) for entry in safety["medicines"] if not entry["nothing"]] or ["none"]


def _medicine(entry: Row) -> str:
    if not entry["recognised"]:
        return f"“{entry['text']}” – not recognised"
    known = [_match(name) for name in entry["names"] if name["class"] or name["guess"]]
    return f"“{entry['text']}”" + (f" – {'; '.join(known)}" if known else "")


def _match(name: Row) -> str:
    kind = f" ({name['class'].replace('_', ' ')})" if name["class"] else ""
    return f"perhaps {name['name']}{kind}: confirm" if name["guess"] else f"{name['name']}{kind}"


def _problem(shown: Row) -> Row:
    wanted: dict[str, list[str]] = {}
    for row in shown["areas"]:
        wanted.setdefault(row["for"], []).append(row["label"].lower())
    problem = shown["problem"]
    return {
        "wanted": "; ".join(f"{concern}: {listed(areas)}" for concern, areas in wanted.items()) + ".",
        "goal": problem["goal"],
        "tried_before": problem["tried_before"],
        "language": problem["language"],
        "whose": _whose(problem),
    }


def _whose(problem: Row) -> str:
    if not problem["goal"] and not problem["tried_before"]:
        return "The patient wrote nothing about it."
    return f"In the patient’s words ({'Spanish' if problem['language'] == 'es' else 'English'})."


def _session(row: Row) -> str:
    return f"{staff_date(row['on'])}: {listed(row['areas'])}" + ("" if row["here"] else " (elsewhere)")


def _change(row: Row) -> Row:
    return {
        "label": row["label"],
        "before": "" if row["before"] == "not answered" else row["before"],
        "now": row["now"],
        "since": staff_date(row["since"]),
    }


def _plan(row: Row) -> str:
    fewest, most = row["sessions"]
    shortest, longest = row["interval_days"]
    sessions = number(most, "session", "sessions") if fewest == most else f"{fewest}–{most} sessions"
    done = f", {row['done']} done" if row["done"] else ""
    text = f"{row['for']}: {sessions}{done}, {shortest}–{longest} days apart. "
    text += f"Next after this one: {staff_date(row['next_from'])} to {staff_date(row['next_to'])}."
    return text + (f" Maintenance: {row['maintenance']}." if row["maintenance"] else "")


def _depths(rows: Iterable[Row]) -> list[str]:
    """One line a range, with the areas that share it."""
    ranges: dict[str, list[str]] = {}
    for row in rows:
        ranges.setdefault(_depth(row), []).append(row["label"])
    return [f"{listed(dict.fromkeys(areas))}: {words}" for words, areas in ranges.items()]


def _depth(row: Row) -> str:
    if row["usual_mm"] is None:
        return "no usual range in the protocol"
    least, most = row["usual_mm"]
    return f"{least:g}–{most:g} mm, warn above {row['warn_above_mm']:g} mm"


def _care(rows: Iterable[Row]) -> list[Row]:
    """What is asked at check-in, by the day it holds from, the earliest first; what always holds is last."""
    since: dict[str, list[str]] = {}
    asked = [row for row in rows if row["at_check_in"] != "none"]
    for row in sorted(asked, key=lambda row: row["from"] or "~"):
        day = f"From {staff_date(row['from'])}" if row["from"] else "Always"
        since.setdefault(day, []).append(row["text"])
    return [{"since": day, "text": " ".join(texts)} for day, texts in since.items()]


def _signed(areas: Iterable[Row]) -> Row | None:
    """Who signed the decision that stands, and the digests of what was signed."""
    signed = [row["signed"] for row in areas if row["signed"]]
    if not signed:
        return None
    digests = dict.fromkeys(row["digest"] for row in signed)
    at = staff_time(datetime.fromisoformat(signed[0]["signed_at"]))
    return {"by": signed[0]["signer"], "at": at, "digests": list(digests)}
