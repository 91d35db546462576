"""systemd accepts the unit of deploy/; the services of its compose file have least rights."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from skill.config import Config
from tests.test_main import PROJECT

DEPLOY = PROJECT / "deploy"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    unit = (DEPLOY / "ankle-coach.service").read_text("utf-8")
    (tmp_path / "ankle-coach.service").write_text(unit.replace("/opt/ankle-coach/.venv/bin/python", sys.executable))
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "ankle-coach.service")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_service_has_least_rights_and_settings_that_exist() -> None:
    services: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    for service in services.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
    names = {name.removeprefix("ANKLE_COACH_").lower() for name in services["skill"]["environment"]}
    assert names <= set(Config.model_fields)
