"""What script/messages runs: sentences out of code and templates, into locale/es/LC_MESSAGES/django.{po,mo}.

Django's own makemessages calls the system's gettext programs, which a clinic's or a developer's machine
need not have. Python is read with ast, templates with Django's templatize, the catalogue with polib.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CODE = ("clinic", "intake", "treatments")
TEMPLATES = "templates"
CATALOGUE = Path("locale/es/LC_MESSAGES/django.po")
METADATA = {
    "Project-Id-Version": "consultready",
    "Language": "es",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}

# Name of the function -> which arguments are context, sentence and plural.
SHAPES = {
    "gettext": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"(?<![\w])(n?p?gettext|_)\(({LITERAL}(?:, ?{LITERAL})*)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")

Found = tuple[str | None, str, str | None]  # context, sentence, plural


def _shape(name: str) -> tuple[str, ...] | None:
    plain = re.sub(r"_(lazy|noop)$", "", name)
    return SHAPES.get("gettext" if plain == "_" else plain)


def _found(name: str, texts: list[str]) -> Found | None:
    """The call's texts in order; None where an argument is missing, as in a lazy plural over a variable."""
    shape = _shape(name)
    if shape is None or len(texts) < len(shape):
        return None
    parts = dict(zip(shape, texts, strict=False))
    return parts.get("context"), parts["msgid"], parts.get("plural")


def in_code(source: str) -> Iterator[Found]:
    """Calls such as gettext("…"), _("…") and ngettext("…", "…", n) with literal texts."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if found := _found(name, texts):
            yield found


def in_template(source: str, origin: str) -> Iterator[Found]:
    """{% translate %}, {% blocktranslate %} and _("…") in tags."""
    for call in TEMPLATE_CALL.finditer(templatize(source, origin=origin)):
        texts = [ast.literal_eval(text) for text in re.findall(LITERAL, call[2])]
        if found := _found(call[1], texts):
            yield found


def gather() -> dict[Found, set[str]]:
    """Every sentence with the files it stands in."""
    sentences: dict[Found, set[str]] = {}
    for path in sorted(path for room in CODE for path in (ROOT / room).rglob("*.py")):
        for found in in_code(path.read_text("utf-8")):
            sentences.setdefault(found, set()).add(str(path.relative_to(ROOT)))
    for path in sorted(p for p in (ROOT / TEMPLATES).rglob("*") if p.suffix in (".html", ".txt")):
        for found in in_template(path.read_text("utf-8"), str(path)):
            sentences.setdefault(found, set()).add(str(path.relative_to(ROOT)))
    return sentences


def _place(item: tuple[Found, set[str]]) -> tuple[str, str]:
    context, sentence, _plural = item[0]
    return sentence, context or ""


def merged(sentences: dict[Found, set[str]], known: polib.POFile) -> polib.POFile:
    """The new catalogue: sorted, without line numbers, so that a diff shows words and nothing else."""
    kept = {(entry.msgctxt, entry.msgid): entry for entry in known}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.header = "Spanish of the pages. Translate the empty ones, then run script/messages again."
    catalogue.metadata = METADATA
    for (context, sentence, plural), files in sorted(sentences.items(), key=_place):
        old = kept.get((context, sentence))
        entry = polib.POEntry(msgid=sentence, msgctxt=context, occurrences=[(f, "") for f in sorted(files)])
        if PLACEHOLDER.search(sentence):
            entry.flags = ["python-format"]
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = (old.msgstr_plural if old else None) or {0: "", 1: ""}
        else:
            entry.msgstr = old.msgstr if old else ""
        catalogue.append(entry)
    return catalogue


def complaints(catalogue: polib.POFile) -> list[str]:
    """Sentences without Spanish, and Spanish that lost or invented a placeholder."""
    wrong = []
    for entry in catalogue:
        spanish = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not all(spanish):
            wrong.append(f"no Spanish yet: {entry.msgid!r}")
        elif not all(_keeps_placeholders(entry, text) for text in spanish):
            wrong.append(f"placeholders differ: {entry.msgid!r}")
    return wrong


def _keeps_placeholders(entry: polib.POEntry, spanish: str) -> bool:
    """A plural's "one" may leave the number out, as in "Una pregunta"."""
    wanted, given = ({*PLACEHOLDER.findall(text)} for text in (entry.msgid_plural or entry.msgid, spanish))
    return given <= wanted if entry.msgid_plural else given == wanted


def main(arguments: list[str]) -> int:
    """Exit 0 when the catalogue is fresh and whole, 1 when something is left to do."""
    settings.configure(USE_I18N=False)
    path = ROOT / CATALOGUE
    compiled = path.with_suffix(".mo")
    known = polib.pofile(str(path)) if path.exists() else polib.POFile()
    catalogue = merged(gather(), known)
    stale = str(catalogue) != (path.read_text("utf-8") if path.exists() else "")
    stale = stale or not compiled.exists() or compiled.read_bytes() != catalogue.to_binary()
    if "--check" in arguments:
        left = ["stale: run script/messages"] * stale
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(catalogue), "utf-8")
        compiled.write_bytes(catalogue.to_binary())
        left = []
        print(f"{len(catalogue)} sentences in {CATALOGUE}")
    left += complaints(catalogue)
    print(*left, sep="\n", file=sys.stderr) if left else None
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
