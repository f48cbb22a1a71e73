"""The summary's areas in words: a row for those that share decision, day and signature."""

from typing import Any

from clinic.templatetags.clinic_dates import staff_date
from intake.listing import listed
from intake.models import OverrideReason

Row = dict[str, Any]


def area_rows(shown: Row) -> list[Row]:
    """One row for all areas that are alike in everything else, in the order of the requests."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for row in shown["areas"]:
        alike.setdefault(_told(row, shown["visit"]["planned_on"]), []).append(row["label"])
    names = ("for", "decision", "from", "signed")
    rows = ({"label": in_one(labels)} | dict(zip(names, told, strict=True)) for told, labels in alike.items())
    return list(rows)


def in_one(labels: list[str]) -> str:
    """Cheeks, chin and jawline."""
    first, *others = labels or [""]
    return listed([first, *(label[:1].lower() + label[1:] for label in others)])


def _told(row: Row, planned_on: str) -> tuple[str, ...]:
    """What is said about one area: its concern, decision, first day, and what was signed."""
    return row["for"], row["decision"], _from(row, planned_on), signed_words(row["signed"])


def _from(row: Row, planned_on: str) -> str:
    if row["decision"] == "not_a_candidate":
        return "–"
    if row["date"] is None:
        return "not known yet" if row["decision"] != "defer" else "when it has cleared"
    return "as planned" if row["date"] <= planned_on else staff_date(row["date"])


def signed_words(signed: Row | None) -> str:
    """What was signed about an area: "Treat from 16-Mar-2026 – Clinical judgment"; empty for nothing."""
    if signed is None:
        return ""
    word = "until" if signed["decided"] == "wait" else "from"
    day = f" {word} {staff_date(signed['treat_not_before'])}" if signed["treat_not_before"] else ""
    code = "" if signed["reason"] == OverrideReason.OTHER.label else signed["reason"]
    reason = "; ".join(part for part in (code, signed["reason_text"]) if part)
    return f"{signed['label']}{day}" + (f" – {reason}" if reason else "")
