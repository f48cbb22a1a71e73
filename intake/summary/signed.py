"""The summary's look at signatures: those that stand with what was added to them, those that lapsed."""

from collections import defaultdict
from typing import Any

from django.db.models import UUIDField

from clinic.prepared import Many, Prepared
from intake.decided import Decided, DecidedRequest
from intake.decided.lapsed import is_held
from intake.decided.lapsed_words import held_lines
from intake.models import Review, ReviewAddendum, ReviewArea, TreatmentRequest
from intake.summary.protocols import Protocols

Row = dict[str, Any]
Added = defaultdict[object, list[Row]]
"""What was written to a review later, by its key."""

_ADDENDA = Prepared(
    lambda reviews: (
        ReviewAddendum.objects.filter(review__in=reviews).select_related("by").order_by("at", "id")
    ),
    reviews=Many(UUIDField()),
)


def signing_of(decided: Decided, protocols: Protocols) -> Row:
    """`signatures` that stand, in the order of the requests, and `notices`: what is not to be overlooked.

    The latter are a hold, what was signed and holds no longer, a demand for more. One more query where
    anything was signed.
    """
    added = _added_to([item.review or item.lapsed for item in decided.requests if item.review or item.lapsed])
    asked = next((item.asked for item in decided.requests if item.asked), None)
    signatures = [
        _signature(item.review, added) | {"for": _concern(item.request, protocols)}
        for item in decided.requests
        if item.review
    ]
    notices = {
        "held": held_lines(decided) if is_held(decided) else [],
        "lapsed": [_lapsed(item, protocols, added) for item in decided.requests if item.lapsed],
        "asked": _signature(asked, added) if asked else None,
    }
    return {"signatures": signatures, "notices": notices}


def signed_area(area: ReviewArea | None) -> Row | None:
    """What was decided about one area, and why where it departs; None where nothing is signed."""
    if area is None:
        return None
    return {
        "decided": area.decided,
        "label": area.get_decided_display(),
        "treat_not_before": area.treat_not_before.isoformat() if area.treat_not_before else None,
        "reason": area.get_reason_code_display() if area.reason_code else "",
        "reason_text": area.reason_text,
    }


def _added_to(reviews: list[Review]) -> Added:
    found: Added = defaultdict(list)
    for row in _ADDENDA.all(reviews=[review.pk for review in reviews]) if reviews else ():
        said = {"at": row.at.isoformat(), "by": row.by.signature_name, "text": row.text}
        found[row.review_id].append(said)
    return found


def _lapsed(item: DecidedRequest, protocols: Protocols, added: Added) -> Row:
    """An earlier signature with what it said of each area; a demand for more says nothing of any."""
    names = protocols.sheet_for(item.request.pk).areas
    areas = [
        {"area": names.get(code, code), "signed": signed_area(area)}
        for code, area in item.lapsed_areas.items()
    ]
    return _signature(item.lapsed, added) | {"action": item.lapsed.action, "areas": areas}


def _signature(review: Review, added: Added) -> Row:
    return {
        "review": str(review.pk),
        "signer": review.signer.signature_name,
        "signed_at": review.signed_at.isoformat(),
        "meaning": review.meaning,
        "note": review.note,
        "digest": review.digest,
        "addenda": added[review.pk],
    }


def _concern(request: TreatmentRequest, protocols: Protocols) -> str:
    return protocols.sheet_for(request.pk).indications.get(request.indication, request.indication)
