"""Writes the list of parts, and refuses one that lacks a pinned release. Called by script/sbom."""

import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from audit import pinned

REQUIREMENTS = Path("requirements.txt")


def main(into: str | None = None) -> int:
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--validate"]
    made = subprocess.run(
        [*command, "--pyproject", "pyproject.toml", "--of", "JSON", sys.executable],
        capture_output=True,
        text=True,
    )
    if made.returncode:
        sys.exit(made.stderr)
    parts = only_what_is_pinned(json.loads(made.stdout), pinned(REQUIREMENTS))
    text = json.dumps(parts, indent=1, ensure_ascii=False) + "\n"
    Path(into).write_text(text) if into else sys.stdout.write(text)
    return 0


def only_what_is_pinned(parts: dict, wanted: dict[str, str]) -> dict:
    """Without the tools of the tests, which the product does not run on."""
    found = {one["name"].lower().replace("_", "-"): one for one in parts["components"]}
    lacking = [f"{n}=={v}" for n, v in wanted.items() if found.get(n, {}).get("version") != v]
    if lacking:
        sys.exit(f"Not installed as pinned: {', '.join(lacking)}. script/test renews .venv.")
    kept = [found[name] for name in sorted(wanted)]
    names = {one["bom-ref"] for one in kept} | {parts["metadata"].get("component", {}).get("bom-ref")}
    depends = [
        one | {"dependsOn": [ref for ref in one.get("dependsOn", []) if ref in names]}
        for one in parts.get("dependencies", [])
        if one["ref"] in names
    ]
    return parts | {"components": kept, "dependencies": depends}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
