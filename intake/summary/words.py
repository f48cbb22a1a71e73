"""The summary as it is read: every value in words, once, for the page, the print and the PDF alike."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from clinic.templatetags.clinic_dates import staff_date, staff_time
from intake.courses.outcome_line import drawing_of
from intake.courses.timeline import Timeline
from intake.courses.timelines import summary_timelines, tells_next
from intake.listing import listed, number
from intake.summary.areas import area_rows, in_one
from intake.summary.orders import order_words
from intake.summary.reasons import reason_words, rule_names, without_examples
from intake.summary.safety import LOOKED_FOR
from intake.summary.signed_words import letters_of, notice_words, signature_words
from intake.summary.verdict import verdict_words

Row = dict[str, Any]

TOLD_ELSEWHERE = ("goal", "tried_before")
"""Answers that stand on the page in the patient's own words: they are not repeated among the changes."""

SHOWN_IN_SAFETY = ("medicines", "other_allergies", *LOOKED_FOR)
"""Answers whose present state stands in the safety box: among the changes only what they were."""

SHORT_ANSWER = 16
"""Letters that fit beside another answer."""

FEW_LINES = 8
"""Areas, reasons and changes that leave room on a screen for larger type."""

LINES_OF_A_DRAWING = 4

FEW_LETTERS = 400
"""What a patient wrote of the problem, and clinicians to a signature, that fits beside them."""

NOT_APPLICABLE = "This does not apply to me"


def in_words(shown: Row) -> Row:
    """What every form of the summary shows of `intake.summary.summary_of`."""
    words = {"who": _who(shown["patient"]), "when": _when(shown["visit"])}
    if shown["response"] is None:
        return words
    drawings = summary_timelines(shown)
    return words | {
        "verdict": verdict_words(shown, words["when"]),
        "areas": area_rows(shown),
        "why": reason_words(shown),
        "passed": rule_names(shown["passed"]),
        "ask": [row for row in shown["unknown"] if row["state"] != "blank"],  # what is blank stands in "why"
        "safety": _safety(shown["safety"]),
        "problem": _problem(shown["problem"]),
        "course": [_session(row) for row in shown["course"]] or ["no session yet"],
        "timelines": list(drawings.values()),
        "symptoms": [_symptoms(row) for row in shown["symptoms"]],
        "outcome": [_outcome(row) for row in shown["ratings"]],
        "changes": [_change(row) for row in shown["changes"] if row["code"] not in TOLD_ELSEWHERE],
        "plan": [_plan(row, drawings.get(row["request"])) for row in shown["plan"]],
        "depths": _depths([row for plan in shown["plan"] for row in plan["depths"]]),
        "care": _care(shown["care"]),
        "orders": order_words(shown["orders"]),
        "signed": signature_words(shown["signatures"]),
        "notices": notice_words(shown["notices"], shown["unsent"]),
        "is_short": _is_short(shown),
    }


def _is_short(shown: Row) -> bool:
    """Whether everything fits the screen, and the sheet, in larger type as well."""
    lines = sum(len(shown[part]) for part in ("areas", "why", "unknown", "changes", "course", "symptoms"))
    lines += LINES_OF_A_DRAWING * len(shown["ratings"])
    letters = sum(map(len, map(str, shown["problem"].values()))) + letters_of(shown["signatures"])
    return lines <= FEW_LINES and letters <= FEW_LETTERS and not shown["notices"]["held"]


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
        return f"“{entry['text']}” – not recognized"
    known = [_match(name, entry["text"]) for name in entry["names"] if name["class"] or name["guess"]]
    return f"“{entry['text']}”" + (f" – {'; '.join(known)}" if known else "")


def _match(name: Row, typed: str) -> str:
    """What a name was recognised as; the name itself only where the patient typed another."""
    kind = name["class"].replace("_", " ") if name["class"] else ""
    if name["guess"]:
        return f"perhaps {name['name']}{f' ({kind})' if kind else ''}: confirm"
    return kind if name["name"].lower() in typed.lower() else f"{name['name']} ({kind})"


def _problem(problem: Row) -> Row:
    told = problem["goal"] or problem["tried_before"]
    whose = f"in the patient’s words ({'Spanish' if problem['language'] == 'es' else 'English'})"
    return problem | {"title": f"Problem, {whose if told else 'about which the patient wrote nothing'}"}


def _session(row: Row) -> str:
    return f"{staff_date(row['on'])}: {listed(row['areas'])}" + ("" if row["here"] else " (elsewhere)")


def _symptoms(row: Row) -> Row:
    """One session's reports: "16-Mar-2026", "Call today", "Fever (day 2)"."""
    signs = [f"{sign['text']} (day {listed(map(str, sign['days']))})" for sign in row["signs"]]
    usual = number(row["expected"], "report as expected", "reports as expected")
    told = [*signs, usual] if row["expected"] else signs
    return {"on": staff_date(row["on"]), "level": row["label"], "signs": "; ".join(told)}


def _outcome(row: Row) -> Row:
    """A scale as a drawing, and in words where nothing can be drawn."""
    told = [f"{staff_date(one['on'])} {one['by']}: {one['words']}" for one in row["rated"]]
    return drawing_of(row) | {"said": told}


def _change(row: Row) -> Row:
    """What was said before and what is said now; `now` is empty where it stands in the safety box."""
    in_safety = row["code"] in SHOWN_IN_SAFETY
    before = "" if row["before"] == "not answered" and not in_safety else without_examples(row["before"])
    return {
        "label": row["label"],
        "before": before,
        "now": "" if in_safety else without_examples(row["now"]),
        "since": staff_date(row["since"]),
    }


def _plan(row: Row, drawing: Timeline | None) -> str:
    """Sessions and interval; the next days where no drawing on the same sheet shows them."""
    fewest, most = row["sessions"]
    shortest, longest = row["interval_days"]
    sessions = number(most, "session", "sessions") if fewest == most else f"{fewest}–{most} sessions"
    done = f", {row['done']} done" if row["done"] else ""
    text = f"{row['for']}: {sessions}{done}, {shortest}–{longest} days apart"
    if not tells_next(drawing):
        text += f"; next after this {staff_date(row['next_from'])} to {staff_date(row['next_to'])}"
    return f"{text}." + (f" Maintenance {row['maintenance']}." if row["maintenance"] else "")


def _depths(rows: Iterable[Row]) -> list[str]:
    """One line a range, with the areas that share it."""
    ranges: dict[str, list[str]] = {}
    for row in rows:
        ranges.setdefault(_depth(row), []).append(row["label"])
    return [f"{in_one(list(dict.fromkeys(areas)))}: {words}" for words, areas in ranges.items()]


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
        day = f"From {_day_and_month(row['from'])}" if row["from"] else "Always"
        since.setdefault(day, []).append(row["text"])
    return [{"since": day, "text": " ".join(texts)} for day, texts in since.items()]


def _day_and_month(day: str) -> str:
    """16-Feb, where the year is plain."""
    return staff_date(day).rpartition("-")[0]
