"""The worked cases: invented patients whose decision the edition must reproduce exactly."""

from collections.abc import Iterator, Mapping
from typing import Any

from treatments.eligibility import Engine, compile_protocol
from treatments.eligibility.contract import as_contract
from treatments.eligibility.intake_case import InvalidCase, ReadMedicine, read_case
from treatments.medicines import recogniser_for
from treatments.protocol_file.problems import Fault, Path, shown
from treatments.protocol_values import protocol_from


def case_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Cases that cannot be read, and every difference between what is expected and what is decided."""
    protocol = protocol_from(document)
    engine, read_medicine = compile_protocol(protocol), recogniser_for(protocol).read
    for place, case in enumerate(document["worked_cases"]):
        raw = full_case(document, case)
        yield from _differences(engine, read_medicine, raw, case["expect"], ("worked_cases", place))


def full_case(document: Mapping[str, Any], case: Mapping[str, Any]) -> dict[str, Any]:
    """The case as `manage.py screen` takes it: the usual answers with its own put over them."""
    answers = {**document["usual_answers"], **case["answers"]}
    return {key: value for key, value in case.items() if key not in ("about", "expect")} | {
        "answers": answers
    }


def _differences(
    engine: Engine, read_medicine: ReadMedicine, raw: Mapping[str, Any], expect: Mapping[str, Any], path: Path
) -> Iterator[Fault]:
    try:
        decided = as_contract(engine.assess(read_case(engine, raw, read_medicine)))
    except InvalidCase as error:
        for field, message in error.problems:
            yield Fault((*path, field), f"the case is not valid: {message}", "Correct the case")
        return
    decided["findings"] = {finding["code"]: finding["status"] for finding in decided["findings"]}
    for key, wanted in expect.items():
        yield from _compared(wanted, decided[key], (*path, "expect", key))


def _compared(wanted: Any, decided: Any, path: Path) -> Iterator[Fault]:
    """A difference for each code of a table, and one for any other value."""
    if isinstance(wanted, Mapping):
        for code in {**wanted, **decided}:
            yield from _compared(wanted.get(code), decided.get(code), (*path, code))
    elif wanted != decided:
        what = f"expects {shown(wanted, '')}, but the rules give {shown(decided, '')}"
        yield Fault(path, what, "Correct the rules, or the case where it is out of date")
