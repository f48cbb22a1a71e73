"""Signatures in words, and what is to be seen before everything else: for the page, the print and the PDF."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from clinic.templatetags.clinic_dates import staff_time
from intake.listing import listed
from intake.models import ReviewAction
from intake.summary.areas import in_one, signed_words

Row = dict[str, Any]

LAPSED = "An earlier signature no longer holds. Decide again."
UNSENT = "Changed since, and not sent yet:"
SEND_OR_UNDO = "What is below does not know of it: have it sent, or put back, before you decide."
ANSWERED = "Answers came in since."
HELD = "Held since the check of the day:"


def signature_words(rows: list[Row]) -> list[Row]:
    """What was signed in one go is told once: its note, then of each review what was added.

    Concerns are named where there are several to be told apart.
    """
    groups = _in_one_go(rows)
    return [_signed_together(group, len(groups) > 1, len(rows) > 1) for group in groups]


def notice_words(notices: Row, unsent: Row | None) -> list[Row]:
    """`lead` stands out, `text` follows; `kind` tells a hold from the others."""
    asked = [row for row in notices["lapsed"] if row["action"] == ReviewAction.MORE_INFORMATION]
    earlier = _signed_earlier([row for row in notices["lapsed"] if row not in asked])
    told = []
    if unsent:
        text = f"{listed(unsent['labels'])} (saved {_at(unsent['saved_at'])}). {SEND_OR_UNDO}"
        told.append({"kind": "unsent", "lead": UNSENT, "text": text})
    if notices["held"]:
        told.append(
            {"kind": "held", "lead": HELD, "text": f"{'; '.join(notices['held'])}. {earlier}".strip()}
        )
    elif earlier:
        told.append({"kind": "lapsed", "lead": LAPSED, "text": earlier})
    for words in dict.fromkeys(f"{_asked(row)} {ANSWERED}" for row in asked):
        told.append({"kind": "asked", "lead": "", "text": words})
    if notices["asked"]:
        told.append({"kind": "asked", "lead": "", "text": _asked(notices["asked"])})
    return told


def letters_of(rows: Iterable[Row]) -> int:
    """How much was written to signatures, so that a page knows what has room."""
    return sum(len(row["note"]) + sum(len(entry["text"]) for entry in row["addenda"]) for row in rows)


def _signed_earlier(rows: list[Row]) -> str:
    """What lapsed signatures had said, those given in one go in one sentence."""
    return " ".join(_had_signed(group) for group in _in_one_go(rows))


def _had_signed(group: list[Row]) -> str:
    first, alike = group[0], {}
    for one in (one for row in group for one in row["areas"]):
        alike.setdefault(signed_words(one["signed"]), []).append(one["area"])
    areas = "; ".join(f"{in_one(names)}: {words}" for words, names in alike.items())
    said = [f"{first['signer']} had signed on {_at(first['signed_at'])}: {areas}."]
    said += [f"“{first['note']}”"] if first["note"] else []
    return " ".join([*said, *(_added(entry, "") for row in group for entry in row["addenda"])])


def _in_one_go(rows: list[Row]) -> list[list[Row]]:
    """Signatures of one person and moment, with one note."""
    together: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        once = (row["signer"], row["signed_at"], row["note"], row["meaning"])
        together.setdefault(once, []).append(row)
    return list(together.values())


def _asked(row: Row) -> str:
    return f"{row['signer']} asked for more on {_at(row['signed_at'])}: “{row['note']}”"


def _signed_together(group: list[Row], several_groups: bool, several: bool) -> Row:
    first = group[0]
    return {
        "concerns": listed([row["for"] for row in group]) if several_groups else "",
        "by": first["signer"],
        "at": _at(first["signed_at"]),
        "meaning": first["meaning"],
        "note": first["note"],
        "digests": ", ".join(row["digest"] for row in group),
        "added": [_added(entry, row["for"] if several else "") for row in group for entry in row["addenda"]],
        "reviews": [{"id": row["review"], "concern": row["for"] if several else ""} for row in group],
    }


def _added(entry: Row, concern: str) -> str:
    about = f" about {concern}" if concern else ""
    return f"Added {_at(entry['at'])} by {entry['by']}{about}: {entry['text']}"


def _at(moment: str) -> str:
    return staff_time(datetime.fromisoformat(moment))
