"""`script/bench engine`: the engine beside the peers a team would otherwise pick, interleaved in one run.

The same 40 rules and 60 answers for all (tests/bench/peers). The peers return the bare decision; the
engine returns findings with the answers behind them, areas, dates and what to ask. Every figure is a
ratio of two things measured in this run; best and median of the rounds.
"""

import argparse
import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent / "peers")]

import decision  # noqa: E402
import peers  # noqa: E402
import reference  # noqa: E402

from tests.bench.engine_parts import print_parts  # noqa: E402
from treatments.eligibility import Case, compile_protocol  # noqa: E402
from treatments.eligibility.case import prepare  # noqa: E402
from treatments.eligibility.protocol import Criterion, Protocol, Question, Rule, Schedule  # noqa: E402

EFFECT = {"absolute": "stop", "defer": "defer", "caution": "note"}
PEERS = {
    "hand-written ifs": peers.hand_ifs,
    "datalogic-py (Rust)": peers.datalogic,
    "zen-engine, one expression": peers.zen_expr,
    "zen-engine, decision table": peers.zen_table,
    "Rust CEL": peers.cel_rust_flat,
    "json-logic-qubit (Python)": peers.jsonlogic_py,
}
SLOW = ("zen-engine, decision table", "json-logic-qubit (Python)")


def as_protocol(spec: dict, copies: int = 1) -> Protocol:
    """The generated rules as an edition; `copies` repeats them under other codes for the size test."""
    rules = [_rule(rule, n) for n in range(copies) for rule in spec["rules"]]
    return Protocol(
        code="bench",
        edition="1",
        rules_hash="",
        wording_hash="",
        areas=("face",),
        indications=("general",),
        questions=tuple(_questions()),
        rules=tuple(rules),
        schedules=(Schedule("general", (3, 3), (28, 42)),),
    )


def _questions() -> list[Question]:
    kinds = [
        (decision.BOOLS, "yesno"),
        (decision.DATES, "when"),
        (decision.NUMS, "number"),
        (decision.FILL, "text"),
    ]
    made = [
        Question(code, kind, not_sure=True, never=kind == "when") for codes, kind in kinds for code in codes
    ]
    return made + [Question(code, "choice", options=tuple(o)) for code, o in decision.CHOICES.items()]


def _rule(rule: dict, copy: int) -> Rule:
    text = {"en": rule["text"]}
    code = rule["id"] if copy == 0 else f"{rule['id']}-{copy}"
    return Rule(
        code, (EFFECT[rule["severity"]],), (tuple(map(_criterion, _parts(rule))),), staff=text, patient=text
    )


def _criterion(part: dict) -> Criterion:
    operator, values = {
        "is": lambda: ("is", ("yes",)),
        "within": lambda: ("within_days", (part["days"],)),
        "lt": lambda: ("under", (part["v"],)),
        "ge": lambda: ("over", (part["v"] - 1,)),
        "in": lambda: ("is", tuple(part["v"])),
    }[part["op"]]()
    return Criterion(operator, part["q"], values)


def as_case(answers: dict) -> Case:
    """The generated answers in the engine's own codes; an unknown one is "not sure"."""
    words = {True: "yes", False: "no", None: "not_sure"}
    given = {code: words[v] if v is None or isinstance(v, bool) else v for code, v in answers.items()}
    for code in decision.DATES:
        day = answers[code]
        given[code] = (
            "not_sure" if day is None else date.fromordinal(day + decision.EPOCH.toordinal()).isoformat()
        )
    return Case(decision.TODAY, decision.TODAY, date(1980, 1, 1), "general", ("face",), answers=given)


def wrong_results(spec: dict, answers: list[dict], engine, facts: list[dict]) -> int:
    """How often a status, an end or an explanation differs from the slow reading of the same rules."""
    looks_at = {rule["id"]: [part["q"] for part in _parts(rule)] for rule in spec["rules"]}
    return sum(
        _differs(spec, given, assessed := engine.decide(fact)) or _unexplained(looks_at, assessed)
        for given, fact in zip(answers, facts, strict=True)
    )


