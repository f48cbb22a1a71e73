"""The treatment guide for patients: every part in order, with the lists that belong to it.

Needle depths, rules and worked cases are not read here at all.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from treatments.pages import care_times
from treatments.pages.sources import Sources

_AS_A_LIST_FROM = 6
"""Sentences: so many in one paragraph are a wall of text on a phone."""

Part = Mapping[str, Any]
Document = Mapping[str, Any]

LEVELS = ("urgent", "call", "late", "expected")
"""Warning signs as the page orders them: what cannot wait stands first."""


def guide_page(document: Document, language: str) -> dict[str, Any]:
    """What the guide's template shows, in one language of the document."""
    return {
        "treatment": document["treatment"]["name"][language],
        "edition": document["edition"],
        "parts": _parts(document, language),
    }


def _parts(document: Document, language: str) -> list[dict[str, Any]]:
    """The guide's parts; lists without a part of their own follow at the end."""
    sources, lists = Sources(document, language), _lists(document, language)
    parts = [_part(part, lists.pop(part["part"], {}), language, sources) for part in document["guide"]]
    rest = [{"part": code, "title": _title(code), "sentences": []} for code in lists]
    return parts + [_part(part, lists[part["part"]], language, sources) for part in rest]


def _part(part: Part, lists: Part, language: str, sources: Sources) -> dict[str, Any]:
    basis = [code for sentence in part["sentences"] for code in sentence["basis"]]
    return {
        "code": part["part"],
        "title": part["title"] if isinstance(part["title"], str) else part["title"][language],
        "sentences": [_sourced(sentence, language) for sentence in part["sentences"]],
        "is_list": len(part["sentences"]) >= _AS_A_LIST_FROM,
        "times": lists.get("times", []),
        "schedules": lists.get("schedules", []),
        "signs": lists.get("signs", []),
        "sources": sources.for_patients([*basis, *lists.get("basis", [])]),
    }


def _sourced(row: Part, language: str) -> dict[str, str]:
    """A sentence with its sources, which stand in the page beside it."""
    return {"text": row["text"][language], "basis": " ".join(row["basis"])}


def _title(code: str) -> str:
    """Headings for a protocol whose guide does not bring its own."""
    titles = {
        "how_many": gettext("How many sessions"),
        "before": gettext("Before"),
        "after": gettext("After"),
    }
    return titles[code]


def _lists(document: Document, language: str) -> dict[str, dict[str, Any]]:
    """Lists of the protocol by the part they stand in; empty ones are left out."""
    signs = [sign for sign in document["warning_signs"] if sign.get("in_guide", True)]
    found = {
        "how_many": {
            "schedules": [_schedule(row, document["indications"], language) for row in document["schedules"]],
            "basis": _basis(document["schedules"]),
        },
        "before": {
            "times": _by_time(sorted(document["before"], key=_first_day), care_times.time_before, language),
            "basis": _basis(document["before"]),
        },
        "after": {
            "times": _by_time(sorted(document["after"], key=_first_hours), care_times.time_after, language),
            "signs": [_level(level, signs, language) for level in LEVELS if _of_level(level, signs)],
            "basis": _basis([*document["after"], *signs]),
        },
    }
    return {code: lists for code, lists in found.items() if any(lists.values())}


def _basis(rows: Iterable[Part]) -> list[str]:
    return [code for row in rows for code in row["basis"]]


def _first_day(instruction: Part) -> float:
    """What holds all the time first, then the longest lead."""
    return -instruction.get("from_days", float("inf"))


def _first_hours(instruction: Part) -> tuple[float, float]:
    """What holds all the time first, then by beginning and end."""
    return instruction.get("from_hours", -1), instruction.get("to_hours", float("inf"))


def _by_time(
    instructions: Iterable[Part], time_of: Callable[[Part], str], language: str
) -> list[dict[str, Any]]:
    """Instructions of the same time together, in the order in which the times come up."""
    found: dict[str, list[dict[str, str]]] = {}
    for instruction in instructions:
        found.setdefault(time_of(instruction), []).append(_sourced(instruction, language))
    return [{"when": when, "what": what} for when, what in found.items()]


def _schedule(schedule: Part, indications: Part, language: str) -> dict[str, str]:
    names = [indications[code][language] for code in schedule["indications"]]
    return {
        "concern": ", ".join([names[0], *(_inside(name) for name in names[1:])]),
        "sessions": care_times.sessions(schedule),
        "interval": "" if schedule["sessions"] == [1, 1] else care_times.interval(schedule),
        "upkeep": schedule.get("maintenance", {}).get(language, ""),
        "basis": " ".join(schedule["basis"]),
    }


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:]


def _of_level(level: str, signs: Iterable[Part]) -> list[Part]:
    return [sign for sign in signs if sign["level"] == level]


def _level(level: str, signs: Iterable[Part], language: str) -> dict[str, Any]:
    return {"level": level, "signs": [_sourced(sign, language) for sign in _of_level(level, signs)]}
