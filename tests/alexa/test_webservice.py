import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from .signing import VerifierClient

PROJECT = Path(__file__).parents[2]
IMPORT = """
import sys
from skill.alexa.webservice import WebserviceSkillHandler
assert WebserviceSkillHandler.__module__ == "ask_sdk_webservice_support.webservice_handler"
assert "oscrypto" not in sys.modules
"""


def run(*command: str | Path, path: Path = PROJECT) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{path}{os.pathsep}{PROJECT}"}
    done = subprocess.run(
        command, env=environment, cwd=PROJECT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert done.returncode == 0, done.stdout


def test_it_imports_in_a_fresh_virtual_environment(tmp_path: Path) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [line for line in project["dependencies"] if line.startswith("ask-sdk-")]
    assert needed
    run(sys.executable, "-m", "venv", tmp_path)
    python = tmp_path / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", *needed)
    run(python, "-W", "error", "-c", IMPORT)


@pytest.mark.parametrize("content", ["raise OSError('Error detecting the version of libcrypto')", "real = True"])
def test_it_imports_whatever_certvalidator_does(tmp_path: Path, content: str) -> None:
    (tmp_path / "certvalidator.py").write_text(content)
    gone = "assert not {'certvalidator', 'certvalidator.errors'} & set(sys.modules)"
    run(sys.executable, "-W", "error", "-c", IMPORT + gone, path=tmp_path)


def test_a_certvalidator_that_is_in_use_stays_so(tmp_path: Path) -> None:
    (tmp_path / "certvalidator.py").write_text("real = True")
    kept = "assert sys.modules['certvalidator'].real"
    run(sys.executable, "-W", "error", "-c", "import certvalidator" + IMPORT + kept, path=tmp_path)


def test_amazons_own_verifier_fails_closed(client: VerifierClient) -> None:
    from ask_sdk_webservice_support.verifier import RequestVerifier

    import skill.alexa.webservice  # noqa: F401 - what makes it importable

    with pytest.raises(AttributeError, match="CertvalidatorNotLoaded"):
        RequestVerifier()._validate_cert_chain((client.folder / "echo-api-cert-12.pem").read_bytes())
