"""`script/bench requests`: what the pages cost that a patient, the desk and a dermatologist wait for.

Each page is asked of gunicorn with its two workers, as an installation runs it, interleaved with an empty
page and a bare insert behind the same middleware, in rounds. CPU is that of the workers and, on PostgreSQL,
of the server's processes that answer them. Figures are best and median of the rounds; ratios are taken
within a round. Queries are counted, and profiles taken, of the application called in this process.

The bare insert is measured three times: a small row by the product's prepared statements, the same by
Django's query sets, and a response with its answers by query sets. Shares are given of each.
Without --database it runs on SQLite (a file) and on a PostgreSQL of its own.
"""

import argparse
import cProfile
import os
import pstats
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "script"))

SUBMIT, SAVE, FLOOR = "submit, all answers", "one-answer save (POST)", "floor: one small row + audit row"
PLAIN = "the same by Django's query sets"
ROW = "a response's row, by query sets"
FLOORS = (FLOOR, PLAIN, ROW)
GOALS = {
    "sqlite": {SUBMIT: 0.60, SAVE: 0.80},
    "postgresql": {SUBMIT: 0.75, SAVE: 0.80},
}
"""At least this share of a floor's requests a second."""
WARM = 3
"""Rounds before it counts: each thread's connection plans a statement anew the first five times."""
TIMES = {"question page": 2.0, "Today, 100 rows": 15.0, "summary page": 15.0}
"""At most so many ms of CPU of gunicorn's workers, on the machine the goals were set on."""
STOCK = "empty page of a new project"
STOCK_THERE = 0.44
"""Ms that STOCK costs, asked as here, on a machine that answers 5,200 of them a second, as that one did.

Measured beside wrk: 0.42 ms where two workers answered 5,550 to 5,720 a second.
"""

Call = Callable[[], tuple[int, dict, bytes]]


