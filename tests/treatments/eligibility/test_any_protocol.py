"""The engine knows no treatment: whatever a protocol says, it decides as the oracle does."""

from random import Random

import pytest

from tests.treatments.eligibility.any_protocol import a_case, a_protocol
from tests.treatments.eligibility.oracle import verdict_of
from tests.treatments.eligibility.test_against_oracle import verdict_in
from treatments.eligibility import compile_protocol


def check(seed: int) -> None:
    """A few cases of one protocol, as making a protocol costs more than making a case."""
    chance = Random(seed)
    protocol = a_protocol(chance)
    engine = compile_protocol(protocol)
    for _ in range(10):
        patient = a_case(chance, protocol)
        assert verdict_in(engine.assess(patient)) == verdict_of(protocol, patient), (seed, protocol, patient)


def test_two_hundred_protocols_nobody_wrote():
    for seed in range(200):
        check(seed)


@pytest.mark.long
def test_thirty_thousand_protocols_nobody_wrote():
    for seed in range(30_000):
        check(seed)
