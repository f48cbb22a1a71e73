"""Run as a program in an installation: what its database holds, as JSON, for a comparison with a ledger."""

import json
from collections import Counter
from typing import Any

import django


def main() -> dict:
    from django.utils import timezone

    from clinic.audit import chain

    chain.seal(at=timezone.now(), look_back=None)
    return {
        "answers": answers("answers"),
        "drafts": answers("pk"),
        "sent": responses(),
        "signed": reviews(),
        "receipts": receipts(),
        "told": told(),
        "chain": [str(problem) for problem in chain.verify()],
        "messages": messages(),
    }


def answers(column: str) -> dict[str, Any]:
    """By visit: a column of its latest draft, sent or not."""
    from intake.models import Draft

    drafts = Draft.objects.order_by("created_at")
    return {str(draft.visit_id): getattr(draft, column) for draft in drafts}


def responses() -> dict[str, list[dict]]:
    """By visit: each response with its answers, and whether it was put to the rules."""
    from intake.models import Response

    found: dict[str, list[dict]] = {}
    for response in Response.objects.all():
        entry = {"id": response.pk, "answers": response.answers, "assessed": response.assessments.exists()}
        found.setdefault(str(response.visit_id), []).append(entry)
    return found


def reviews() -> dict[str, list]:
    """By visit: the keys of its signed reviews."""
    from intake.models import Review

    found: dict[str, list] = {}
    for review, visit in Review.objects.values_list("pk", "assessment__request__visit"):
        found.setdefault(str(visit), []).append(review)
    return found


def receipts() -> dict[str, int]:
    """By visit: how many messages tell that the answers arrived."""
    from intake.models import Message

    return dict(Counter(map(str, Message.objects.filter(kind="received").values_list("visit", flat=True))))


def told() -> dict[str, int]:
    """How many events there are of each "action, target, changed field"."""
    from clinic.models import AuditEvent

    found: Counter = Counter()
    for event in AuditEvent.objects.filter(action__in=("create", "change", "sign")):
        for field in event.fields or [""]:
            found[f"{event.action} {event.target} {field}".strip()] += 1
    return dict(found)


def messages() -> list[dict]:
    from intake.models import Message

    return list(Message.objects.order_by("to").values("to", "state", "attempts", "error", "kind"))


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(), default=str))