def main() -> None:
    options = _options()
    if options.database is None:
        for database in ("sqlite", "postgresql"):
            _again(["--database", database])
    elif options.database == "postgresql" and "DATABASE_URL" not in os.environ:
        from private_postgres import private_postgres

        with private_postgres() as url:
            _again([], DATABASE_URL=url)
    else:
        _measure(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--each", type=int, default=20, help="requests of a kind in a round")
    parser.add_argument("--only", default="", help="rows whose name matches this expression, and the floors")
    parser.add_argument("--profile", action="store_true", help="where the time of --only goes, no table")
    return parser.parse_args()


def _again(more: list[str], **environment: str) -> None:
    command = [sys.executable, "-m", "tests.bench.bench_requests", *sys.argv[1:], *more]
    code = subprocess.run(command, cwd=ROOT, env=os.environ | environment).returncode
    if code:
        sys.exit(code)


def _measure(options: argparse.Namespace) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    import django

    django.setup()
    from tests.bench import requests_clinic
    from tests.bench.requests_browser import Browser, InProcess
    from tests.bench.requests_served import served, stock

    requests_clinic.install()
    Browser.site = InProcess()
    calls = _calls(requests_clinic.Clinic(), (options.rounds + WARM) * options.each + 4)
    wanted = {name: call for name, call in calls.items() if _is_wanted(name, options.only)}
    if options.profile:
        _profile(wanted, options)
        return
    seen = {name: _look_at(name, call) for name, call in wanted.items()}
    seen = {name: counts for name, counts in seen.items() if counts}
    wanted = {name: wanted[name] for name in seen}
    os.environ["BENCH_NUMBERS_FROM"] = "10000"
    with stock() as machine, served() as Browser.site:
        for _ in range(WARM):
            _round(wanted, options.each, Browser.site, machine)
        rounds = [_round(wanted, options.each, Browser.site, machine) for _ in range(options.rounds)]
    _print(options.database, rounds, seen)


def _is_wanted(name: str, only: str) -> bool:
    return name in FLOORS or not only or bool(re.search(only, name))


def _calls(clinic, most: int) -> dict[str, Call]:
    """The pages by name. Each call is one request."""
    from tests.bench import requests_clinic
    from tests.bench.requests_browser import Browser

    clinic.full_day(100)
    known = clinic.visit()
    clinic.send(known, **requests_clinic.rich())
    patient = clinic.patient_before_questions(halfway := clinic.visit())
    clinic.answer(halfway)
    unread = clinic.patient_before_questions(clinic.visit())
    doctor, desk = clinic.staff_browser(clinic.doctor), clinic.staff_browser(clinic.desk)
    codes = cycle(["pregnant", "diabetes", "medicines", "skin_type", "peel_on", "goal", "keloid"])
    asked = ("diabetes", "keloid", "metal_allergy", "heart_condition")
    answers = cycle([(code, value) for value in ("yes", "no") for code in asked])
    due = _ready_to_send(clinic, most)
    visitor = Browser()
    return {
        "empty page": lambda: visitor.get("/bench/empty/"),
        "empty page of a patient's session": lambda: patient.get("/bench/session/"),
        FLOOR: lambda: unread.post("/bench/small/"),
        PLAIN: lambda: unread.post("/bench/plain/small/"),
        "a response's row, prepared": lambda: unread.post("/bench/response/"),
        ROW: lambda: unread.post("/bench/plain/response/"),
        "question page": lambda: patient.get(f"/questions/{next(codes)}/"),
        SAVE: lambda: _save(patient, *next(answers)),
        "check page": lambda: patient.get("/check/"),
        SUBMIT: lambda: _submit(*next(due)),
        "Today, 100 rows": lambda: desk.get("/today/"),
        "review queue": lambda: doctor.get("/queue/"),
        "search of a patient (POST)": lambda: desk.post("/patients/", {"typed": "garcia be"}),
        "summary page": lambda: doctor.get(f"/visits/{known.pk}/summary/"),
        "summary as PDF": lambda: doctor.get(f"/visits/{known.pk}/summary.pdf"),
    }


def _ready_to_send(clinic, most: int) -> Iterator[tuple]:
    """Browsers of patients who answered everything, with the version they checked."""
    made = []
    for _ in range(most):
        visit = clinic.visit()
        browser = clinic.patient_before_questions(visit)
        made.append((browser, clinic.answer(visit).version))
    return iter(made)


def _save(browser, code: str, value: str) -> tuple[int, dict, bytes]:
    answer = browser.post(f"/questions/{code}/", {"answer": value, "version": "99999999"})
    assert answer[0] == 302, (code, answer[0])  # 200 would be the question again, unsaved
    return answer


def _submit(browser, version: int) -> tuple[int, dict, bytes]:
    from tests.bench.requests_clinic import NAME

    return browser.post("/sign/", {"attested": "on", "name": NAME, "version": version})


def _look_at(name: str, call: Call) -> tuple[int, int] | None:
    """Queries and bytes of one request; None, and a line saying so, for a page that fails."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    call()
    with CaptureQueriesContext(connection) as queries:
        status, headers, body = call()
    moved = headers.get("Location", "")
    if status not in (200, 302) or "link" in moved or (name == SUBMIT and moved != "/sent/"):
        print(f"not measured: {name} answers {status} {moved}")
        return None
    return sum("PRAGMA" not in query["sql"] for query in queries), len(body)


class Took(NamedTuple):
    """Seconds a request: CPU of the workers, CPU of the database's server, and of the clock."""

    workers: float
    server: float
    clock: float

    @property
    def cpu(self) -> float:
        return self.workers + self.server


def _round(calls: dict[str, Call], each: int, site, machine) -> dict[str, Took]:
    """What a request of each kind took, one kind after the other; STOCK before and behind them."""
    before = _took(machine, lambda: machine.ask("GET", "/", {}, b""), each)
    took = {name: _took(site, call, each) for name, call in calls.items()}
    behind = _took(machine, lambda: machine.ask("GET", "/", {}, b""), each)
    return took | {STOCK: min(before, behind)}


def _took(site, call: Call, each: int) -> Took:
    before = (*site.cpu(), time.perf_counter())
    for _ in range(each):
        call()
    clock = time.perf_counter()  # the next line asks the database itself
    after = (*site.cpu(), clock)
    return Took(*[(late - early) / each for early, late in zip(before, after, strict=True)])


def _print(database: str, rounds: list[dict[str, Took]], seen: dict[str, tuple[int, int]]) -> None:
    print(f"\n{database}, {len(rounds)} rounds; ms of CPU a request; shares of the floors' rates (median)")
    print("of floor, of plain, of row: by all CPU, as a goal's marks; clock: of the floor, by the clock")
    print("best: of the workers; server: of the database beside them, in their best round")
    now = min(round_[STOCK].workers for round_ in rounds) * 1e3
    print(f"{STOCK}: {now:.2f} ms. Goals in ms are held against best × {STOCK_THERE / now:.2f}")
    head = ("best", "server", "median", "of floor", "of plain", "of row", "clock", "goal", "queries", "bytes")
    print(f"{'':38}" + "".join(f"{word:>9}" for word in head))
    for name, (queries, size) in seen.items():
        took = [round_[name] for round_ in rounds]
        best, median = min(took), statistics.median(one.cpu for one in took)
        shares = [statistics.median(_shares(rounds, name, floor)) for floor in FLOORS]
        clock = statistics.median(round_[FLOOR].clock / round_[name].clock for round_ in rounds)
        goal = _goal(database, name, shares, best.workers * 1e3 * STOCK_THERE / now)
        times = "".join(f"{seconds * 1e3:9.2f}" for seconds in (best.workers, best.server, median))
        told = "".join(f"{share:9.0%}" for share in (*shares, clock))
        print(f"{name:38}{times}{told}{goal:>9}{queries:9}{size:9,}")


def _shares(rounds: list[dict[str, Took]], name: str, floor: str) -> list[float]:
    """In each round, how many of these requests could be answered for each of the floor's, by all CPU."""
    return [round_[floor].cpu / round_[name].cpu for round_ in rounds]


def _goal(database: str, name: str, shares: list[float], ms: float) -> str:
    if name in GOALS[database]:
        wanted = GOALS[database][name]
        return f"{wanted:.0%} " + "".join("✓" if share >= wanted else "✗" for share in shares)
    if name in TIMES:
        return f"{TIMES[name]:.0f}ms {'✓' if ms <= TIMES[name] else '✗'}"
    return ""


def _profile(calls: dict[str, Call], options: argparse.Namespace) -> None:
    """The dearest functions of the wanted pages, the floors left out."""
    for name, call in calls.items():
        if name in FLOORS:
            continue
        call()
        profile = cProfile.Profile(time.process_time)
        profile.enable()
        for _ in range(options.each):
            call()
        profile.disable()
        print(f"\n=== {name}, {options.each} requests")
        stats = pstats.Stats(profile)
        stats.sort_stats("cumulative").print_stats(70)
        stats.sort_stats("tottime").print_stats(35)


if __name__ == "__main__":
    main()
