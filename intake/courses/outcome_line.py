"""The ratings of a course as a small drawn line: where each point stands, in the units of its SVG."""

from collections.abc import Sequence
from typing import Any

from intake.courses.outcomes import Scale, counted, scales_of, step_words
from intake.models import Course, OutcomeRating, Rater

Row = dict[str, Any]

WIDTH, TOP, STEP, LEFT, RIGHT = 300, 8, 14, 128, 8
"""Of the drawing: words of the steps stand left of `LEFT`; a step is `STEP` high. Two stand side by side in
the summary's wide column, at their own size: smaller, the words could not be read."""
ENDS = LEFT - 8, WIDTH - RIGHT
"""Where lines of steps begin and end: the first day stands under the one, the last under the other."""
APART = 14
"""Units between the marks of one day and step, so that none hides another."""
MARKS = {Rater.PATIENT: "●", Rater.DERMATOLOGIST: "□"}


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
    _move_apart(points)
    bottom = heights[values[-1]]
    return {
        "label": row["label"],
        "size": {"width": WIDTH, "height": bottom + 20, "left": ENDS[0], "right": ENDS[1]},
        "steps": [{"y": heights[value], "text": row["steps"][value]} for value in values],
        "days": [{"x": x, "y": bottom + 17, "on": day} for x, day in zip(ENDS, _ends(days), strict=False)],
        "points": points,
        "legend": _legend(row["rated"]),
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


def _move_apart(points: Sequence[Row]) -> None:
    """Marks that would stand on each other stand side by side, the patient's first."""
    places: dict[tuple[int, int], list[Row]] = {}
    for point in sorted(points, key=lambda one: one["rater"] != Rater.PATIENT):
        places.setdefault((point["x"], point["y"]), []).append(point)
    for same in places.values():
        for place, point in enumerate(same):
            point["x"] += APART * place - APART * (len(same) - 1) // 2


def _legend(rated: Sequence[Row]) -> list[Row]:
    """Whose each mark is, the patient's first: "●" the patient, "□" Ada Okafor, MD."""
    names: dict[str, list[str]] = {rater: [] for rater in MARKS}
    for one in rated:
        names[one["rater"]] += [one["by"]] if one["by"] not in names[one["rater"]] else []
    return [{"mark": MARKS[rater], "by": "; ".join(by)} for rater, by in names.items() if by]


def _across(place: int, count: int) -> int:
    """Days at equal distances: sessions are weeks apart, and a drawing of this size says no more."""
    first, last = LEFT + APART, WIDTH - RIGHT - APART
    return first if count == 1 else round(first + (last - first) * place / (count - 1))


def _ends(days: Sequence[str]) -> Sequence[str]:
    return days if len(days) < 3 else [days[0], days[-1]]


def _path(points: Sequence[Row], rater: str) -> Row:
    """The line through one rater's points; a dermatologist's is dashed, so that no colour is needed."""
    own = [f"{point['x']},{point['y']}" for point in points if point["rater"] == rater]
    return {"points": " ".join(own) if own[1:] else "", "dash": "5 3" if rater == Rater.DERMATOLOGIST else ""}
