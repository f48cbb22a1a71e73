"""Everything people read in English is spelled as in the United States; codes and comments need not be."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from treatments import editions
from treatments.sentences import title_of

ROOT = Path(__file__).resolve().parents[2]
BRITISH = re.compile(
    r"\b(\w*colour\w*|judgements?|behaviour\w*|favour\w*|honour\w*|labour\w*|tumours?|odours?|practis\w+|"
    r"(?<!Government )licences?|\w+isation\w*|(?:un)?recognis\w+|authoris\w+|apologis\w+|summaris\w+|"
    r"(?:photo)?sensitis\w+|(?:organ|special|real|minim|steril|moistur|custom)is(?:e|ing)\w*|analyse\w*|"
    r"centres?|(?:milli|centi)?metres?|an?aesthe\w+|haem\w+|oedema\w*|oestr\w+|diarrhoea|ageing|greys?|"
    r"cancell(?:ed|ing)|labell\w+|travell\w+|catalogues?|programmes?|cheques?|whilst|learnt|spelt|burnt|"
    r"enquir\w+|fulfil|enrol|sceptic\w*|mould\w*)\b",
    re.IGNORECASE,
)


def modules() -> list[Path]:
    rooms = [path for room in ("clinic", "treatments", "intake") for path in (ROOT / room).rglob("*.py")]
    return sorted(path for path in rooms if "migrations" not in path.parts)


def sentences(source: str) -> Iterator[str]:
    """Text constants of more than one word that are no docstring: messages, labels, choices."""
    tree = ast.parse(source)
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in notes and isinstance(node.value, str):
            is_label = node.value[:1].isupper() and node.value.isalpha() and not node.value.isupper()
            if (" " in node.value and "SELECT" not in node.value) or is_label:
                yield node.value


def british(texts: Iterator[str]) -> list[str]:
    return [found.group() for text in texts for found in BRITISH.finditer(text)]


@pytest.mark.parametrize(
    "source", ['x = "Clinical judgement"', 'x = ("cancelled", "Cancelled")', 'say(f"{n} – not recognised")']
)
def test_a_british_word_is_noticed(source):
    assert british(sentences(source))


def test_a_code_a_comment_and_a_docstring_are_not():
    assert not british(sentences('"""The colour of it."""\nx = "clinical_judgement"  # its behaviour'))


def test_what_the_product_says():
    # Words by which typed text is recognised are compared, never shown.
    silent = {"ordinary_words.py"}
    found = {str(path.relative_to(ROOT)): british(sentences(path.read_text())) for path in modules()}
    assert {name: words for name, words in found.items() if words and Path(name).name not in silent} == {}


def test_pages():
    pages = sorted((ROOT / "templates").rglob("*.*"))
    unseen = re.compile(
        r"<[^>]*>|\{%\s*(?!(?:blocktranslate|translate)\b).*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL
    )
    found = {
        str(page.relative_to(ROOT)): british(iter([unseen.sub(" ", page.read_text())])) for page in pages
    }
    assert {name: words for name, words in found.items() if words} == {}
    assert len(pages) > 50


def test_the_shipped_protocol():
    document = editions.shipped_document("micro-needling")
    titles = [title_of(row["code"]) for kind in ("rules", "before", "after") for row in document[kind]]
    assert british(iter(titles)) == []
    statements = [f"{row['says']} {row.get('why', '')}" for row in document["statements"]]
    assert british(iter([*in_english(document), *statements, *document["references"].values()])) == []


def in_english(part: object) -> Iterator[str]:
    """Every English wording below this part of the document."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from [value] if key == "en" and isinstance(value, str) else in_english(value)
    elif isinstance(part, list):
        for value in part:
            yield from in_english(value)
