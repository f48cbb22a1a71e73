"""What two documents say differently, by code, one line a difference."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from treatments.protocol_file import rules_hash, wording_hash
from treatments.protocol_file.writing import in_one_line

_NAMES = ("code", "case", "part")


class Difference(NamedTuple):
    """`sign` is + for added, - for removed, ~ for changed; `what` is the place in words."""

    sign: str
    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        change = f": {self.before} → {self.after}" if self.sign == "~" else ""
        return f"{self.sign} {self.what}{change}"


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Every difference, in the order of the protocol file."""
    keys = [*old, *(key for key in new if key not in old)]
    return [one for key in keys for one in _between(old.get(key), new.get(key), key)]


def summary(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Which of the two hashes differ: whether decisions may change, or only texts."""
    rules = "changed" if rules_hash(old) != rules_hash(new) else "the same"
    wording = "changed" if wording_hash(old) != wording_hash(new) else "the same"
    return f"what decides: {rules}; wording: {wording}"


def _between(old: Any, new: Any, where: str) -> Iterator[Difference]:
    if old == new and _order(old) == _order(new):
        return
    tables = _table(old), _table(new)
    if None in tables:
        yield Difference("~", where, _told(old), _told(new))
        return
    before, after = tables
    for code in [*before, *(code for code in after if code not in before)]:
        place = f"{where} {code}"
        if code not in after:
            yield Difference("-", place)
        elif code not in before:
            yield Difference("+", place)
        else:
            yield from _between(before[code], after[code], place)
    kept = [code for code in before if code in after]
    if kept != [code for code in after if code in before]:
        yield Difference("~", f"{where}, order", ", ".join(kept), ", ".join(c for c in after if c in before))


def _order(value: Any) -> list[str]:
    """The keys of a table, whose order counts though equality does not see it."""
    return list(value) if isinstance(value, Mapping) else []


def _table(value: Any) -> dict[str, Any] | None:
    """The value by code: a table as it is, a list of coded records by their codes; None for all others."""
    if isinstance(value, Mapping):
        return dict(value)
    if not isinstance(value, list) or not value or not all(isinstance(item, Mapping) for item in value):
        return {} if value is None else None
    name = next((name for name in _NAMES if name in value[0]), None)
    if name:
        return {item[name]: item for item in value}
    listed = next((key for key in ("indications", "areas") if key in value[0]), None)
    return {", ".join(item[listed]): item for item in value} if listed else None


def _told(value: Any) -> str:
    return "nothing" if value is None else in_one_line(value)
