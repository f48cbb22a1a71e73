"""The kinds of value a protocol is made of. Each checks itself, knows its one canonical form, and says
which of it is wording and which decides. Single values stand in `scalars`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from treatments.protocol_file.problems import Fault, Path, shown
from treatments.protocol_file.scalars import CODE, NOTHING, TEXT_LIMIT, Prose, Shape

LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Words(Shape):
    """The same text in every language. `inline` for names, sentences stand on a line each."""

    inline: bool = False
    limit: int = TEXT_LIMIT
    is_wording = True

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(path, f"{shown(value)} is not a text in languages", "Write {en: …, es: …}")
            return
        for language in LANGUAGES:
            if language in value:
                yield from Prose(self.limit).faults(value[language], (*path, language))
            else:
                yield Fault(path, f"the text in {language!r} is missing", f"Add {language}: …")
        yield from _unknown_keys(value, LANGUAGES, path)

    def canonical(self, value: Mapping[str, str]) -> dict[str, str]:
        return {language: Prose().canonical(value[language]) for language in LANGUAGES}


@dataclass(frozen=True)
class Listed(Shape):
    """A list. `exactly` where its length is fixed, `ascending` where the first may not exceed the second."""

    item: Shape
    least: int = 0
    exactly: int | None = None
    ascending: bool = False
    inline: bool = True
    spaced: bool = False
    is_wording: bool = False

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault(
                path, f"{shown(value)} is not a list", "Write [a, b], or one item a line after a dash"
            )
            return
        before = False
        for place, item in enumerate(value):
            for fault in self.item.faults(item, (*path, place)):
                before = True
                yield fault
        if self.exactly is not None and len(value) != self.exactly:
            yield Fault(path, f"has {len(value)} items", f"Give exactly {self.exactly}")
        elif len(value) < self.least:
            yield Fault(path, "the list is empty", f"Give at least {self.least}")
        elif self.ascending and not before and value != sorted(value):
            yield Fault(path, f"{shown(value)} is not ascending", "Write the smaller one first")

    def canonical(self, value: list) -> list:
        return [self.item.canonical(item) for item in value]

    def part(self, value: list, wording: bool) -> Any:
        if self.is_wording:
            return value if wording else NOTHING
        parts = [self.item.part(item, wording) for item in value]
        return [part for part in parts if part is not NOTHING] or NOTHING


@dataclass(frozen=True)
class Table(Shape):
    """Values by code, in an order that counts."""

    value: Shape
    least: int = 1
    inline: bool = False
    wording_only: bool = False

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(path, f"{shown(value)} is not a table of codes", "Write one `code: …` a line")
            return
        if len(value) < self.least:
            yield Fault(path, "the table is empty", f"Give at least {self.least}")
        for code, item in value.items():
            yield from CODE.faults(code, (*path, code))
            yield from self.value.faults(item, (*path, code))

    def canonical(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {code: self.value.canonical(item) for code, item in value.items()}

    def part(self, value: Mapping[str, Any], wording: bool) -> Any:
        if self.wording_only:
            return value if wording else NOTHING
        parts = {code: self.value.part(item, wording) for code, item in value.items()}
        if wording:
            return {code: part for code, part in parts.items() if part is not NOTHING} or NOTHING
        return [[code, None if part is NOTHING else part] for code, part in parts.items()] or NOTHING


@dataclass(frozen=True)
class Field:
    """One key of a record. The canonical form leaves out a value equal to `default` and puts `fill` in
    where the key is absent."""

    shape: Shape
    required: bool = True
    default: Any = None
    fill: Any = None


def optional(shape: Shape, default: Any = None) -> Field:
    """A key that may be left out."""
    return Field(shape, required=False, default=default)


@dataclass(frozen=True)
class Record(Shape):
    """Fixed keys in a fixed order. `also` checks what only several keys together can tell.

    `names` is the key that tells records of one list apart: it stands in the wording, too.
    """

    fields: Mapping[str, Field]
    also: Callable[[Mapping[str, Any], Path], Iterator[Fault]] | None = None
    names: str = "code"
    inline: bool = False
    wording_only: bool = field(default=False, kw_only=True)

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(path, f"{shown(value)} is not a set of keys", f"Give {', '.join(self.fields)}")
            return
        found = list(self._own_faults(value, path))
        yield from found
        if self.also and not found:
            yield from self.also(value, path)

    def _own_faults(self, value: Mapping[str, Any], path: Path) -> Iterator[Fault]:
        for key, spec in self.fields.items():
            if key in value and not (value[key] is None and not spec.required):
                yield from spec.shape.faults(value[key], (*path, key))
            elif spec.required:
                yield Fault(path, f"the key {key!r} is missing", f"Add {key}: …")
        yield from _unknown_keys(value, self.fields, path)

    def canonical(self, value: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, spec in self.fields.items():
            given = value.get(key, spec.fill) if spec.required is False else value[key]
            if given is None and not spec.required:
                continue
            form = spec.shape.canonical(given)
            if spec.required or spec.fill is not None or form != spec.default:
                found[key] = form
        return found

    def part(self, value: Mapping[str, Any], wording: bool) -> Any:
        if self.wording_only:
            return value if wording else NOTHING
        parts = {key: self.fields[key].shape.part(item, wording) for key, item in value.items()}
        parts = {key: part for key, part in parts.items() if part is not NOTHING}
        if wording and parts and self.names in value:
            parts[self.names] = value[self.names]
        return parts or NOTHING


@dataclass(frozen=True)
class Either(Shape):
    """One of several shapes; the message is that of the last."""

    shapes: tuple[Shape, ...]

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        tried = [list(shape.faults(value, path)) for shape in self.shapes]
        if all(tried):
            yield from tried[-1]

    def canonical(self, value: Any) -> Any:
        fitting = next(shape for shape in self.shapes if not list(shape.faults(value, ())))
        return fitting.canonical(value)


def _unknown_keys(value: Mapping[str, Any], known: Any, path: Path) -> Iterator[Fault]:
    for key in value:
        if key not in known:
            yield Fault((*path, key), f"the key {shown(key)} is not known", f"Use one of {', '.join(known)}")
