"""The released files, as committed: a source archive, a wheel made of it, and the wheel in an empty place."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from tests.alexa.signing import SKILL_ID
from tests.raw_http import free_port
from tests.test_fresh_clone import DIALOGUE, PROJECT
from tests.test_main import PATIENCE


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


def environment(folder: Path, **settings: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ANKLE_COACH_", "COV"))}
    return inherited | {"PYTHONPATH": str(folder.parent / "site"), **settings}


def python(folder: Path, *arguments: str, said: str | None = None) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment(folder),
        input=said,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_skill_of_the_wheel_serves_its_pages(place: Path) -> None:
    port = str(free_port())
    settings = environment(place, ANKLE_COACH_SKILL_ID=SKILL_ID, ANKLE_COACH_PORT=port)
    with subprocess.Popen([sys.executable, "-m", "skill"], cwd=place, env=settings, stderr=subprocess.PIPE) as server:
        assert server.stderr
        try:
            assert b"listens on http" in server.stderr.readline()
            with requests.Session() as patient:  # the line comes a moment before the first connection is taken
                patient.mount("http://", HTTPAdapter(max_retries=Retry(connect=10, backoff_factor=0.05)))
                for page in ("ready", "privacy", "terms"):
                    assert patient.get(f"http://127.0.0.1:{port}/{page}", timeout=PATIENCE).status_code == 200
        finally:
            server.terminate()
    assert (place / "ankle-coach.db").exists()


def test_a_dialogue_is_played_by_the_wheel_alone(place: Path) -> None:
    """Phrases, the screen's document, sentences and manifest come with it."""
    told = python(place, "-m", "speaker", "--check", said=(PROJECT / DIALOGUE).read_text("utf-8"))
    assert "R: Time is up. Take your foot out" in told
    where = python(place, "-c", "import interaction_model, skill, speaker; print(skill.__path__, speaker.__path__)")
    assert str(place.parent / "site") in where
    assert str(PROJECT) not in where
