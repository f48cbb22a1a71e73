"""The summary as it is read: every value in words, once, for the page, the print and the PDF alike."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from clinic.templatetags.clinic_dates import staff_date, staff_time
from clinic.templatetags.clinic_icons import LOOKS, staff_word

Row = dict[str, Any]

EFFECT_WORDS = {"stop": "Stop", "review": "Review", "defer": "Wait", "note": "Note"}
EFFECT_LOOKS = {"stop": "stop", "review": "review", "defer": "wait", "note": "plain"}
NOT_APPLICABLE = "This does not apply to me"


def in_words(shown: Row) -> Row:
    """What every form of the summary shows of `intake.summary.summary_of`."""
    words = {"who": _who(shown["patient"]), "when": _when(shown["visit"])}
    if shown["response"] is None:
        return words
    return words | {
        "verdict": _verdict(shown),
        "areas": [_area(row, shown["visit"]["planned_on"]) for row in shown["areas"]],
        "why": [*map(_blank, _blanks(shown)), *map(_finding, shown["why"])],
        "passed": shown["passed"],
        "ask": [row["label"] for row in shown["unknown"]],
        "binding": _binding(shown),
        "safety": _safety(shown["safety"]),
        "problem": _problem(shown),
        "course": [_session(row) for row in shown["course"]],
        "changes": [_change(row) for row in shown["changes"]],
        "plan": [_plan(row) for row in shown["plan"]],
        "depths": [_depth(row) for plan in shown["plan"] for row in plan["depths"]],
        "care": [_care(row) for row in shown["care"]],
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
        "allergies": _listed(patient["allergies"]),
    }


def _age(patient: Row) -> str:
    return "" if patient["age"] is None else f" ({patient['age']} y)"


def _when(visit: Row) -> str:
    return f"{staff_time(datetime.fromisoformat(visit['starts_at']))}, {visit['place']}"


def _verdict(shown: Row) -> Row:
    head, response, protocol = shown["headline"], shown["response"], shown["protocol"]
    return {
        "decision": head["decision"],
        "look": LOOKS[head["decision"]],
        "headline": f"{protocol['treatment']}: {_headline(head)}",
        "counts": _counts(shown),
        "basis": f"Protocol {protocol['edition']}, {_planned(shown['visit'])}. {_sent(response)}",
    }


def _planned(visit: Row) -> str:
    return f"for {staff_date(visit['planned_on'])}"


def _sent(response: Row) -> str:
    at = staff_time(datetime.fromisoformat(response["submitted_at"]))
    how = response["mode"][0].lower() + response["mode"][1:]
    return f"Answers {response['number']}, sent {at} ({how})."


def _headline(head: Row) -> str:
    if head["decision"] == "not_a_candidate":
        return "stop"
    if head["decision"] == "ready":
        return "ready"
    parts = []
    if head["missing"]:
        parts.append(f"{_number(head['missing'], 'answer', 'answers')} missing")
    if head["decision"] != "incomplete" and head["review"] + head["stop"]:
        parts.append(f"{head['review'] + head['stop']} to review")
    if head["defer"]:
        parts.append(f"wait to {staff_date(head['earliest_date'])}" if head["earliest_date"] else "then wait")
    return ", ".join(parts) or staff_word(head["decision"]).lower()


def _counts(shown: Row) -> str:
    head = shown["headline"]
    counted = [
        (head["stop"], "stop", "stops"),
        (head["missing"], "missing", "missing"),
        (head["review"], "to review", "to review"),
        (head["defer"], "wait", "waits"),
        (head["note"], "note", "notes"),
        (shown["passed"], "clear", "clear"),
    ]
    line = ", ".join(_number(count, one, many) for count, one, many in counted if count) + "."
    ready = [row["label"] for row in shown["areas"] if row["decision"] == "ready"]
    if ready and len(ready) < len(shown["areas"]):
        line += f" {_listed(ready)} can go ahead."
    return line


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
    day = f" from {staff_date(signed['treat_not_before'])}" if signed["treat_not_before"] else ""
    reason = "; ".join(part for part in (signed["reason"], signed["reason_text"]) if part)
    return f"{signed['label']}{day}" + (f" – {reason}" if reason else "")


def _blanks(shown: Row) -> list[Row]:
    return [row for row in shown["unknown"] if row["state"] == "blank"]


def _blank(row: Row) -> Row:
    return {
        "code": "",
        "question": row["code"],
        "badges": [("missing", "Missing")],
        "sentence": f"{row['label']}: not answered.",
        "because": [],
        "until": "",
        "sources": [],
    }


def _finding(row: Row) -> Row:
    badges = [("missing", "Not sure")] if row["status"] == "unresolved" else []
    if row["effects"] == ["note"] or row["status"] == "present":
        badges += [(EFFECT_LOOKS[effect], EFFECT_WORDS[effect]) for effect in row["effects"]]
    sentence = row["sentence"]
    return {
        "code": row["code"],
        "question": "",
        "badges": badges,
        "areas": _listed(row["areas"]) if row["areas"] else "",
        "sentence": sentence,
        "because": [f"{entry['label']}: {entry['answer']}" for entry in row["because"]],
        "until": _until(row),
        "sources": row["sources"],
    }


def _until(row: Row) -> str:
    if row["status"] != "present" or "defer" not in row["effects"]:
        return ""
    if row["ends_on"]:
        return f"until {staff_date(row['ends_on'])}"
    return row["clears"]


def _binding(shown: Row) -> str:
    """Which wait decides the earliest date, and the one behind it."""
    if not shown["headline"]["earliest_date"] or not shown["waits"]:
        return ""
    names = [f"{_rule_name(wait['code'])} to {staff_date(wait['ends_on'])}" for wait in shown["waits"][:2]]
    return f"{names[0]} decides" + (f", then {names[1]}" if names[1:] else "") + "."


def _rule_name(code: str) -> str:
    return code.replace("_", " ")


def _safety(safety: Row) -> list[Row]:
    lines = [{"label": "Medicines", "lines": _medicines(safety)}]
    lines.append({"label": "Allergies", "lines": [_listed(safety["allergies"]) or "none given"]})
    return lines + [{"label": row["label"], "lines": [_plain(row["answer"])]} for row in safety["lines"]]


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
        "wanted": "; ".join(f"{concern}: {_listed(areas)}" for concern, areas in wanted.items()) + ".",
        "goal": problem["goal"],
        "tried_before": problem["tried_before"],
        "language": problem["language"],
        "language_name": "Spanish" if problem["language"] == "es" else "English",
    }


def _session(row: Row) -> str:
    return f"{staff_date(row['on'])}: {_listed(row['areas'])}" + ("" if row["here"] else " (elsewhere)")


def _change(row: Row) -> Row:
    return {
        "label": row["label"],
        "before": row["before"],
        "now": row["now"],
        "since": staff_date(row["since"]),
    }


def _plan(row: Row) -> str:
    fewest, most = row["sessions"]
    shortest, longest = row["interval_days"]
    sessions = f"{fewest} sessions" if fewest == most else f"{fewest}–{most} sessions"
    if most == 1:
        sessions = "1 session"
    done = f", {row['done']} done" if row["done"] else ""
    text = f"{row['for']}: {sessions}{done}, {shortest}–{longest} days apart. "
    text += f"Next after this one: {staff_date(row['next_from'])} to {staff_date(row['next_to'])}."
    return text + (f" Maintenance: {row['maintenance']}." if row["maintenance"] else "")


def _depth(row: Row) -> str:
    if row["usual_mm"] is None:
        return f"{row['label']}: no usual range in the protocol"
    least, most = row["usual_mm"]
    return f"{row['label']}: {least:g}–{most:g} mm, warn above {row['warn_above_mm']:g}"


def _care(row: Row) -> Row:
    since = f"from {staff_date(row['from'])}" if row["from"] else "at all times"
    return {"since": since, "text": row["text"] + (" (only if ordered)" if row["only_if_ordered"] else "")}


def _signed(areas: Iterable[Row]) -> Row | None:
    """Who signed the decision that stands, and the digests of what was signed."""
    signed = [row["signed"] for row in areas if row["signed"]]
    if not signed:
        return None
    digests = dict.fromkeys(row["digest"] for row in signed)
    at = staff_time(datetime.fromisoformat(signed[0]["signed_at"]))
    return {"by": signed[0]["signer"], "at": at, "digests": list(digests)}


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _listed(items: Iterable[str]) -> str:
    *most, last = [*items] or [""]
    return f"{', '.join(most)} and {last}" if most else last
