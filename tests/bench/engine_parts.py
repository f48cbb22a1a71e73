"""`script/bench engine --parts`: what areas, imprecise dates and medicines cost on the shipped protocol.

The same invented patients all along. "None" is the protocol without its rules about areas and medicines and
with exact days; each part is added to that alone, then all of them. `decide` starts from prepared facts,
`assess` from the answers. Ratios are taken within a round; best of the rounds is shown.
"""

import gc
import json
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from treatments.eligibility import Case, compile_protocol
from treatments.eligibility.case import prepare
from treatments.eligibility.engine import Engine
from treatments.eligibility.protocol import Protocol, Question, Rule
from treatments.medicines import known_names, recogniser_for
from treatments.protocol_file import read_file
from treatments.protocol_values import protocol_from
from treatments.screening import screen

SHIPPED = Path(__file__).parents[2] / "treatments" / "protocols" / "micro-needling.yaml"
TODAY = date(2026, 3, 2)
ALL_AREAS = ("forehead", "cheeks", "chin", "neck")
TYPED = ("Eliquis 5mg", "lisinopril 10 mg", "baby aspirin 81 mg daily", "something for my joints")
PARTS = {
    "none": (),
    "areas": ("areas",),
    "imprecise dates": ("dates",),
    "medicines": ("medicines",),
    "all of them": ("areas", "dates", "medicines"),
}


def print_parts(sets: int, rounds: int) -> None:
    """The table of parts, then what a whole line of `manage.py screen` costs."""
    start = time.process_time()
    known_names()
    loading = time.process_time() - start
    measured = {name: _prepared(frozenset(parts), min(sets, 4000)) for name, parts in PARTS.items()}
    columns: dict[str, dict[str, list[float]]] = {name: {"decide": [], "assess": []} for name in PARTS}
    for _ in range(rounds):
        for name, (engine, cases, facts) in measured.items():
            columns[name]["decide"].append(_per_second(engine.decide, facts))
            columns[name]["assess"].append(_per_second(engine.assess, cases))
    print(
        f"\nThe shipped protocol{'':10}{'rules':>6}{'decide/s':>10}{'× none':>8}{'assess/s':>10}{'× none':>8}"
    )
    for name, rates in columns.items():
        told = f"{name:30}{len(measured[name][0].protocol.rules):6}"
        for kind, rate in rates.items():
            times = statistics.median(a / b for a, b in zip(columns["none"][kind], rate, strict=True))
            told += f"{max(rate):10,.0f}{times:8.2f}"
        print(told)
    _print_screening(rounds)
    print(f"drug names, once a process and only where a medicine is typed: {loading:.2f} s of CPU")


@cache
def _shipped() -> Protocol:
    return protocol_from(read_file(SHIPPED))


def _prepared(parts: frozenset[str], sets: int) -> tuple[Engine, list[Case], list[dict]]:
    protocol = _only(_shipped(), parts)
    chance = random.Random(1)
    cases = [_case(protocol, parts, chance) for _ in range(sets)]
    return compile_protocol(protocol), cases, [prepare(protocol, case) for case in cases]


def _only(protocol: Protocol, parts: frozenset[str]) -> Protocol:
    """The protocol with the rules of these parts and those of none."""
    rules = [rule for rule in protocol.rules if _parts_of(rule) <= parts]
    if "areas" not in parts:
        rules = [replace(rule, area_question=None) for rule in rules]
    return replace(protocol, rules=tuple(rules))


def _parts_of(rule: Rule) -> set[str]:
    operators = {criterion.operator for group in rule.when for criterion in group}
    found = {"medicines"} if any(name.startswith("medicine_") for name in operators) else set()
    of_areas = {"areas_include", "overlaps_requested", "outside_requested"}
    return found | ({"areas"} if operators & of_areas or rule.area_question else set())


def _case(protocol: Protocol, parts: frozenset[str], chance: random.Random) -> Case:
    answers = {question.code: _answer(question, parts, chance) for question in protocol.questions}
    typed = answers.get("medicines") or []
    read = recogniser_for(_shipped()).read
    return Case(
        TODAY,
        TODAY + timedelta(days=14),
        date(1990, 5, 20),
        "acne_scars",
        ALL_AREAS if "areas" in parts else ALL_AREAS[:1],
        (TODAY - timedelta(days=20),),
        answers,
        medicines=tuple(_remembered(read, text) for text in typed),
    )


_read: dict = {}


def _remembered(read: Callable, text: str):
    if text not in _read:
        _read[text] = read(text)
    return _read[text]


def _answer(question: Question, parts: frozenset[str], chance: random.Random):
    """Mostly healthy, one answer in six to be looked at, one in thirty not sure."""
    roll = chance.random()
    if question.not_sure and roll < 1 / 30:
        return "not_sure"
    telling = roll < 1 / 6
    if question.type == "yesno":
        return "yes" if telling else "no"
    if question.type == "choice":
        return chance.choice(question.options) if telling else question.options[-1]
    if question.type == "when":
        return "never" if question.never and not telling else _day(chance, "dates" in parts)
    if question.type == "areas":
        return chance.sample(ALL_AREAS, 2 if "areas" in parts else 1)
    if question.type == "text_list":
        return chance.sample(TYPED, 2) if "medicines" in parts else []
    return chance.randint(1, 60) if question.type == "number" else "as before"


def _day(chance: random.Random, imprecise: bool) -> str:
    day = TODAY - timedelta(days=chance.randint(0, 400))
    return day.isoformat()[: chance.choice((4, 7))] if imprecise else day.isoformat()


# -- A line of `screen` -----------------------------------------------------------------------------------


def _print_screening(rounds: int) -> None:
    engine, cases, _ = _prepared(frozenset(PARTS["all of them"]), 400)
    lines = [json.dumps(_line(engine, number, case)).encode() for number, case in enumerate(cases)]
    rates = [_screened(engine, lines) for _ in range(rounds)]
    print(f"\nscreen, JSON line to JSON line: best {max(rates):,.0f} cases/s, ", end="")
    print(f"median {statistics.median(rates):,.0f}; {sum(map(len, lines)) / len(lines):,.0f} bytes a case")


def _line(engine: Engine, number: int, case: Case) -> dict:
    hidden = [
        code for code in case.answers if not engine.conditions.is_asked(code, prepare(engine.protocol, case))
    ]
    return {
        "case": number,
        "as_of": case.as_of.isoformat(),
        "planned_on": case.planned_on.isoformat(),
        "birth_date": case.birth_date.isoformat(),
        "indication": case.indication,
        "areas": list(case.areas),
        "previous_sessions": [day.isoformat() for day in case.previous_sessions],
        "answers": {code: value for code, value in case.answers.items() if code not in hidden},
    }


def _screened(engine: Engine, lines: list[bytes]) -> float:
    """Cases a second of CPU; every case has to be valid."""
    read = recogniser_for(engine.protocol).read
    gc.collect()
    start = time.process_time()
    told = [
        (json.dumps(result), valid)
        for result, valid in screen(BytesIO(b"\n".join(lines)), lambda _: engine, lambda _: read)
    ]
    took = time.process_time() - start
    assert all(valid for _, valid in told), next(result for result, valid in told if not valid)
    return len(lines) / took


def _per_second(call: Callable, inputs: list) -> float:
    gc.collect()
    gc.disable()
    start = time.process_time()
    for item in inputs:
        call(item)
    took = time.process_time() - start
    gc.enable()
    return len(inputs) / took
