"""Looks up every locked requirement in the OSV database of known vulnerabilities, by pip-audit.

    python script/audit.py [--within SECONDS] [options of pip-audit]

Exits with 1 when one is known, and with 2 when the lock files cannot be read. Without an answer from the database it
says so and exits with 0, since the tests are to run without a network. `--ignore-vuln ID` lets one pass.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten
from typing import Any

PIP_AUDIT = (
    *(sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner=off"),
    *("--vulnerability-service=osv", "--timeout=5", "--format=json", "--desc=off"),
)


class NoAnswer(Exception):
    """pip-audit came to no result; the text is the last it said."""


def audit(arguments: list[str], within: float | None = None) -> list[dict[str, Any]]:
    """Run pip-audit on the lock files in the working folder, for at most so many seconds.

    Returns:
        The requirements that it looked at, in its own form.

    Raises:
        NoAnswer: when it comes to no result.
    """
    locks = [f"--requirement={path}" for path in sorted(Path("requirements").glob("*.txt"))]
    try:
        done = subprocess.run([*PIP_AUDIT, *locks, *arguments], capture_output=True, text=True, timeout=within)
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        raise NoAnswer(f"not within {within:g} seconds") from None
    except ValueError:
        raise NoAnswer((done.stderr.strip().splitlines() or ["it said nothing"])[-1]) from None
    return found


def known(found: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each vulnerability."""
    for each in found:
        for flaw in each.get("vulns", ()):
            names = ", ".join((flaw["id"], *flaw["aliases"]))
            fixed = ", ".join(flaw["fix_versions"]) or "no version yet"
            yield f"  {each['name']} {each['version']}: {names}; fixed in {fixed}"


def main() -> int:
    """Say in one line how it went, and what is known."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--within", type=float, default=60)
    own, others = options.parse_known_args()
    try:
        audit(["--dry-run", *others])
    except NoAnswer as why:
        print(f"Audit: the lock files cannot be read: {why}")
        return 2
    try:
        found = audit(others, own.within)
    except NoAnswer as why:
        print(f"Audit: NOT DONE, the database of vulnerabilities did not answer: {shorten(str(why), 140)}")
        return 0
    lines = list(known(found))
    print(f"Audit: {len(found)} requirements, {len(lines) or 'no'} known vulnerabilities", *lines, sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
