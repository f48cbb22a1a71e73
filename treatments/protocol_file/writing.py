"""A document as canonical YAML text: the same document gives the same bytes, and reads back the same."""

import re
from collections.abc import Mapping
from typing import Any

from treatments.protocol_file.canonical import canonical
from treatments.protocol_file.form import DOCUMENT
from treatments.protocol_file.scalars import Shape
from treatments.protocol_file.shapes import Either, Listed, Record, Table, Words
from treatments.protocol_file.tree import _plain

WIDTH = 110

HEADER = """\
# What the clinic knows about one treatment: what is asked, what the answers mean, what a patient is told.
# Defaults for a dermatologist to confirm, not medical advice. Changing a line makes a new edition:
# give it a new `edition`, then run `manage.py protocol check`, `import` and `publish`.
# docs/protocol-file.md explains every key. Comments other than these lines are not kept.
"""

_PLAIN_START = re.compile(r"[^\W_]|[¿¡(≥≤+./_]")
_UNSAFE_ANYWHERE = re.compile(r": |:$| #|[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]")
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}:?]")


def write(document: Mapping[str, Any]) -> str:
    """The canonical text of a document without faults."""
    document = canonical(document)
    lines = [HEADER.rstrip()]
    for key, value in document.items():
        block = _entry(key, value, DOCUMENT.fields[key].shape, WIDTH)
        lines += ["", *block] if len(block) > 1 or key == "questions" else block
    return "\n".join(lines) + "\n"


def in_one_line(value: Any) -> str:
    """A value as YAML on one line, however long."""
    return _flow(value)


def _entry(key: str, value: Any, shape: Shape, room: int) -> list[str]:
    """`key: value` on one line where the shape allows it and it fits, else over several lines."""
    name = _scalar(key, in_flow=True)
    line = _one_line(value, shape, room - len(name) - 2)
    if line is not None:
        return [f"{name}: {line}"]
    indent = "" if isinstance(value, list) else "  "
    return [f"{name}:", *(indent + row if row else "" for row in _block(value, shape, room - len(indent)))]


def _one_line(value: Any, shape: Shape, room: int) -> str | None:
    if not isinstance(value, dict | list):
        return _scalar(value)
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    if not shape_of(value, shape).inline:
        return None
    line = _flow(value)
    return line if len(line) <= room else None


def _block(value: Any, shape: Shape, room: int) -> list[str]:
    shape = shape_of(value, shape)
    if isinstance(value, dict):
        return [row for key in value for row in _entry(key, value[key], _below(shape, key), room)]
    rows: list[str] = []
    for item in value:
        if rows and shape.spaced:
            rows.append("")
        rows += _item(item, shape.item, room - 2)
    return rows


def _item(value: Any, shape: Shape, room: int) -> list[str]:
    line = _one_line(value, shape, room)
    rows = [line] if line is not None else _block(value, shape, room)
    return ["- " + rows[0], *("  " + row if row else "" for row in rows[1:])]


def shape_of(value: Any, shape: Shape) -> Shape:
    """The shape itself, or the one of several that a list or table has."""
    if not isinstance(shape, Either):
        return shape
    kind = dict if isinstance(value, dict) else list
    wanted = Listed if kind is list else Table
    return next(one for one in shape.shapes if isinstance(one, wanted))


def _below(shape: Shape, key: str) -> Shape:
    if isinstance(shape, Record):
        return shape.fields[key].shape
    return shape.value if isinstance(shape, Table) else _SENTENCE


_SENTENCE = Words()


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(k, True)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value, in_flow=True)


def _scalar(value: Any, in_flow: bool = False) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return repr(value)
    return value if _may_stay_plain(value, in_flow) else _quoted(value)


def _may_stay_plain(text: str, in_flow: bool) -> bool:
    """Whether YAML reads the bare text as this text: text, not a number, and no sign of YAML's own in it."""
    if not text or text != text.strip() or not isinstance(_plain(text), str) or "\ufffe" in text:
        return False
    if not _PLAIN_START.match(text) or text.startswith("---") or _UNSAFE_ANYWHERE.search(text):
        return False
    if not text.isprintable():
        return False
    return not (in_flow and _UNSAFE_IN_FLOW.search(text)) and not _looks_like_number(text)


def _looks_like_number(text: str) -> bool:
    """Quoted all the same, so that another YAML reader does not take "2026.10" for a number."""
    return bool(re.fullmatch(r"[-+.]?[0-9][0-9_.:eE+-]*", text)) and not re.fullmatch(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else _escape(char) for char in escaped) + '"'


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
