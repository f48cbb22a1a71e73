"""Lists and numbers in an English sentence, for staff."""

from collections.abc import Iterable


def listed(items: Iterable[str]) -> str:
    """a, b and c; empty for nothing."""
    *most, last = [*items] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def number(count: int, one: str, many: str) -> str:
    """1 answer, 2 answers."""
    return f"{count} {one if count == 1 else many}"
