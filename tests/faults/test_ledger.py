"""Controls: the comparison of a ledger with a database finds what it is there to find."""

import copy

import pytest

from tests.faults.people import Ledger, differences

FOUND = {
    "answers": {"v": {"goal": "smooth"}},
    "drafts": {"v": "d"},
    "sent": {"v": [{"id": "r", "answers": {"goal": "smooth"}, "assessed": True}]},
    "receipts": {"v": 1},
    "signed": {"w": ["s"]},
    "told": {"change draft d goal": 1, "create response r": 1, "sign review s confirmed": 1},
    "chain": [],
}
SPOILED = {
    "lost goal": ("answers", "v", {}),
    "doubled event of goal": ("told", "change draft d goal", 2),
    "no event of goal": ("told", "change draft d goal", 0),
    "lost response": ("sent", "v", []),
    "doubled response": ("sent", "v", FOUND["sent"]["v"] * 2),
    "lost part of the response": ("sent", "v", [{"id": "r", "answers": {}, "assessed": True}]),
    "no event of the response": ("told", "create response r", 0),
    "lost receipt": ("receipts", "v", 0),
    "doubled receipt": ("receipts", "v", 2),
    "lost signature": ("signed", "w", []),
    "doubled signature": ("signed", "w", ["s", "t"]),
    "0 events of the signature": ("told", "sign review s confirmed", 0),
}


def ledger() -> Ledger:
    return Ledger(answers={("v", "goal"): "smooth"}, sent=["v"], signed=["w"])


def test_a_database_that_holds_everything_once_agrees():
    assert list(differences(ledger(), FOUND)) == []


@pytest.mark.parametrize("word", SPOILED)
def test_each_loss_and_each_double_is_told(word):
    part, key, value = SPOILED[word]
    found = copy.deepcopy(FOUND)
    found[part][key] = value
    assert any(line.startswith(word) for line in differences(ledger(), found))


def test_a_chain_that_does_not_verify_is_told():
    assert list(differences(ledger(), FOUND | {"chain": ["seal 3: gone"]})) == ["chain: seal 3: gone"]
