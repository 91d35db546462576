"""The released files, as committed: a source archive, a wheel made of it, and the wheel in an empty place."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_fresh_clone import DIALOGUE, PROJECT
from tests.test_main import get, started


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder beside the installed wheel; what the skill depends on is that of the tests."""
    folder = tmp_path_factory.mktemp("release")
    archive = subprocess.run(["git", "-C", str(PROJECT), "archive", "HEAD"], capture_output=True)
    if archive.returncode:
        pytest.skip("not a git checkout, so it is not known which files belong to the project")
    (folder / "source").mkdir()
    subprocess.run(["tar", "x", "-C", str(folder / "source")], input=archive.stdout, check=True)
    python(folder, "-m", "build", "--outdir", str(folder / "dist"), str(folder / "source"))
    (wheel,) = (folder / "dist").glob("*.whl")
    python(folder, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder / "site"), str(wheel))
    (folder / "empty").mkdir()
    return folder / "empty"


def python(folder: Path, *arguments: str, said: str | None = None) -> str:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ANKLE_COACH_", "COV"))}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(folder.parent / "site")},
        input=said,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_skill_of_the_wheel_serves_its_pages(place: Path) -> None:
    with started(place, PYTHONPATH=str(place.parent / "site")) as (process, url):
        assert process.stderr
        assert "listens on http" in process.stderr.readline()
        for page in ("ready", "privacy", "terms"):
            assert get(f"{url}/{page}").status_code == 200
    assert (place / "ankle-coach.db").exists()


def test_a_dialogue_is_played_by_the_wheel_alone(place: Path) -> None:
    """Phrases, the screen's document, sentences and manifest come with it."""
    told = python(place, "-m", "speaker", "--check", said=(PROJECT / DIALOGUE).read_text("utf-8"))
    assert "R: Time is up. Take your foot out" in told
    where = python(place, "-c", "import interaction_model, skill, speaker; print(skill.__path__, speaker.__path__)")
    assert str(place.parent / "site") in where
    assert str(PROJECT) not in where
