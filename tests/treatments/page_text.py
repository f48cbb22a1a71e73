"""A rendered page as a reader meets it: blocks of text, what stands beside them, and how hard they read."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

BLOCKS = {"p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "summary", "td", "th", "title"}
VOID = {"meta", "link", "input", "br", "img", "hr"}


@dataclass
class Block:
    """One paragraph, heading or list item. `within` are its ancestors as "tag.class#id"."""

    text: str
    within: tuple[str, ...]
    attrs: dict[str, str] = field(default_factory=dict)

    def is_in(self, name: str) -> bool:
        return any(name in ancestor for ancestor in self.within)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str, dict]] = []
        self.blocks: list[Block] = []
        self.sourced: list[tuple[str, str]] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        if tag in VOID:
            return
        classes = "".join(f".{name}" for name in (given.get("class") or "").split())
        self.open.append((tag, tag + classes + f"#{given.get('id', '')}", given))
        if tag in BLOCKS:
            self.blocks.append(Block("", tuple(name for _, name, _ in self.open), given))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _, _, given in reversed(self.open):
            if "data-source" in given:
                self.sourced.append((data.strip(), given["data-source"]))
                break
        if any(tag in BLOCKS for tag, _, _ in self.open) and self.blocks:
            self.blocks[-1].text += data


@dataclass
class Page:
    """What was rendered: blocks in order, sourced sentences with their codes, every id."""

    blocks: list[Block]
    sourced: list[tuple[str, str]]
    ids: list[str]

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)


def read_page(html: str) -> Page:
    """The page's main content; blocks without a word are left out."""
    reader = _Reader()
    reader.feed(html[html.index("<main") : html.index("</main>")])
    for block in reader.blocks:
        block.text = re.sub(r"\s+", " ", block.text).strip()
    return Page([b for b in reader.blocks if b.text], reader.sourced, reader.ids)


def prose(blocks: list[Block]) -> str:
    """Blocks as sentences: a heading or a list item without a full stop is one sentence, too."""
    return " ".join(b.text if b.text[-1] in ".!?" else b.text + "." for b in blocks)


# -- Spanish: INFLESZ, the Flesch-Szigriszt index with Barrio-Cantalejo's scale (65 and above: fairly easy) --

_VOWELS = re.compile(r"[aeiouáéíóúü]+")


def inflesz(text: str) -> float:
    """206.835 − 62.3 × syllables a word − words a sentence."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    sentences = len(re.findall(r"[.!?]+(?:\s|$)", text)) or 1
    return 206.835 - 62.3 * sum(map(syllables, words)) / len(words) - len(words) / sentences


def syllables(word: str) -> int:
    """Syllables of a Spanish word: one for each strong vowel of a run, one for a run of weak ones."""
    spoken = re.sub(r"([qg])u([eiéí])", r"\1\2", word)
    spoken = re.sub(r"y$", "i", spoken)
    return sum(max(1, len(re.findall("[aeoáéóíú]", run))) for run in _VOWELS.findall(spoken)) or 1
