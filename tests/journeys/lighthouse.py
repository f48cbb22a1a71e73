"""Lighthouse 12 in this machine's Chromium: `judged(address, cookie="…")` gives what it says of one page."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".venv" / "checkers" / "node_modules" / "lighthouse" / "cli" / "index.js"
NODE = ROOT / ".venv" / "bin" / "node"
WITHOUT_TIMING = ("accessibility", "best-practices")


def judged(address: str, *options: str, cookie: str = "", only: tuple[str, ...] = WITHOUT_TIMING) -> dict:
    """The report (`categories`, `audits`) of a page opened with the cookie, by the mobile preset.

    Raises AssertionError where Lighthouse is not installed or could not open the page.
    """
    assert PROGRAM.is_file(), "Lighthouse is not installed: script/test (without 'fast') installs it."
    chrome = "--headless=new --disable-gpu" + (" --no-sandbox" if os.geteuid() == 0 else "")
    command = [str(NODE), str(PROGRAM), address, "--quiet", "--output=json", f"--chrome-flags={chrome}"]
    command += [f"--only-categories={','.join(only)}", "--no-enable-error-reporting", *options]
    if cookie:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    where = {**os.environ, "CHROME_PATH": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
    ran = subprocess.run(command, capture_output=True, text=True, timeout=180, env=where)
    assert ran.returncode == 0, ran.stderr[-2000:]
    report = json.loads(ran.stdout)
    assert not report.get("runtimeError"), report["runtimeError"]
    return report


def scores(report: dict) -> dict[str, int]:
    """Category -> 0 to 100."""
    return {name: round(100 * (one["score"] or 0)) for name, one in report["categories"].items()}


def failures(report: dict) -> list[str]:
    """The audits that cost points, by name, with what they say."""
    counted = {
        one["id"] for part in report["categories"].values() for one in part["auditRefs"] if one["weight"]
    }
    audits = [report["audits"][name] for name in sorted(counted)]
    return [f"{one['id']}: {one['title']}" for one in audits if one["score"] not in (None, 1)]
