"""The orders of a signed decision in words: one line for what was ordered and for what was not."""

from typing import Any

from intake.listing import listed

Row = dict[str, Any]


def order_words(rows: list[Row]) -> Row | None:
    """`given` and `not_given`, the second empty where nothing was ordered; None where nothing was signed."""
    if not rows:
        return None
    given = [_said(row) for row in rows if row["ordered"]]
    not_given = [_lower(row["label"]) for row in rows if not row["ordered"]]
    if not given:
        return {"given": "nothing", "not_given": ""}
    return {"given": "; ".join(given), "not_given": listed(not_given)}


def _said(row: Row) -> str:
    """An order with what the dermatologist wrote about it."""
    return row["label"] + (f" – “{row['words']}”" if row["words"] else "")


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
