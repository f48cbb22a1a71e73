"""The two kinds of database, each a module with `server_version`, `snapshot`, `check`, `refuse_filled` and
`put_back`."""

from types import ModuleType

from clinic.backup import postgresql, sqlite

_ENGINES = {"sqlite": sqlite, "postgresql": postgresql}


def of(vendor: str) -> ModuleType:
    """The module for `connection.vendor`."""
    return _ENGINES[vendor]
