"""A newcomer's first commands, in a folder that has nothing but the project's files."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
DIALOGUE = "tests/dialogues/reminders-next-day.txt"
"""All that is said in it is a sample, so that there is nothing to be learned first."""


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Path]:
    """The files git knows, and no virtual environment."""
    if shutil.which("git") is None or not (PROJECT / ".git").exists():
        pytest.skip("not a git checkout, so it is not known which files belong to the project")
    listing = ["git", "-C", str(PROJECT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, capture_output=True, check=True, text=True).stdout.split("\0")
    folder = tmp_path / "clone"
    for name in filter(None, names):
        if (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, folder / name)
    yield folder
    shutil.rmtree(folder)


def run(clone: Path, *command: str, said: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command without the virtual environment, the settings and the coverage of this test."""
    foreign = ("VIRTUAL_ENV", "VENV", "BASE_PYTHON", "PYTHON", "ANKLE_COACH_", "COVERAGE_", "COV_", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    own = str(Path(sys.prefix) / "bin")
    environment["PATH"] = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if part != own)
    return subprocess.run(command, cwd=clone, env=environment, input=said, capture_output=True, text=True, timeout=1200)


def test_talk_serve_and_backup(clone: Path) -> None:
    """In one test, since what they install is installed once: talk says so, serve misses the skill's id."""
    done = run(clone, "script/talk", "--check", said=(clone / DIALOGUE).read_text("utf-8"))
    assert done.returncode == 0, done.stderr
    assert "A: Twenty minutes, starting now." in done.stdout
    assert "R: Time is up. Take your foot out" in done.stdout
    assert 'Installing what "speaker" needs' in done.stderr
    again = run(clone, "script/talk", "--locale", "xx-XX")
    assert again.stderr.startswith("no interaction model for xx-XX"), "nothing is installed again"

    done = run(clone, "script/serve")
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith("Ankle Coach did not start: ANKLE_COACH_SKILL_ID")

    done = run(clone, "script/backup", "copy.db")
    assert done.stderr.strip().splitlines()[-1] == "backup failed: there is no file ankle-coach.db"
    assert "no file copy.db" in run(clone, "script/restore", "copy.db").stderr
