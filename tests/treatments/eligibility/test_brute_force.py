"""A small protocol, every answer to every question: nothing is left to chance."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from tests.treatments.eligibility.invented import AS_OF, AWKWARD, PLANNED_ON, SMALL, case
from tests.treatments.eligibility.oracle import verdict_of
from tests.treatments.eligibility.test_against_oracle import verdict_in
from treatments.eligibility import compile_protocol
from treatments.eligibility.medicines import Match, Recognised

BOTH = ("left", "right")
YES_NO = ("yes", "no", "not_sure", None)
RECENT, OLD = date(2026, 5, 10), date(2026, 4, 10)
SMALL_ANSWERS = {
    "fever": YES_NO,
    "rash": YES_NO,
    "rash_areas": (["left"], ["right", "left"], ["back"], None),
    "burn_on": ("never", "not_sure", RECENT.isoformat(), OLD.isoformat(), None),
    "burn_kind": ("mild", "deep", "not_sure", None),
    "smoker": YES_NO,
    "hat": YES_NO,
}
THINNER = Recognised("warfarin", (Match("warfarin", "thinner", "warfarin"),))
UNKNOWN = Recognised("blue pill", ())


def every_answer(questions: dict[str, tuple]) -> Iterator[dict]:
    return (dict(zip(questions, answers, strict=True)) for answers in product(*questions.values()))


class ByHand:
    """The small protocol spelt out by hand. Ranks: ready, defer, review, incomplete, stop."""

    def __init__(self, answers: dict) -> None:
        self.answers, self.findings, self.blank = answers, {}, []
        self.ranks = {"left": 0, "right": 0}
        self.no_date = set()
        self.waits_until = AS_OF
        self.rash()
        self.fever()
        self.burn()
        self.smoker_and_hat()

    def find(self, code: str, rank: int, areas: tuple = BOTH, no_date: bool = False) -> None:
        self.findings[code] = "present"
        self.ranks.update((area, max(rank, self.ranks[area])) for area in areas)
        self.no_date.update(areas if no_date else ())

    def doubt(self, code: str, no_date: bool) -> None:
        self.find(code, 2, no_date=no_date)
        self.findings[code] = "unresolved"

    def rash(self) -> None:
        where = self.answers["rash_areas"]
        if self.answers["rash"] == "not_sure":
            self.doubt("rash", no_date=True)
        elif self.answers["rash"] == "yes" and where is None:
            self.blank.append("rash_areas")
        elif self.answers["rash"] == "yes" and where != ["back"]:
            self.find("rash", 4, where, no_date=True)

    def fever(self) -> None:
        if self.answers["fever"] == "yes":
            self.find("fever", 2, no_date=True)
        if self.answers["fever"] == "not_sure":
            self.doubt("fever", no_date=True)

    def burn(self) -> None:
        burn_on, kind = self.answers["burn_on"], self.answers["burn_kind"]
        if burn_on in (None, "never"):
            return
        if kind is None:
            self.blank.append("burn_kind")
        elif kind != "mild" and burn_on == "not_sure":
            self.doubt("deep_burn", no_date=True)
        elif kind != "mild":
            self.deep_burn(date.fromisoformat(burn_on) + timedelta(days=30), sure=kind == "deep")

    def deep_burn(self, healed_on: date, sure: bool) -> None:
        self.waits_until = max(AS_OF, healed_on)
        if healed_on > PLANNED_ON and sure:
            self.find("deep_burn", 1)
        elif healed_on > PLANNED_ON:
            self.doubt("deep_burn", no_date=True)

    def smoker_and_hat(self) -> None:
        if self.answers["smoker"] == "yes":
            self.find("smoker", 2)
        if self.answers["smoker"] == "not_sure":
            self.doubt("smoker", no_date=False)
        if self.answers["hat"] in ("yes", "not_sure"):
            self.findings["hat"] = "present" if self.answers["hat"] == "yes" else "unresolved"

    def missing(self) -> list[str]:
        always = [code for code in ("burn_on", "fever", "rash", "smoker") if self.answers[code] is None]
        return sorted([*always, *self.blank])

    def areas(self) -> list[str]:
        words = ["ready", "defer", "needs_review", "incomplete", "not_a_candidate"]
        return [words[max(rank, 3 if self.missing() else 0)] for rank in self.ranks.values()]

    def decision(self) -> str:
        left, right = self.areas()
        if left == right:
            return left
        return "incomplete" if self.missing() else "needs_review"

    def dates(self) -> list[date | None]:
        none = BOTH if self.missing() else self.no_date
        return [None if area in none else self.waits_until for area in BOTH]


def test_every_answer_to_a_small_protocol_gives_what_it_says_by_hand():
    engine = compile_protocol(SMALL)
    for answers in every_answer(SMALL_ANSWERS):
        got = engine.assess(case(answers))
        expected = ByHand(answers)
        assert got.decision == expected.decision(), answers
        assert list(got.areas.values()) == expected.areas(), answers
        assert list(got.dates.values()) == expected.dates(), answers
        assert got.earliest_date == next(filter(None, expected.dates()), None), answers
        assert {finding.code: finding.status for finding in got.findings} == expected.findings, answers
        assert list(got.missing) == expected.missing(), answers


def test_every_answer_to_an_awkward_protocol_gives_what_the_oracle_says():
    engine = compile_protocol(AWKWARD)
    questions = {
        "wound": YES_NO,
        "wound_areas": (["left"], ["left", "back"], ["back"], [], None),
        "healed_on": ("not_sure", "2026-05-11", "2026-04-22", "2026-04", None),
        "thinner": YES_NO,
        "units": (3, 7, 10.5, "not_sure", None),
        "pills": ((THINNER,), (THINNER, UNKNOWN), (), None),
    }
    for answers in every_answer(questions):
        pills = answers.pop("pills")
        typed = None if pills is None else [pill.text for pill in pills]
        patient = case({**answers, "pills": typed}, medicines=pills or ())
        assert verdict_in(engine.assess(patient)) == verdict_of(AWKWARD, patient), answers
