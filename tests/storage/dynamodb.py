"""Two emulators of DynamoDB, each a server of its own: dynalite (npm) and moto (PyPI); and a faulty proxy."""

import fcntl
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from skill.ports import Recoveries
from skill.storage import recoveries_at
from tests.raw_http import free_port

EMULATORS = ("dynalite", "moto")
TEMPLATE_TABLE: dict[str, Any] = {
    "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "user_key", "KeyType": "HASH"}, {"AttributeName": "person", "KeyType": "RANGE"}],
    "AttributeDefinitions": [
        {"AttributeName": "user_key", "AttributeType": "S"},
        {"AttributeName": "person", "AttributeType": "S"},
    ],
}
"""The table as aws/template.yaml has it; tests/aws compares the two."""

MOTO = """
import sys
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

run_simple("127.0.0.1", int(sys.argv[1]), DomainDispatcherApplication(create_backend_app), threaded=False)
"""
"""Moto's server, for one request at a time: its conditional writes are not atomic between threads."""

NODE = Path(__file__).with_name("node")
LOCK, STAMP = NODE / "package-lock.json", NODE / "node_modules" / ".installed"
SURVIVING = 'data:text/javascript,process.on("uncaughtException", () => {})'
"""dynalite ends when a client ends in mid-request; with this it goes on."""

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}
TABLE = "recoveries"


def settings(url: str) -> dict[str, str]:
    """The variables that lead boto3 to an emulator."""
    return {**CREDENTIALS, "AWS_ENDPOINT_URL_DYNAMODB": url}


@contextmanager
def emulator(name: str) -> Iterator[str]:
    """Start one with an empty table, and return its address; skip the test when there can be none."""
    pytest.importorskip("boto3", reason="the extra 'dynamodb' is not installed")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = _dynalite(port) if name == "dynalite" else [sys.executable, "-c", MOTO, str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(url, process)
        make_table(url)
        yield url
    finally:
        process.kill()
        process.wait()


@contextmanager
def opened_dynamodb(url: str, monkeypatch: pytest.MonkeyPatch, table: str = TABLE) -> Iterator[Recoveries]:
    for name, value in settings(url).items():
        monkeypatch.setenv(name, value)
    with closing(recoveries_at(f"dynamodb://{table}")) as opened:
        yield opened


def client(url: str) -> Any:
    import boto3

    return boto3.client(
        "dynamodb", endpoint_url=url, region_name="eu-west-1", aws_access_key_id="test", aws_secret_access_key="test"
    )


def make_table(url: str) -> None:
    database = client(url)
    database.create_table(TableName=TABLE, **TEMPLATE_TABLE)
    database.get_waiter("table_exists").wait(TableName=TABLE, WaiterConfig={"Delay": 1, "MaxAttempts": 20})


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        with suppress(requests.RequestException):
            requests.get(url, timeout=5)
            return
        time.sleep(0.05)
    pytest.skip(f"the emulator ended with code {process.returncode}")


def _dynalite(port: int) -> list[str]:
    if missing := [name for name in ("node", "npm") if shutil.which(name) is None]:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    with (NODE / "package.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not STAMP.exists() or STAMP.read_bytes() != LOCK.read_bytes():
            options = ["--prefix", str(NODE), "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            if subprocess.run(["npm", "ci", *options]).returncode:
                pytest.skip("npm could not install dynalite")
            STAMP.write_bytes(LOCK.read_bytes())
    dynalite = NODE / "node_modules" / "dynalite" / "cli.js"
    options = ["--host", "127.0.0.1", "--port", str(port), "--createTableMs", "0"]
    return ["node", "--import", SURVIVING, str(dynalite), *options]


class FaultyProxy:
    """A proxy before an emulator that refuses calls or loses answers."""

    def __init__(self, server: HTTPServer, behind: str) -> None:
        self.url = server.url_for("")
        self._behind = behind
        self.throttled = 0
        """As many calls are refused from now on."""
        self.lost = 0
        """The answers of as many changes from now on are lost."""
        self.calls: list[str] = []
        server.expect_request("/").respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        call = request.headers["X-Amz-Target"].partition(".")[2]
        self.calls.append(call)
        if self.throttled:
            self.throttled -= 1
            refusal = '{"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}'
            return Response(refusal, 400, content_type="application/x-amz-json-1.0")
        sent = {name: value for name, value in request.headers if name != "Accept-Encoding"}
        answer = requests.post(self._behind, data=request.get_data(), headers=sent, timeout=5)
        if self.lost and call != "Query":
            self.lost -= 1
            return Response(status=500)
        kept = {
            name: value for name, value in answer.headers.items() if name.lower() in ("content-type", "x-amz-crc32")
        }
        return Response(answer.content, answer.status_code, kept)
