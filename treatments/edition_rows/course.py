"""Rows that act in a course of care: warning signs with their conditions, orders, consent, scales."""

from collections.abc import Mapping
from typing import Any

from treatments.edition_rows.adding import add, by_code, kept, part
from treatments.edition_rows.columns import ORDER, SCALE, SIGN
from treatments.edition_rows.groups import save_groups
from treatments.models import (
    ConsentStatement,
    ConsentWording,
    OrderChoice,
    ProtocolEdition,
    Question,
    RatingScale,
    WarningSign,
)

Document = dict[str, Any]


def save_course(edition: ProtocolEdition, document: Mapping[str, Any]) -> None:
    """Add these rows of the document below an edition that has none yet."""
    _save_signs(edition, document["warning_signs"])
    for model, key, columns in ((OrderChoice, "orders", ORDER), (RatingScale, "scales", SCALE)):
        rows = enumerate(document.get(key, ()))
        add(model, [part(model, edition, i, code=row["code"], **kept(row, columns)) for i, row in rows])
    if "consent" in document:
        _save_consent(edition, document["consent"])


def _save_signs(edition: ProtocolEdition, signs: list[Document]) -> None:
    rows = [part(WarningSign, edition, i, code=s["code"], **kept(s, SIGN)) for i, s in enumerate(signs)]
    add(WarningSign, rows)
    saved = by_code(WarningSign, edition)
    owned = [({"sign": saved[sign["code"]]}, sign["when"]) for sign in signs if "when" in sign]
    save_groups(owned, by_code(Question, edition))


def _save_consent(edition: ProtocolEdition, consent: Document) -> None:
    add(ConsentWording, [part(ConsentWording, edition, 0, **kept(consent, ("title", "agree")))])
    statements = enumerate(consent["statements"])
    add(ConsentStatement, [part(ConsentStatement, edition, i, **row) for i, row in statements])


def read_course(edition: ProtocolEdition, groups: Mapping, columns: Any) -> Document:
    """These parts of the document; `columns` reads a row's columns that hold something."""
    signs = WarningSign.objects.filter(edition=edition).order_by("position")
    return {
        "warning_signs": [
            {"code": row.code, "when": groups["sign", row.pk] or None} | columns(row, SIGN) for row in signs
        ],
        "orders": [
            {"code": row.code} | columns(row, ORDER)
            for row in OrderChoice.objects.filter(edition=edition).order_by("position")
        ],
        "consent": _consent(edition),
        "scales": [
            {"code": row.code} | columns(row, SCALE)
            for row in RatingScale.objects.filter(edition=edition).order_by("position")
        ],
    }


def _consent(edition: ProtocolEdition) -> Document | None:
    """None where the edition has no consent; so is an absent key of the document."""
    statements = ConsentStatement.objects.filter(edition=edition).order_by("position")
    said = [{"basis": row.basis, "text": row.text} for row in statements]
    wording = ConsentWording.objects.filter(edition=edition).first()
    return {"title": wording.title, "statements": said, "agree": wording.agree} if wording else None
