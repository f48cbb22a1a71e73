"""Treatments with their editions: the state of each, who put it there and when, who reviewed its words."""

from typing import Any

from django.conf import settings

from clinic.models import User
from treatments.models import ProtocolEdition
from treatments.pages.readings import Reviews, reviews_by_wording

HASH_SHOWN = 8
"""Characters of a hash: enough to tell editions apart by eye."""

_PEOPLE = ("created_by", "publication__published_by", "publication__retirement__retired_by")


def treatments_with_editions() -> list[dict[str, Any]]:
    """Every treatment with its editions, the newest first; the edition in force gives the name."""
    editions = list(ProtocolEdition.objects.select_related("treatment", *_PEOPLE).defer("usual_answers"))
    reviews = reviews_by_wording(edition.wording_hash for edition in editions)
    found: dict[str, dict[str, Any]] = {}
    for edition in editions:
        treatment = found.setdefault(
            edition.treatment.code,
            {
                "code": edition.treatment.code,
                "name": edition.name["en"],
                "is_in_force": False,
                "editions": [],
            },
        )
        facts = edition_facts(edition, reviews.get(edition.wording_hash, {}))
        treatment["editions"].append(facts)
        if facts["status"] == ProtocolEdition.Status.PUBLISHED:
            treatment["name"], treatment["is_in_force"] = facts["name"], True
    return list(found.values())


def edition_facts(edition: ProtocolEdition, reviews: Reviews) -> dict[str, Any]:
    """What a list or a heading says about one edition."""
    return {
        "code": edition.treatment.code,
        "label": edition.label,
        "name": edition.name["en"],
        "status": edition.status,
        "events": _events(edition),
        "rules_hash": edition.rules_hash[:HASH_SHOWN],
        "wording_hash": edition.wording_hash[:HASH_SHOWN],
        "reviews": [
            {"language": str(name), "review": reviews.get(code)} for code, name in settings.LANGUAGES
        ],
    }


def _events(edition: ProtocolEdition) -> list[dict[str, Any]]:
    """What happened to the edition, the latest first: {"what", "at", "by"}."""
    publication = getattr(edition, "publication", None)
    retirement = getattr(publication, "retirement", None)
    events = [
        _event("Arrived" if edition.created_by is None else "Drafted", edition.created_at, _author(edition))
    ]
    if publication:
        by = _name(publication.published_by, "at installation")
        events.insert(0, _event("Published", publication.published_at, by))
    if retirement:
        events.insert(
            0, _event("Retired", retirement.retired_at, _name(retirement.retired_by, "at installation"))
        )
    return events


def _event(what: str, at: Any, by: str) -> dict[str, Any]:
    return {"what": what, "at": at, "by": by}


def _author(edition: ProtocolEdition) -> str:
    return _name(edition.created_by, edition.get_origin_display().lower())


def _name(person: User | None, otherwise: str) -> str:
    return f"by {person.full_name}" if person else otherwise
