"""An installation of each kind, filled once; each test gets a copy of its own, and may break it.

The engines stand beside each other in one run: a fault of the machine is no matter of the database of the
tests.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from tests.empty_tables import EmptyTables
from tests.faults.ground import Site, copied, opened, seeding, variables_of, what_is_in
from tests.faults.postgres import Postgres
from tests.intake import conftest as clinic_of
from tests.intake.patient import conftest as patient_of

# People of the tests that need no program of their own.
_protocol_in_the_database, protocol = clinic_of._protocol_in_the_database, clinic_of.protocol
visit, link, browser = patient_of.visit, patient_of.link, patient_of.browser
VISITS, TO_SIGN = 10, 4
"""What is in it; tests of many rounds fill more."""
ENGINES = ("sqlite", "postgresql")
ONE_IN_EVERY_RUN = (pytest.param("sqlite", marks=pytest.mark.long), "postgresql")
"""For what the database has little part in: the other one only in the long run."""
numbers = count()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, empty_tables: EmptyTables) -> Path:
    """A folder with a filled installation of each engine, shared by the processes of one test run.

    FAULTS_PREPARED names one to be kept for the next run; throw it away when a migration changes.
    """
    base = tmp_path_factory.getbasetemp()
    run = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "faults"
    shared = Path(os.environ.get("FAULTS_PREPARED") or run)
    shared.mkdir(exist_ok=True)
    with open(shared / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "told").exists():
            (shared / "told").write_text(json.dumps(filled(shared, empty_tables)))
    return shared


def filled(shared: Path, begin: EmptyTables) -> dict[str, dict]:
    """By engine what is in it; both are filled at the same time."""
    for name in ENGINES:
        (shared / name).mkdir()
    begin.put_into(shared / "sqlite")
    server = Postgres()
    try:
        urls = {"sqlite": "sqlite:", "postgresql": server.make("filled")}
        begun = {
            name: seeding(variables_of(shared / name, url, 8000), VISITS, TO_SIGN)
            for name, url in urls.items()
        }
        told = {name: what_is_in(filling) for name, filling in begun.items()}
        server.keep(shared)
    finally:
        server.end()
    return told


@pytest.fixture(scope="session")
def postgres(prepared: Path) -> Iterator[Postgres]:
    """A server with the database `filled`. Whoever stops it starts it again."""
    server = Postgres(like=prepared)
    yield server
    server.end()


@pytest.fixture
def site_on(request: pytest.FixtureRequest, prepared: Path, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """`site_on("sqlite")`: an installation of one's own, filled, nothing of it running yet."""
    told = json.loads((prepared / "told").read_text())
    with ExitStack() as stack:

        def make(engine: str, **more: str) -> Site:
            folder = copied(prepared / engine, tmp_path / f"{engine}-{next(numbers)}")
            url = "sqlite:"
            if engine == "postgresql":
                server = request.getfixturevalue("postgres")
                url = server.make(f"test{next(numbers)}", like="filled")
            return stack.enter_context(opened(folder, url, told[engine], **more))

        yield make
