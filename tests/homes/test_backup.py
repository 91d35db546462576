"""`script/backup` and `script/restore`, tried by restoring: a user goes on where the backup was made."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from skill.backup import main
from speaker.rehearsal import Rehearsal, Stage, stage
from tests.storage.postgresql import server

MINUTE = timedelta(minutes=1)

Run = Callable[[str, Path, str], str]


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'coach.db'}"
    else:
        with server() as running:
            yield running.url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def skill(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with (
        database(request.param, tmp_path_factory.mktemp("database")) as url,
        stage(settings={"ANKLE_COACH_DATABASE_URL": url}) as running,
    ):
        yield running


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Do it in this process, since a new one takes a second; return what it says where it fails."""

    def run(action: str, file: Path, url: str) -> str:
        monkeypatch.setenv("ANKLE_COACH_DATABASE_URL", url)
        mask = os.umask(0)
        try:
            code = main([action, str(file)])
        finally:
            os.umask(mask)
        said = capsys.readouterr()
        assert said.out == ""
        assert (said.err.count("\n"), code) in ((0, 0), (1, 1))
        return said.err

    return run


def said(session: Rehearsal, words: str) -> str:
    return " ".join(sound.text for sound in session.device.say(words))


def test_a_user_goes_on_where_the_backup_was_made(skill: Stage, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "backup"
    with skill.rehearsal(allow_timers=True) as session:
        for words in ("my ankles are sore", "yes", "no", "no", "no", "yes"):
            answer = said(session, words)
        assert "Twenty minutes, starting now" in answer
        assert run("backup", file, skill.skill.database) == ""
        assert file.stat().st_mode & 0o077 == 0
        assert list(tmp_path.iterdir()) == [file]
        said(session, "forget me")
        assert "forgotten" in said(session, "yes")
        session.device.wait(8 * MINUTE)
        assert run("restore", file, skill.skill.database) == ""
        assert "twelve minutes left" in said(session, "alexa, ask ankle coach how much longer")
        assert "Well done" in said(session, "my foot is out")


def test_a_restored_database_opens_after_a_restart(skill: Stage, tmp_path: Path, run: Run) -> None:
    with skill.rehearsal() as session:
        said(session, "my ankles are sore")
        assert run("backup", tmp_path / "backup", skill.skill.database) == ""
        skill.skill.stop()
        assert run("restore", tmp_path / "backup", skill.skill.database) == ""
        skill.skill.start()
        assert "bent out of shape" in said(session, "yes")


@pytest.mark.parametrize(
    "content", [b"", b"no backup at all", b"PGDMP and no more", b"SQLite format 3\x00" + bytes(4096)]
)
def test_what_is_no_backup_changes_nothing(skill: Stage, tmp_path: Path, content: bytes, run: Run) -> None:
    file = tmp_path / "backup"
    file.write_bytes(content)
    with skill.rehearsal() as session:
        said(session, "my ankles are sore")
        assert run("restore", file, skill.skill.database).startswith("restore failed: ")
        assert "bent out of shape" in said(session, "yes")


def test_no_backup_is_overwritten_and_what_is_missing_is_told(skill: Stage, tmp_path: Path, run: Run) -> None:
    url = skill.skill.database
    assert run("restore", tmp_path / "none", url) == f"restore failed: there is no file {tmp_path / 'none'}\n"
    assert run("backup", tmp_path / "one", url) == ""
    before = (tmp_path / "one").read_bytes()
    assert run("backup", tmp_path / "one", url) == f"backup failed: {tmp_path / 'one'} is there already\n"
    assert (tmp_path / "one").read_bytes() == before
    assert "sqlite" in run("backup", tmp_path / "two", "memory:")
    nowhere = {"sqlite": f"sqlite:///{tmp_path / 'nowhere.db'}", "postgresql": "postgresql://u:secret@127.0.0.1:9/x"}
    told = run("backup", tmp_path / "two", nowhere["sqlite" if url.startswith("sqlite") else "postgresql"])
    assert "secret" not in told
    assert sorted(each.name for each in tmp_path.iterdir()) == ["one"]
