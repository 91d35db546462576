"""The command line, run as a user runs it."""

import io
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from speaker.__main__ import main
from tests.browser.picture import PICTURE, words_in

ROOT = Path(__file__).parents[2]
Captured = pytest.CaptureFixture[str]


def talk(*arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "speaker", *arguments]
    return subprocess.run(command, input=said, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)


def test_piped_lines_become_a_transcript(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'mine.db'}"
    done = talk("--database", database, said="alexa, open ankle coach\nA: something else\n")
    assert done.returncode == 0
    asked, answered = done.stdout.splitlines()
    assert asked == "alexa, open ankle coach"
    assert answered.startswith("A: ")
    assert done.stderr.startswith("line 2: expected A: something else, heard A: ")
    assert (tmp_path / "mine.db").exists()


def test_check_fails_when_something_else_was_expected(tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("U: alexa, open ankle coach\nA: something else\n", "utf-8")
    assert main([str(file), "--check"]) == 1


def test_days_plays_the_whole_story(capsys: Captured) -> None:
    assert main(["--days"]) == 0
    told, progress = capsys.readouterr()
    assert progress == "Starting Ankle Coach ...\n"
    assert told.lstrip().startswith("MONDAY.")
    for day in ("Mon 17:00", "Tue ", "Wed ", "Thu "):
        assert f"\n{day}" in told
    assert told.count("*rings* Here's your reminder:") >= 3
    shown = words_in(PICTURE)
    assert [words for words in shown if "".join(words.split()) not in "".join(told.split())] == [], (
        "the README's picture is not of today: script/picture draws it anew"
    )
    assert len(shown) >= 30


def test_a_skill_that_will_not_start_is_quoted(tmp_path: Path) -> None:
    done = talk("--database", f"sqlite:///{tmp_path}/no/such/folder/x.db", said="hello\n")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "does not start" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--locale", "xx-XX"], "no interaction model for xx-XX; there are: en-AU, en-CA, en-GB, en-IN, en-US"),
        (["no-such-file.txt"], "no-such-file.txt: No such file or directory"),
        (["{bad}"], "line 2: no time: 'soon'"),
        (["--voice"], "--voice needs espeak-ng"),
    ],
)
def test_what_goes_wrong_at_first_is_one_line(
    arguments: list[str], complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("U: hello\n+ soon\n", "utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main([argument.format(bad=bad) for argument in arguments]) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith(complaint)
    assert shown.err.count("\n") == 1
    assert shown.out == ""


@pytest.mark.parametrize(
    ("option", "value"),
    [("speed", "-1"), ("speed", "fast"), ("start", "yesterday"), ("database", "talk.db"), ("port", "70000")],
)
def test_bad_options_are_refused_by_name(option: str, value: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as left:
        main([f"--{option}", value])
    assert left.value.code == 2
    told = capsys.readouterr().err
    assert f"argument --{option}: " in told
    assert f"not '{value}'" in told


def test_a_wrong_option_waits_for_no_library() -> None:
    code = "import sys, speaker.__main__; sys.exit(bool({'sklearn', 'flask', 'prompt_toolkit'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT, timeout=60).returncode == 0


def test_a_reader_who_leaves_sees_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("\N{ZERO WIDTH NO-BREAK SPACE}# with a byte order mark\n# two\n", "utf-8")
    command = [sys.executable, "-m", "speaker", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True) as talking:
        assert talking.stdout is not None
        assert talking.stderr is not None
        talking.stdout.close()
        assert talking.stderr.read() == ""


def test_the_page_is_served_until_the_user_ends_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "speaker", "--web", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True, process_group=0) as serving:
        assert serving.stdout is not None
        address = serving.stdout.readline().split()[-1]
        assert "Ankle Coach" in requests.get(address, timeout=10).text
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(20) == 130
