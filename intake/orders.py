"""What a dermatologist ordered for one patient, signed with the decision: yes or no, and words.

What may be ordered is the protocol's; no dose is computed anywhere. An order holds as long as the signature
it stands under.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from intake.decided import Decided, DecidedRequest, decided_of
from intake.models import Review, ReviewOrder, Visit
from intake.questions.items import document_of, said
from intake.refusals import NotDone
from intake.texts import clean_line
from treatments.care import orders_of
from treatments.models import ProtocolEdition

MOST_WORDS = 500
"""Characters that say what exactly was ordered."""

Row = dict[str, Any]


class Order(NamedTuple):
    """What was chosen for one order of the protocol."""

    ordered: bool
    words: str = ""


class OrderWrong(NotDone):
    """An order is not complete; `code` names which, the text says what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


def orders_offered(decided: Decided) -> dict[str, str]:
    """What may be ordered at this visit, code → label, each once."""
    each = {item.assessment.edition_id: item.assessment for item in decided.requests}
    found: dict[str, str] = {}
    for assessment in each.values():
        found = labels_of(assessment.edition) | found
    return found


def labels_of(edition: ProtocolEdition) -> dict[str, str]:
    """What an edition lets a dermatologist order, code → what staff read."""
    return {entry["code"]: said(entry["label"], "en") for entry in orders_of(document_of(edition))}


def checked(decided: Decided, orders: Mapping[str, Order]) -> dict[str, Order]:
    """Every order that is offered with what was chosen; not chosen is not ordered. Raises OrderWrong."""
    offered = orders_offered(decided)
    for code in orders:
        if code not in offered:
            raise OrderWrong(code, "The protocol has no such order.")
    return {code: _checked(code, orders.get(code, Order(False))) for code in offered}


def columns_of(item: DecidedRequest, orders: Mapping[str, Order]) -> list[Row]:
    """The rows under one request's review: a request's own edition says which orders it has."""
    own = orders_of(document_of(item.assessment.edition))
    return [
        {"position": place, "code": entry["code"], **orders[entry["code"]]._asdict()}
        for place, entry in enumerate(own)
        if entry["code"] in orders
    ]


def standing_orders(visit: Visit, decided: Decided | None = None) -> dict[str, str]:
    """What is ordered for a visit under the signature that stands: code → words. Empty where none stands."""
    decided = decided or decided_of(visit)
    rows = order_rows([item.review for item in decided.requests if item.review])
    return {row["code"]: row["words"] for row in rows if row["ordered"]}


def orders_before(decided: Decided) -> dict[str, str]:
    """The same under the last signature, which may have fallen: to be read before signing again."""
    last = [item.review or item.lapsed for item in decided.requests if item.review or item.lapsed]
    return {row["code"]: row["words"] for row in order_rows(last) if row["ordered"]}


def order_rows(reviews: Iterable[Review]) -> list[Row]:
    """What these reviews order, each code once: ordered in one of them is ordered."""
    keys = [review.pk for review in reviews]
    rows = ReviewOrder.objects.filter(review__in=keys).order_by("position", "id") if keys else ()
    found: dict[str, Row] = {}
    for row in rows:
        known = found.setdefault(row.code, {"code": row.code, "ordered": False, "words": ""})
        if row.ordered:
            words = [part for part in (known["words"], row.words) if part]
            found[row.code] |= {"ordered": True, "words": "; ".join(dict.fromkeys(words))}
    return list(found.values())


def _checked(code: str, order: Order) -> Order:
    words = clean_line(order.words, MOST_WORDS)
    if words and not order.ordered:
        raise OrderWrong(code, "Tick what you order, or clear its words.")
    return Order(order.ordered, words)
