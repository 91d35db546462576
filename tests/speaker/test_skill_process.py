import sys
from pathlib import Path

import pytest

from speaker.clock import Clock, real_now
from speaker.signing import Signer
from speaker.skill_process import SkillProcess, SkillWouldNotStart


def process(folder: Path, code: str) -> SkillProcess:
    clock = folder / "clock.json"
    Clock(real_now(), file=clock)
    return SkillProcess(folder, Signer(folder), clock, {}, (sys.executable, "-c", code))


def test_a_skill_that_refuses_to_start_is_quoted(tmp_path: Path) -> None:
    skill = process(tmp_path, "import sys; sys.exit('the database folder is missing')")
    with pytest.raises(SkillWouldNotStart, match="the database folder is missing"):
        skill.start()


def test_a_skill_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speaker.skill_process.START_UP", 0.3)
    with pytest.raises(SkillWouldNotStart, match="no answer within"):
        process(tmp_path, "import time; time.sleep(60)").start()


def test_a_skill_that_will_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speaker.skill_process.SHUT_DOWN", 0.2)
    stubborn = (
        "import os, signal, http.server as h\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "class Ok(h.BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n"
        "        self.send_response(200); self.end_headers()\n"
        "h.HTTPServer(('127.0.0.1', int(os.environ['ANKLE_COACH_PORT'])), Ok).serve_forever()"
    )
    skill = process(tmp_path, stubborn)
    skill.start()
    assert skill.running
    skill.stop()
    assert not skill.running
