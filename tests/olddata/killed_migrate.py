"""`manage.py migrate` that is killed (SIGKILL) behind its Nth migration or SQL statement.

Called with `migrations N` or `statements N`. Where there are fewer, it ends as the command does.
"""

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import django

sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "clinic.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402


def killed_behind(last: int, act: Callable[..., Any]) -> Callable[..., Any]:
    numbers = count(1)

    def counted(*args: Any, **more: Any) -> Any:
        result = act(*args, **more)
        if next(numbers) == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return counted


def main(what: str, number: str) -> None:
    places = {
        "migrations": (MigrationExecutor, "apply_migration"),
        "statements": (connection.SchemaEditorClass, "execute"),
    }
    place, name = places[what]
    setattr(place, name, killed_behind(int(number), getattr(place, name)))
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
