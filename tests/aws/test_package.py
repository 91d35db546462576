"""What `script/deploy lambda` builds, and the template that takes it to AWS."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from aws import package
from tests.alexa.signing import SKILL_ID
from tests.storage.dynamodb import CREDENTIALS, TEMPLATE_TABLE

TEMPLATE = package.PROJECT / "aws" / "template.yaml"
MOST = 25_000_000
"""Bytes of a package; Lambda takes 50 MB."""
LIBRARIES = Path(sysconfig.get_paths()["purelib"])
RUNTIMES_OWN = ("boto3", "botocore", "jmespath", "s3transfer", "dateutil", "six.py", "urllib3")
"""What Lambda's Python has."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("index")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), "six"]
    if subprocess.run(command).returncode:
        pytest.skip("no package can be downloaded here")


def built(folder: Path) -> Path:
    package.build(folder / "lambda", folder / "lambda.zip")
    return folder / "lambda.zip"


@pytest.fixture(scope="module")
def file(index: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("package"))


def test_the_same_bytes_twice_and_under_25_megabytes(file: Path, tmp_path: Path) -> None:
    assert file.read_bytes() == built(tmp_path).read_bytes()
    assert file.stat().st_size < MOST
    with ZipFile(file) as zipped:
        names = zipped.namelist()
    assert "lambda_function.py" in names
    compiled = {name for name in names if name.startswith("__pycache__/lambda_function.")}
    assert compiled
    assert any("aarch64" in name and name.endswith(".so") for name in names)
    assert [name for name in names if name.startswith("babel/locale-data/de")] == []


def test_the_package_has_all_that_the_function_imports(file: Path, tmp_path: Path) -> None:
    """With nothing else on the path but Python's own library and what Lambda brings; machine code is this machine's."""
    with ZipFile(file) as zipped:
        zipped.extractall(tmp_path / "task")
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    for name in RUNTIMES_OWN:
        (runtime / name).symlink_to(LIBRARIES / name)
    for foreign in (tmp_path / "task").rglob("*.so"):
        for ours in (LIBRARIES / foreign.relative_to(tmp_path / "task")).parent.glob("*.so"):
            shutil.copy(ours, foreign.parent)
        foreign.unlink()
    environment = {
        **CREDENTIALS,
        "PYTHONPATH": f"{tmp_path / 'task'}:{runtime}",
        "ANKLE_COACH_SKILL_ID": SKILL_ID,
        "ANKLE_COACH_DATABASE_URL": "dynamodb://recoveries",
    }
    code = "from lambda_function import lambda_handler, __file__ as file; print(file)"
    command = [sys.executable, "-S", "-P", "-c", code]
    done = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True)
    assert done.stdout == f"{tmp_path / 'task' / 'lambda_function.py'}\n", done.stderr


def test_cfn_lint_finds_nothing_in_the_template_and_a_fault_in_a_broken_one(tmp_path: Path) -> None:
    pytest.importorskip("cfnlint", reason="cfn-lint is not installed")
    broken = tmp_path / "broken.yaml"
    broken.write_text(TEMPLATE.read_text().replace("!GetAtt Rights.Arn", "!GetAtt Wrongs.Arn"))
    program = Path(sys.executable).with_name("cfn-lint")
    command = [str(program), "--format", "parseable", "--template", str(TEMPLATE), str(broken)]
    found = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    assert any("Wrongs" in line for line in found)
    assert [line for line in found if not line.startswith(f"{broken}:")] == []


def resources() -> dict[str, Any]:
    cfnlint = pytest.importorskip("cfnlint.decode.cfn_yaml", reason="cfn-lint is not installed")
    return dict(cfnlint.load(str(TEMPLATE))["Resources"])


def test_the_table_of_the_tests_is_that_of_the_template() -> None:
    table = resources()["Recoveries"]["Properties"]
    assert {name: table[name] for name in TEMPLATE_TABLE} == TEMPLATE_TABLE
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_the_function_may_do_what_the_store_does_and_no_more() -> None:
    rights = resources()["Rights"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    allowed = {action for statement in rights for action in statement["Action"]}
    assert {each for each in allowed if each.startswith("dynamodb:")} == {
        "dynamodb:Query",
        "dynamodb:PutItem",
        "dynamodb:DeleteItem",
    }
