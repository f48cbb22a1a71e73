"""YAML text to plain values with the line of each, within bounds.

YAML as version 1.2 has it: only `true` and `false` are booleans, `yes`, `no` and days stay text. Anchors,
aliases, tags and doubled keys are refused, so a short text cannot unfold into a huge one.
"""

import re
from typing import Any

import yaml

from treatments.protocol_file.problems import Fault, Path, Problem, ProtocolFileError, shown, where

SIZE_LIMIT = 5_000_000
"""Bytes. The shipped protocol has under a tenth."""

DEPTH_LIMIT = 12
"""Levels of nesting; a protocol needs seven."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_NAMED = {"true": True, "false": False, "null": None, "~": None, "": None}
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

Lines = dict[Path, int]


def tree(source: str | bytes, name: str) -> tuple[Any, Lines]:
    """The value of the text and the line of every part. Raises ProtocolFileError."""
    text = _text(source, name)
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise _refusal(
            name, line, f"this is not YAML: {error.problem or error.context}", _MEND_YAML
        ) from None
    except yaml.YAMLError as error:
        raise _refusal(name, None, f"this is not YAML: {shown(str(error))}", _MEND_YAML) from None
    if builder.faults:
        raise ProtocolFileError(
            Problem(name, builder.lines.get(f.path), where(builder.root, f.path), f.what, f.mend)
            for f in builder.faults
        )
    return builder.root, builder.lines


_MEND_YAML = "Look at this line and the one before it: indentation, a missing quote or colon"


def _text(source: str | bytes, name: str) -> str:
    """The source as text without a byte order mark, its size and characters checked."""
    if len(source) > SIZE_LIMIT:
        raise _refusal(
            name, None, f"the file is larger than {SIZE_LIMIT:,} bytes", "A protocol is under 1 MB"
        )
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8")
        except UnicodeDecodeError as error:
            line = source.count(b"\n", 0, error.start) + 1
            raise _refusal(name, line, "this is not UTF-8 text", "Save the file as UTF-8") from None
    unwanted = _UNWANTED.search(source)
    if unwanted:
        line = source.count("\n", 0, unwanted.start()) + 1
        what = f"a character that is no text (U+{ord(unwanted.group()):04X})"
        raise _refusal(name, line, what, "Remove it, or save the file as plain text")
    return source.removeprefix("\ufeff")


def _refusal(name: str, line: int | None, what: str, mend: str) -> ProtocolFileError:
    return ProtocolFileError([Problem(name, line, "", what, mend)])


class _Builder:
    """Puts parser events together to a value, without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Any = None
        self.lines: Lines = {}
        self.faults: list[Fault] = []
        self._open: list[tuple[Any, Path]] = []
        self._key: list[str | None] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """One event of the parser."""
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_extras(event)
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._refuse_extras(event)
            self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()
            self._key.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise self._refused(event, "an alias (*name) is not allowed", "Write the value out")
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._refused(event, "a second document begins here", "One file is one protocol")

    def _refuse_extras(self, event: yaml.NodeEvent) -> None:
        if event.anchor:
            raise self._refused(event, "an anchor (&name) is not allowed", "Remove it")
        if event.tag:
            raise self._refused(event, "a tag (!name) is not allowed", "Remove it")

    def _begin(self, value: dict | list, event: yaml.Event) -> None:
        if self._open and isinstance(self._open[-1][0], dict) and self._key[-1] is None:
            raise self._refused(event, "a key must be a plain word", "Write it as code: value")
        if len(self._open) >= DEPTH_LIMIT:
            raise self._refused(
                event, f"nested deeper than {DEPTH_LIMIT} levels", "Remove the extra brackets"
            )
        path = self._put(value, event)
        self._open.append((value, path))
        self._key.append(None)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        inside_mapping = self._open and isinstance(self._open[-1][0], dict)
        if inside_mapping and self._key[-1] is None:
            self._take_key(event)
        else:
            self._put(event.value if event.style else _plain(event.value), event)

    def _take_key(self, event: yaml.ScalarEvent) -> None:
        mapping, path = self._open[-1]
        self._key[-1] = event.value
        if event.value in mapping:
            self.faults.append(
                Fault((*path, event.value), f"{shown(event.value)} is given twice", "Keep one of them")
            )
        self.lines[(*path, event.value)] = event.start_mark.line + 1

    def _put(self, value: Any, event: yaml.Event) -> Path:
        if not self._open:
            self.root = value
            self.lines[()] = event.start_mark.line + 1
            return ()
        parent, path = self._open[-1]
        if isinstance(parent, dict):
            path = (*path, self._key[-1])
            parent[self._key[-1]] = value
            self._key[-1] = None
            return path
        path = (*path, len(parent))
        parent.append(value)
        self.lines[path] = event.start_mark.line + 1
        return path

    def _refused(self, event: yaml.Event, what: str, mend: str) -> ProtocolFileError:
        return _refusal(self.name, event.start_mark.line + 1, what, mend)


def _plain(text: str) -> Any:
    """An unquoted scalar: true, false, nothing, a number, or text."""
    if text in _NAMED:
        return _NAMED[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
