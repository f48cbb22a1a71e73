"""Prints at the end of a run what was observed of each attack. A plugin: a run in parts has it, too."""

import pytest

HEADS = ("class", "attack", "expected", "observed", "audit event", "changed")
WIDTHS = (26, 58, 40, 34, 30, 12)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [
        one
        for outcome in ("passed", "failed")
        for one in terminalreporter.stats.get(outcome, ())
        if getattr(one, "when", "") == "call"
    ]
    rows = [value for one in reports for name, value in one.user_properties if name == "attack"]
    if not rows:
        return
    terminalreporter.section(f"{len(rows)} attacks")
    for row in [HEADS, *sorted(map(as_words, rows))]:
        line = " | ".join(text[:width].ljust(width) for text, width in zip(row, WIDTHS, strict=True))
        terminalreporter.write_line(line.rstrip())


def as_words(row: tuple) -> tuple[str, ...]:
    """The last column: the tables that changed and may not."""
    return (*row[:-1], ", ".join(row[-1]) or "nothing")
