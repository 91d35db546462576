"""Models built from templates, and one-line errors."""

import json
from pathlib import Path

import pytest

from interaction_model.errors import SentencesError
from interaction_model.expand import ensure, main, models
from interaction_model.templates import Templates

GOOD = """
invocation_name: ankle coach
locales:
  en-US: {}
  en-GB: {spelling: {color: colour}}
expansion_rules:
  ice: "(ice|icing)"
intents:
  StartIcingIntent:
    slots: {side: SIDE}
    sentences:
      - "start [the] <ice>"
      - "{side} foot [first]"
      - "odd color"
  AMAZON.YesIntent:
    sentences: ["yes [please]"]
  AMAZON.FallbackIntent: {}
slot_types:
  SIDE:
    LEFT: ["left", "left one"]
    RIGHT: ["right"]
"""


def folder(tmp_path: Path, text: str) -> Path:
    sentences = tmp_path / "sentences"
    sentences.mkdir()
    (sentences / "en.yaml").write_text(text, "utf-8")
    return sentences


def test_templates_become_models(tmp_path: Path) -> None:
    texts = models(folder(tmp_path, GOOD))
    assert list(texts) == ["en-US", "en-GB"]
    found = json.loads(texts["en-GB"])["interactionModel"]["languageModel"]
    assert found["invocationName"] == "ankle coach"
    start, yes, fallback = found["intents"]
    assert (start["name"], start["slots"]) == ("StartIcingIntent", [{"name": "side", "type": "SIDE"}])
    ice = ["start ice", "start icing", "start the ice", "start the icing"]
    assert start["samples"] == ["odd colour", *ice, "{side} foot", "{side} foot first"]
    assert yes == {"name": "AMAZON.YesIntent", "samples": ["yes", "yes please"]}
    assert fallback == {"name": "AMAZON.FallbackIntent", "samples": []}
    left = {"id": "LEFT", "name": {"value": "left", "synonyms": ["left one"]}}
    right = {"id": "RIGHT", "name": {"value": "right", "synonyms": []}}
    assert found["types"] == [{"name": "SIDE", "values": [left, right]}]


def test_of_many_combinations_every_choice_is_heard() -> None:
    wordings = Templates({}).expand("(a|b|c|d|e|f) (g|h|i|j) (k|l|m) [n]")
    assert 6 <= len(wordings) < 6 * 4 * 3 * 2
    assert {word for wording in wordings for word in wording.split()} == set("abcdefghijklmn")


def test_lists_of_one_length_do_not_always_meet_alike() -> None:
    wordings = Templates({}).expand("(a|b|c|d) (e|f|g|h)")
    assert len(wordings) == 6


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("start [the] <ice>", "start (the <ice>", "StartIcingIntent: 'start (the <ice>'"),
        ("start [the] <ice>", "start <snow>", "StartIcingIntent: 'start <snow>': there is no rule <snow>"),
        ("start [the] <ice>", "(start;<ice>)", "permutations"),
        ("start [the] <ice>", "start {when}", "StartIcingIntent: 'start {when}': slot {when} is not declared"),
        ("start [the] <ice>", "{side} or {side}", "one slot twice"),
        ("start [the] <ice>", "{side}'s foot", "a slot stands alone, between spaces"),
        ("start [the] <ice>", "Start the ice?", "'Start the ice?': only small letters"),
        ("start [the] <ice>", "(yes|ice)", "'yes' is in both StartIcingIntent and AMAZON.YesIntent"),
        ('"yes [please]"', "yes", "AMAZON.YesIntent: True is not text: put it in quotes"),
        ("{side} foot [first]", "foot", "StartIcingIntent: slot {side} is in no sentence"),
        ("slots: {side: SIDE}", "slots: {side: FOOT}", "slot type FOOT is not declared"),
        ("slots: {side: SIDE}", "slots: {side: AMAZON.NUMBER}", "slot type SIDE is used by no intent"),
        ('RIGHT: ["right"]', 'RIGHT: ["left one"]', "SIDE: 'left one' is in both LEFT and RIGHT"),
        ("invocation_name: ankle coach", "", "invocation_name is missing"),
        ("slot_types:", "slot_types: [", "not YAML"),
        (GOOD, "just text", "expected intents"),
        ('"(ice|icing)"', '"(ice|icing"', "'(ice|icing' cannot be read"),
        ("start [the] <ice>", f"start ({'|'.join('x' * n for n in range(1, 160))})", "more than 150 wordings"),
        (
            "start [the] <ice>",
            '"\n'.join(f'      - "x{"y" * n} (a|b|c|d|e|f|g|h)' for n in range(1600)).strip(' -"'),
            "samples are more than 8850",
        ),
    ],
)
def test_a_fault_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, message: str
) -> None:
    assert old in GOOD
    assert main(folder(tmp_path, GOOD.replace(old, new)), tmp_path / "models", tmp_path / ".built") == 2
    line = capsys.readouterr().err
    assert line.startswith("en.yaml: ")
    assert message in line
    assert line.count("\n") == 1
    assert not (tmp_path / "models").exists()


def test_a_locale_belongs_to_one_file(tmp_path: Path) -> None:
    sentences = folder(tmp_path, GOOD)
    (sentences / "other.yaml").write_text(GOOD, "utf-8")
    with pytest.raises(SentencesError, match="locale en-US is in another file too"):
        models(sentences)


class Project:
    """A project of sentences, and the models built from them."""

    def __init__(self, folder: Path) -> None:
        self.sentences, self.models, self.stamp = folder / "sentences", folder / "models", folder / ".built"
        self.sentences.mkdir()
        self.write(GOOD)

    def write(self, text: str) -> None:
        (self.sentences / "en.yaml").write_text(text, "utf-8")

    def built(self) -> dict[str, float]:
        """Build what is stale; return every model and when it was written."""
        ensure(self.sentences, self.models, self.stamp)
        return {file.name: file.stat().st_mtime_ns for file in sorted(self.models.iterdir())}

    def text(self, locale: str) -> str:
        return (self.models / f"{locale}.json").read_text("utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_models_are_built_once(project: Project) -> None:
    first = project.built()
    assert list(first) == ["en-GB.json", "en-US.json"]
    assert {locale: project.text(locale) for locale in ("en-GB", "en-US")} == models(project.sentences)
    assert project.built() == first


def test_a_changed_sentence_is_in_the_models_at_once(project: Project) -> None:
    project.built()
    project.write(GOOD.replace("yes [please]", "oh yes"))
    project.built()
    assert "oh yes" in project.text("en-US")
    assert "yes please" not in project.text("en-US")


def test_a_model_that_was_edited_or_deleted_is_built_anew(project: Project) -> None:
    project.built()
    right = project.text("en-US")
    (project.models / "en-US.json").write_text("{}", "utf-8")
    (project.models / "en-GB.json").unlink()
    (project.models / "en-NZ.json").write_text("{}", "utf-8")
    assert list(project.built()) == ["en-GB.json", "en-US.json"]
    assert project.text("en-US") == right


def test_a_fault_is_reported_although_there_are_models(project: Project) -> None:
    project.built()
    project.write(GOOD.replace("invocation_name: ankle coach", ""))
    for _ in range(2):
        with pytest.raises(SentencesError, match="invocation_name is missing"):
            project.built()


def test_the_command_lists_what_changed(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(project.sentences, project.models, project.stamp) == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["en-GB.json changed", "en-US.json changed"]
    assert main(project.sentences, project.models, project.stamp) == 0
    assert "changed" not in capsys.readouterr().out
