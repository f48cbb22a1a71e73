"""The look at one answer that comes before a rule is judged: it saves work, and changes no decision."""

from random import Random

import pytest

from tests.treatments.eligibility.any_protocol import a_case, a_protocol
from tests.treatments.eligibility.shipped import PROTOCOL, case_of, raw
from treatments.eligibility import compile_protocol
from treatments.eligibility.case import INDICATION, prepare
from treatments.eligibility.engine import Engine
from treatments.eligibility.guards import Guard, Guards

GUARDS = Guards(PROTOCOL)
BY_RULE = {rule.code: GUARDS.guard(rule) for rule in PROTOCOL.rules}


@pytest.fixture
def unguarded(monkeypatch):
    """An engine that judges every rule of every case."""

    def compiled(protocol) -> Engine:
        with monkeypatch.context() as patch:
            patch.setattr(Guards, "guard", lambda self, rule: Guard(INDICATION, frozenset()))
            return compile_protocol(protocol)

    return compiled


@pytest.mark.parametrize("seed", range(200))
def test_judging_every_rule_gives_the_same_assessment(unguarded, seed):
    chance = Random(seed)
    protocol = a_protocol(chance)
    guarded, every_rule = compile_protocol(protocol), unguarded(protocol)
    for case in [a_case(chance, protocol) for _ in range(20)]:
        assert guarded.assess(case) == every_rule.assess(case)


def test_a_healthy_patient_has_few_rules_judged():
    facts = prepare(PROTOCOL, case_of(raw()))
    judged = [code for code, guard in BY_RULE.items() if facts[guard.question] not in guard.harmless]
    assert len(judged) <= len(PROTOCOL.rules) / 3


def test_no_settles_the_rule_that_a_question_is_about():
    assert BY_RULE["rosacea_flare"].question == "rosacea_flare"
    assert BY_RULE["rosacea_flare"].harmless == {"no"}


def test_a_wait_is_settled_by_never_and_by_no_day():
    assert BY_RULE["laser_ablative"] == Guard("laser_on", frozenset(["never"]))


def test_not_sure_and_blank_settle_nothing():
    for guard in BY_RULE.values():
        assert guard.question.startswith(".") or guard.harmless.isdisjoint([None, "not_sure"])


def test_a_number_settles_nothing_so_its_rule_is_always_judged():
    unsettled = {code for code, guard in BY_RULE.items() if not guard.harmless}
    assert "minor" in unsettled and "acne_in_area" not in unsettled
