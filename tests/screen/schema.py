"""Amazon's schema of APL: npm's `apl-suggester`, installed from the lock file when it is missing."""

import fcntl
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).with_name("node")
LOCK, STAMP = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".installed"
MISSING = [name for name in ("node", "npm") if shutil.which(name) is None]
"""What is not on this machine, so that the schema cannot be asked."""


def findings(*documents: dict[str, Any]) -> list[list[str]]:
    """Return what Amazon's schema finds in each of these documents."""
    _install()
    run = subprocess.run(
        ["node", FOLDER / "check.js"], input=json.dumps(documents), capture_output=True, text=True, check=True
    )
    found: list[list[str]] = json.loads(run.stdout)
    return found


def _install() -> None:
    """Install once for each lock file; processes of one test run wait for each other."""
    with (FOLDER / "package.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not STAMP.exists() or STAMP.read_bytes() != LOCK.read_bytes():
            options = ["--prefix", str(FOLDER), "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            if subprocess.run(["npm", "ci", *options]).returncode:
                pytest.skip("npm could not install Amazon's schema")
            STAMP.write_bytes(LOCK.read_bytes())
