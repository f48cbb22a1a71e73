#!/usr/bin/env python
"""Django's command line for this project: `python manage.py help` lists what it can do."""

import os
import sys


def open_closed_streams() -> None:
    """Started with a closed stdin, stdout or stderr, the next file opened (the database) would take its
    number, and what is printed would be written into it."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w" if number else "r"))  # noqa: SIM115


def main() -> None:
    open_closed_streams()
    try:
        run()
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] in ("clinic", "treatments", "intake"):
            raise
        sys.stderr.write(
            f"{missing.name} is not installed for this Python: run .venv/bin/python "
            f"{' '.join(['manage.py', *sys.argv[1:2]])} instead (script/server makes and renews .venv).\n"
        )
        sys.exit(2)


def run() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    if sys.argv[1:2] == ["worker"]:
        # What the worker says is a log; the words of an error may be a patient's.
        from clinic.web.log_privacy import crash

        sys.excepthook = crash
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)  # as `screen` says where it cannot reach its database


if __name__ == "__main__":
    main()
