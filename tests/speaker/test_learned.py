"""The file that keeps a trained classifier."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from speaker import learned as module
from speaker.learned import learned
from speaker.model import Model, Sample, read_model
from speaker.nearest import Nearest

SAID = ["start the ice please", "my left ankle aches a bit", "what on earth"]


@pytest.fixture
def model(package: Path) -> Model:
    return read_model(package / "interactionModels" / "custom" / "en-US.json")


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[Model]:
    """The models that were trained."""
    models = []

    def train(model: Model) -> Nearest:
        models.append(model)
        return Nearest(model)

    monkeypatch.setattr("speaker.learned.Nearest", train)
    return models


def test_what_was_learned_is_read_again_and_answers_the_same(
    model: Model, trained: list[Model], tmp_path: Path
) -> None:
    first, again = learned(model, tmp_path / "kept"), learned(model, tmp_path / "kept")
    assert trained == [model]
    for said in SAID:
        assert again.shares(said.split()) == first.shares(said.split())


def test_of_two_that_begin_together_one_learns(model: Model, trained: list[Model], tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: learned(model, tmp_path), range(2)))
    assert trained == [model]
    assert [each.intent(SAID[0].split())[0] for each in both] == ["StartIcingIntent"] * 2


def test_changed_samples_are_learned(model: Model, tmp_path: Path) -> None:
    learned(model, tmp_path)
    more = replace(model, samples=(*model.samples, Sample("CountIntent", ("count", "backwards"))))
    assert learned(more, tmp_path).intent(["count", "backwards"])[0] == "CountIntent"


def test_changed_code_learns_anew(
    model: Model, trained: list[Model], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned(model, tmp_path)
    monkeypatch.setattr(module, "_SOURCES", tmp_path)
    learned(model, tmp_path)
    assert trained == [model, model]


def test_of_many_models_the_last_are_kept(model: Model, tmp_path: Path) -> None:
    for number in range(8):
        learned(replace(model, samples=(*model.samples, Sample("CountIntent", ("count", str(number))))), tmp_path)
    assert len(list(tmp_path.rglob("output.pkl"))) <= 6


def test_a_folder_that_cannot_be_written_to_is_no_harm(model: Model, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert learned(model, tmp_path / "file" / "folder").intent(["start", "the", "ice"])[0]
