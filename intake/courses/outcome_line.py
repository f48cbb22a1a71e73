"""The ratings of a course as a small drawn line: where each point stands, in the units of its SVG."""

from collections.abc import Sequence
from typing import Any

from intake.courses.outcomes import Scale, counted, scales_of, step_words
from intake.models import Course, OutcomeRating, Rater

Row = dict[str, Any]

WIDTH, TOP, STEP, LEFT, RIGHT = 300, 14, 18, 128, 8
"""Of the drawing: words of the steps stand left of `LEFT`; a step is `STEP` high. Two stand side by side in
the summary's wide column, at their own size: smaller, the words could not be read."""


def rated_on(course: Course, ratings: Sequence[OutcomeRating] | None = None) -> list[Row]:
    """What counts on each scale of the course that was rated, as plain values, the earliest first."""
    found = counted(course.ratings.select_related("rated_by") if ratings is None else ratings)
    rows = [_scale(scale, found) for scale in scales_of(course)]
    return [row for row in rows if row["rated"]]


def drawing_of(row: Row) -> Row:
    """One row of `rated_on` as a drawing."""
    values = sorted(row["steps"])
    heights = {value: TOP + place * STEP for place, value in enumerate(values)}
    days = sorted({one["on"] for one in row["rated"]})
    across = {day: _across(place, len(days)) for place, day in enumerate(days)}
    points = [one | {"x": across[one["on"]], "y": heights[one["value"]]} for one in row["rated"]]
    bottom = heights[values[-1]]
    return {
        "label": row["label"],
        "size": {"width": WIDTH, "height": bottom + 24, "left": LEFT - 8, "right": WIDTH - RIGHT},
        "steps": [{"y": heights[value], "text": row["steps"][value]} for value in values],
        "days": [{"x": across[day], "y": bottom + 18, "on": day} for day in _ends(days)],
        "points": points,
        "paths": [path for path in (_path(points, rater) for rater in Rater.values) if path["points"]],
    }


def _scale(scale: Scale, ratings: Sequence[OutcomeRating]) -> Row:
    steps = {step["value"]: step_words(scale, step["value"]) for step in scale["steps"]}
    rated = [_rated(one, steps) for one in ratings if one.scale == scale["code"] and one.value in steps]
    return {"code": scale["code"], "label": scale["label"]["en"], "steps": steps, "rated": rated}


def _rated(rating: OutcomeRating, steps: dict[int, str]) -> Row:
    return {
        "on": rating.rated_on.isoformat(),
        "rater": rating.rater,
        "by": rating.rated_by.signature_name if rating.rated_by else "the patient",
        "value": rating.value,
        "words": steps[rating.value],
    }


def _across(place: int, count: int) -> int:
    """Days at equal distances: sessions are weeks apart, and a drawing of this size says no more."""
    first, last = LEFT + 8, WIDTH - RIGHT - 8
    return first if count == 1 else round(first + (last - first) * place / (count - 1))


def _ends(days: Sequence[str]) -> Sequence[str]:
    return days if len(days) < 3 else [days[0], days[-1]]


def _path(points: Sequence[Row], rater: str) -> Row:
    """The line through one rater's points; a dermatologist's is dashed, so that no colour is needed."""
    own = [f"{point['x']},{point['y']}" for point in points if point["rater"] == rater]
    return {"points": " ".join(own) if own[1:] else "", "dash": "5 3" if rater == Rater.DERMATOLOGIST else ""}
