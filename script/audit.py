"""Asks an advisory service about every pinned release. Called by script/audit.

pip-audit ends with 0 when it audited nothing. So a clean answer is believed only if the same service knows
a release with well-known faults, and if as many releases were asked about as are pinned.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

CANARY = "jinja2==2.4.1"  # 2010: seven advisories, the first from 2014
CLEAN, FAULTY, NOT_KNOWN = 0, 1, 2


def main() -> int:
    options = read_options()
    wanted = pinned(options.requirements)
    if not wanted:
        print(f"{options.requirements} pins nothing: there is nothing to audit.")
        return NOT_KNOWN
    for service in services(options.osv_url):
        if why_not := cannot_be_believed(service):
            print(f"{service[1]}: {why_not}")
            continue
        return verdict(service, options.requirements, wanted)
    print("No advisory service could be asked. Nothing is known about the libraries: this is not a pass.")
    return NOT_KNOWN


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/audit", description="Known faults of pinned libraries.")
    parser.add_argument("requirements", nargs="?", type=Path, default=Path("requirements.txt"))
    parser.add_argument("--osv-url", help="ask only this service, which speaks OSV's protocol")
    return parser.parse_args()


def services(osv_url: str | None) -> list[list[str]]:
    """pip-audit's options for each, in the order in which they are tried."""
    if osv_url:
        return [["-s", "osv", "--osv-url", osv_url]]
    return [["-s", "pypi"], ["-s", "osv"]]


def pinned(path: Path) -> dict[str, str]:
    """Version by name, of the lines that count on this machine."""
    lines = [line.split("--hash")[0].rstrip("\\ ") for line in path.read_text().splitlines()]
    wishes = [Requirement(line) for line in lines if line and line[0].isalnum() and "==" in line]
    return {
        one.name.lower(): str(one.specifier).removeprefix("==")
        for one in wishes
        if one.marker is None or one.marker.evaluate()
    }


def cannot_be_believed(service: list[str]) -> str:
    """Empty where the service tells of the canary's faults."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as scratch:
        scratch.write(f"{CANARY}\n")
        scratch.flush()
        answers = ask(service, Path(scratch.name))
    if answers is None:
        return "cannot be reached, or does not answer as it should"
    return "" if any(faults for *_, faults in answers) else f"knows no fault of {CANARY}, so it knows nothing"


def verdict(service: list[str], requirements: Path, wanted: dict[str, str]) -> int:
    answers = ask(service, requirements)
    if answers is None:
        print(f"{service[1]}: broke off while it was asked about {requirements}. This is not a pass.")
        return NOT_KNOWN
    asked = {name: version for name, version, _ in answers}
    if asked != wanted:
        missing = sorted(set(wanted.items()) - set(asked.items()))
        print(f"{len(asked)} of {len(wanted)} releases were audited; without {missing}. This is not a pass.")
        return NOT_KNOWN
    faulty = [(name, version, faults) for name, version, faults in answers if faults]
    for name, version, faults in faulty:
        print(f"{name} {version}: {', '.join(faults)}")
    print(f"{len(asked)} of {len(wanted)} releases audited by {service[1]}, {len(faulty)} with known faults.")
    return FAULTY if faulty else CLEAN


def ask(service: list[str], requirements: Path) -> list[tuple[str, str, list[str]]] | None:
    """(name, version, faults) of every release; None where there was no whole answer."""
    command = [sys.executable, "-m", "pip_audit", "--strict", "--format", "json", "--progress-spinner", "off"]
    told = subprocess.run(
        [*command, "--disable-pip", "--no-deps", "--requirement", requirements, *service],
        capture_output=True,
        text=True,
    )
    try:
        return list(answers_in(json.loads(told.stdout)))
    except (ValueError, KeyError, TypeError):
        return None


def answers_in(told: dict) -> Iterator[tuple[str, str, list[str]]]:
    for one in told["dependencies"]:
        if "skip_reason" not in one:
            yield one["name"].lower(), one["version"], [fault["id"] for fault in one["vulns"]]


if __name__ == "__main__":
    sys.exit(main())
