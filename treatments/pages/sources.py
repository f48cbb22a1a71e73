"""Where a sentence comes from: statements of the source article, bases and references, by their codes."""

from collections.abc import Iterable, Mapping
from typing import Any

Document = Mapping[str, Any]


class Sources:
    """The sources of one document, each as {code, text, language, why}."""

    def __init__(self, document: Document, language: str = "en") -> None:
        self._known = {
            **{
                s["code"]: _source(s["code"], s["says"], why=s.get("why", "")) for s in document["statements"]
            },
            **{code: _source(code, name[language], language) for code, name in document["bases"].items()},
            **{code: _source(code, text) for code, text in document["references"].items()},
        }
        self._claims = {s["code"] for s in document["statements"] if s.get("why")}

    def of(self, basis: Iterable[str]) -> list[dict[str, str]]:
        """The sources in the order given, each once."""
        return [self._known.get(code, _source(code, "")) for code in dict.fromkeys(basis)]

    def for_patients(self, basis: Iterable[str]) -> dict[str, list]:
        """The same for a page that patients read: `told` with their text, `reworded` as codes only.

        Where the protocol says something with more care than the article did (`why`), the article's own
        words stay out: they would be the very claim that was left out.
        """
        found = self.of(basis)
        return {
            "told": [source for source in found if source["code"] not in self._claims],
            "reworded": [source["code"] for source in found if source["code"] in self._claims],
        }


def _source(code: str, text: str, language: str = "en", why: str = "") -> dict[str, str]:
    return {"code": code, "text": text, "language": language, "why": why}
