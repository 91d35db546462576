"""The image of deploy/Containerfile: built here, and talked to. It takes minutes: THOROUGH=1."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from speaker.rehearsal import stage
from tests import THOROUGH
from tests.homes.image import CONTAINER, STORE, build, buildah, make_base, run
from tests.test_dialogues import DIALOGUES, check

HERE = (sys.executable, "-m", "tests.homes.image")
PROGRAMS = ("buildah", "mmdebstrap")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not THOROUGH, reason="takes minutes: THOROUGH=1"),
    *(pytest.mark.skipif(not shutil.which(each), reason=f"{each} is not installed") for each in PROGRAMS),
]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    store = tmp_path_factory.mktemp("images")
    try:
        make_base(store)
    except (AssertionError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no Debian can be made here: {error}")
    try:
        yield store, build(store)
    finally:
        buildah(store, "rm", "--all")
        buildah(store, "rmi", "--all", "--force")


def test_a_whole_dialogue_with_the_image(image: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    store, container = image
    monkeypatch.setenv(STORE, str(store))
    monkeypatch.setenv(CONTAINER, container)
    (file,) = (each for each in DIALOGUES if each.stem == "four-days")
    kept = {"ANKLE_COACH_DATABASE_URL": "sqlite:////data/ankle-coach.db"}
    with stage(settings=kept, command=HERE) as running, running.rehearsal() as session:
        check(session, file)


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("id --user", 0, "10001"),
        ("touch /data/mine", 0, ""),
        ("touch /opt/ankle-coach/skill/mine", 1, "Permission denied"),
        ("python -m skill", 2, "Ankle Coach did not start: ANKLE_COACH_SKILL_ID is required."),
    ],
)
def test_the_user_of_the_image(image: tuple[Path, str], command: str, code: int, told: str) -> None:
    done = subprocess.run(run(*image, command), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == code
    assert told in done.stdout + done.stderr