def _differs(spec: dict, given: dict, assessment) -> bool:
    _, until, statuses = reference.ref(spec, given)
    ours = tuple((f.code, 1 if f.status == "present" else 2) for f in assessment.findings)
    ends = [f.ends_on.toordinal() - decision.EPOCH.toordinal() for f in assessment.findings if f.ends_on]
    return ours != statuses or (max(ends) if ends else None) != until


def _unexplained(looks_at: dict, assessment) -> bool:
    """Whether a finding lacks its effect or an answer that the rule looked at."""
    return any(
        [question for question, _ in finding.because] != looks_at[finding.code]
        or any(answer is None for _, answer in finding.because)
        or not finding.effects
        for finding in assessment.findings
    )


def _parts(rule: dict) -> list[dict]:
    return rule["when"]["args"] if rule["when"]["op"] == "and" else [rule["when"]]


def per_second(call: Callable, inputs: list) -> float:
    """Calls a second over the inputs, in this process's own time."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    for item in inputs:
        call(item)
    took = time.process_time() - start
    gc.enable()
    return len(inputs) / took


def times_of(call: Callable, inputs: list) -> list[float]:
    """How long each call took, in seconds."""
    times = []
    for item in inputs:
        start = time.perf_counter()
        call(item)
        times.append(time.perf_counter() - start)
    return times


def tail(times: list[float]) -> float:
    """The 99th percentile by the median."""
    times = sorted(times)
    return times[len(times) * 99 // 100] / times[len(times) // 2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--parts", action="store_true", help="what areas, dates and medicines cost, no peers")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if options.parts:
        print_parts(options.sets, options.rounds)
        return
    spec, answers = decision.protocol(), decision.answers(options.sets)
    engine = compile_protocol(as_protocol(spec))
    cases = [as_case(given) for given in answers]
    facts = [prepare(engine.protocol, case) for case in cases]
    print(f"wrong against the reference: {wrong_results(spec, answers, engine, facts)} of {len(answers)}")
    made = {name: maker(spec) for name, maker in PEERS.items()}
    for name, peer in made.items():
        wrong = sum(peer(given) != reference.ref(spec, given) for given in answers)
        print(f"wrong, {name}: {wrong} of {len(answers)}")
    rows = {
        "ConsultReady, everything": (engine.decide, facts),
        "ConsultReady, from the raw answers": (engine.assess, cases),
    }
    rows |= {name: (peer, answers[:2000] if name in SLOW else answers) for name, peer in made.items()}
    rates = {name: [] for name in rows}
    for _ in range(options.rounds):
        for name, (call, inputs) in rows.items():
            rates[name].append(per_second(call, inputs))
    ours = rates["ConsultReady, everything"]
    print(f"\n{'':36}{'best/s':>10}{'median/s':>10}{'ConsultReady is':>18}")
    for name, measured in rates.items():
        times = statistics.median(a / b for a, b in zip(ours, measured, strict=True))
        print(f"{name:36}{max(measured):10,.0f}{statistics.median(measured):10,.0f}{times:16.2f} ×")
    _shape(spec, engine, facts)


def _shape(spec: dict, engine, facts: list[dict]) -> None:
    passes = [times_of(engine.decide, facts) for _ in range(5)]
    best_of_each = [min(times) for times in zip(*passes, strict=True)]
    in_passes = statistics.median(map(tail, passes))
    print(f"\np99 / p50 of one decision: {tail(best_of_each):.2f} by the best of 5 times of each case")
    print(f"p99 / p50 within one pass, the machine's other work included: {in_passes:.2f} (median of 5)")
    large = compile_protocol(as_protocol(spec, copies=25))
    few = facts[:500]
    rates = [(per_second(engine.decide, few), per_second(large.decide, few)) for _ in range(10)]
    small_best, large_best = map(max, zip(*rates, strict=True))
    middle = statistics.median(small / large for small, large in rates)
    print(f"1,000 rules cost {small_best / large_best:.1f} × 40 rules (best of 10), {middle:.1f} (median)")


if __name__ == "__main__":
    main()
