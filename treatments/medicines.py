"""The medicines a patient types: the edition's list, and an open list of drug names behind it.

The open list only tells "known, raises nothing" from "nobody knows this"; every class comes from the
edition. It is read from the data file of drug-named-entity-recognition, not through that package: its
import builds an index this product does not need (docs/decisions.md has size, time and licences).
"""

import bz2
import pickle
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from treatments.eligibility import did_you_mean
from treatments.eligibility.medicines import Names, Recogniser
from treatments.eligibility.protocol import Protocol
from treatments.ordinary_words import ORDINARY_WORDS

PACKAGE = "drug_named_entity_recognition"
DATA_FILE = "drug_ner_dictionary.pkl.bz2"

PAGES_FOR_READERS = frozenset({"medline_plus_id", "nhs_url", "wikipedia_url"})
"""A drug counts where MedlinePlus, the NHS or Wikipedia has a page on it. The rest, seven names in eight, is
laboratory chemistry, proteins and pollens that nobody takes and that lie one letter from real words."""

CLEAN_NAME = re.compile(r"\w[\w '’.()/+%-]*[\w)]")
"""A few entries are scraps of wiki markup, or names turned about ("sodium, azlocillin")."""

SHORTEST_NAME = 4
"""Names of fewer letters are too easily something else."""

EDITIONS_KEPT = 8
"""Recognisers held at once; the edition in force and a few that are compared or tested."""

_recognisers: dict[str, tuple[Mapping[str, str | None], Recogniser]] = {}
_making, _loading = Lock(), Lock()


def recogniser_for(protocol: Protocol) -> Recogniser:
    """The recogniser of an edition, made once per process for each hash of rules and its medicines."""
    with _making:
        medicines, recogniser = _recognisers.get(protocol.rules_hash, (None, None))
        if recogniser is not None and medicines is protocol.medicines:
            return recogniser  # to compare a thousand names takes longer than to read a patient's
        if recogniser is None or medicines != protocol.medicines:
            recogniser = Recogniser(protocol.medicines, known_names, ORDINARY_WORDS)
        _recognisers[protocol.rules_hash] = (protocol.medicines, recogniser)
        if len(_recognisers) > EDITIONS_KEPT:
            del _recognisers[next(iter(_recognisers))]
        return recogniser


def suggestions(protocol: Protocol, text: str) -> tuple[str, ...]:
    """Names a patient may have meant, the likeliest first; none where the text is sure."""
    return did_you_mean.suggestions(recogniser_for(protocol), text)


def known_names() -> Names:
    """The open list's names, loaded on first use and kept for the process; two threads load it once."""
    with _loading:
        return _known_names()


@cache
def _known_names() -> Names:
    return Names(dict(_names_of_medicines(_open_list())))


def _names_of_medicines(open_list: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each name worth knowing, with the drugs that the list says it is a name of."""
    drugs = open_list["drug_canonical_to_data"]
    readable = {drug for drug, facts in drugs.items() if not PAGES_FOR_READERS.isdisjoint(facts)}
    for name, of_drugs in open_list["drug_variant_to_canonical"].items():
        if not readable.isdisjoint(of_drugs) and CLEAN_NAME.fullmatch(name) and _is_telling(name):
            yield name, tuple(drug for drug in of_drugs if drug != name)


def _is_telling(name: str) -> bool:
    """Whether a name says something: neither an everyday word nor a few letters or digits."""
    return len(name) >= SHORTEST_NAME and name not in ORDINARY_WORDS and not name.isdigit()


def _open_list() -> dict[str, Any]:
    """The package's data, as plain dicts, lists and texts."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ImproperlyConfigured(f"{PACKAGE} is not installed; install requirements.txt")
    with bz2.open(Path(spec.submodule_search_locations[0]) / DATA_FILE) as file:
        return _PlainData(file).load()


class _PlainData(pickle.Unpickler):
    """Reads a pickle of plain data and refuses anything that would run code."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"the drug-name list holds {module}.{name}, which is not plain data")
