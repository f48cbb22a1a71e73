"""One attack and its judgment: no server error, nothing changed, on record, no patient in the log."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.attacks.database import Database
from tests.attacks.visitor import SESSION, Answer, Visitor
from tests.web.server import Site

BETRAYS = ("Traceback (most", "OperationalError", "django.db", "only-for-tests-", "<script>alert(1)")
"""What no answer holds: a traceback, an error's name, a secret key, markup that was sent."""


@dataclass
class Attacked:
    site: Site
    database: Database
    known: dict

    def visitor(self, who: str = "", **given) -> Visitor:
        """A browser: signed in as this person of the example day, or nobody's."""
        cookies = {SESSION: self.known["cookies"][who]} if who else {}
        return Visitor(self.site.port, cookies, **given)

    def ids(self, word: str) -> list[str]:
        """Keys of every example object of a kind: patients, visits, reviews…"""
        return self.known["parts"][f"{word}/<uuid:pk>"]


@dataclass
class Seen:
    """What came back, and what else was observed."""

    answers: list[Answer] = field(default_factory=list)
    observed: str = ""

    def __iadd__(self, answer: Answer) -> "Seen":
        self.answers.append(answer)
        return self

    def statuses(self) -> str:
        found = [answer.status for answer in self.answers]
        return ", ".join(f"{found.count(one)} × {one}" for one in sorted(set(found)))


class Attack:
    def __init__(self, attacked: Attacked, tell: Callable[[str, object], None]) -> None:
        self.attacked, self.tell = attacked, tell

    @contextmanager
    def __call__(
        self,
        kind: str,
        what: str,
        *,
        expected: str,
        status: tuple[int, ...],
        event: str = "",
        changes: str = "",
    ) -> Iterator[Seen]:
        """Judge what is done inside. `event`: one of "action outcome" has to be in the trail afterwards.

        `changes` are the tables that this attack may change, as counted tries.
        """
        database, log = self.attacked.database, self.attacked.site.log
        before, written = database.digests(), log.stat().st_size
        last = max((row[0] for row in database.events()), default=0)
        seen = Seen()
        yield seen
        after, events = database.digests(), database.events(last)
        changed = [name for name in before if before[name] != after[name] and name not in changes.split()]
        kinds = sorted({f"{action} {outcome}" for _, action, outcome, _, _ in events})
        row = (kind, what, expected, seen.observed or seen.statuses(), ", ".join(kinds) or "none", changed)
        self.tell("attack", row)
        for answer in seen.answers:
            assert answer.status in status, f"{answer.status}: {answer.text[:600]}"
            assert not [word for word in BETRAYS if word in answer.text]
        assert not changed, f"changed: {changed}"
        assert not event or event in kinds, f"{event} is not among {kinds}"
        self.judge_log(log.read_bytes()[written:].decode("utf-8", "replace"))

    def judge_log(self, text: str) -> None:
        words = [
            *self.attacked.known["words"],
            *(one["token"] for one in self.attacked.known["links"].values()),
        ]
        assert not [word for word in words if word.lower() in text.lower()]
        for line in map(json.loads, text.splitlines()):
            is_refusal = line.get("logger", "").startswith("django.security")  # a 400, with its cause
            assert line["level"] != "ERROR" or is_refusal, line
