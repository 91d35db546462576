"""The production server in its processes: slow, broken and numerous clients, and how it ends."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
import requests

from skill.__main__ import LONGEST_HEAD
from skill.alexa.verify import LONGEST
from skill.ports import HOUSEHOLD, Record
from skill.storage import recoveries_at
from skill.storage.sqlite import SqliteRecoveries
from speaker.rehearsal import Stage, stage
from tests.alexa.pki import NOW
from tests.alexa.recorded import recorded
from tests.alexa.servers import serving, silent
from tests.alexa.signing import SKILL_ID
from tests.client import NOWHERE, USER
from tests.homes.load import deliver, status
from tests.raw_http import connect, free_port, read_reply, reply_to, slow_clients
from tests.test_main import PATIENCE, PROJECT, get, started
from tests.test_web import READY

GOOD = b"GET /health HTTP/1.1\r\nHost: coach\r\n\r\n"
POST = b"POST /alexa HTTP/1.1\r\nHost: coach\r\n"
JSON = b"Content-Type: application/json\r\n"
TWO = b"Content-Length: 2\r\n"
SLOW = {
    "silent": (b"", b""),
    "headers": (POST + JSON, b"X"),
    "a body": (POST + JSON + b"Content-Length: 200000\r\n\r\n", b"{"),
    "idle": (GOOD, b""),
}
"""What a client sends at once, and what slowly."""

REFUSED = {
    "no length": (400, POST + JSON + b"\r\n"),
    "chunks": (400, POST + JSON + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    "too large": (413, POST + JSON + f"Content-Length: {LONGEST + 1}\r\n\r\n".encode()),
    "no body": (400, POST + JSON + b"Content-Length: 0\r\n\r\n"),
    "not signed": (400, POST + JSON + TWO + b"\r\n{}"),
    "another method": (405, b"BREW /alexa HTTP/1.1\r\nHost: coach\r\n\r\n"),
    "headers without an end": (431, POST + b"X: x\r\n" * LONGEST_HEAD),
}


@contextmanager
def ready_for_ice() -> Iterator[Stage]:
    """The server, and the user of the recordings after the safety check."""
    with stage(settings={"ANKLE_COACH_SKILL_ID": SKILL_ID}) as running:
        running.clock.reset(NOW)
        with closing(recoveries_at(running.skill.database)) as store:
            store.save(USER, HOUSEHOLD, Record(READY), NOW)
        yield running
        assert "Traceback" not in running.skill.messages


@pytest.fixture(scope="module")
def shared() -> Iterator[Stage]:
    with ready_for_ice() as running:
        yield running
        process = process_of(running)
        process.send_signal(signal.SIGINT)  # as Ctrl-C does
        assert process.wait(PATIENCE) == 0


@pytest.fixture
def own() -> Iterator[Stage]:
    with ready_for_ice() as running:
        yield running


def process_of(running: Stage) -> "subprocess.Popen[bytes]":
    assert running.skill._process
    return running.skill._process


def port_of(running: Stage) -> int:
    return running.skill._port


def sent_now(running: Stage, name: str, endpoint: str | None = None) -> bytes:
    """The body of a recorded request, as if it were sent now; Alexa's APIs do not answer."""
    document = recorded(name)
    document["context"]["System"] |= NOWHERE | ({"apiEndpoint": endpoint} if endpoint else {})
    document["request"]["timestamp"] = running.clock.now().isoformat(timespec="seconds")
    return json.dumps(document).encode()


def say(running: Stage, name: str, endpoint: str | None = None) -> str:
    answer = deliver(running, running.skill, sent_now(running, name, endpoint))
    assert answer.status_code == 200
    return str(answer.json()["response"]["outputSpeech"]["ssml"])


def genuine(running: Stage) -> bytes:
    body = sent_now(running, "LaunchRequest")
    lines = {**running.signer.headers(body), "Content-Length": str(len(body))}
    return POST + "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode() + b"\r\n" + body


@pytest.mark.parametrize("kind", SLOW)
def test_fifty_slow_clients_do_not_stop_good_ones(shared: Stage, kind: str) -> None:
    with slow_clients(partial(connect, port_of(shared)), *SLOW[kind], count=50):
        for name in ("LaunchRequest", "icing-no-slots", "TimeLeftIntent"):
            assert say(shared, name)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_request_of_alexas_is_refused_without_a_word(shared: Stage, name: str) -> None:
    status, sent = REFUSED[name]
    reply = reply_to(port_of(shared), sent)
    assert (reply.status, reply.body) == (status, b"")


@pytest.mark.parametrize("name", ["SignatureCertChainUrl", "Signature-256"])
def test_a_signature_header_twice_lets_no_forged_request_pass(shared: Stage, name: str) -> None:
    forged, doubled = genuine(shared)[:-1] + b" ", f"{name}: x\r\n".encode()
    assert reply_to(port_of(shared), forged).status == 400
    for before, after in ((doubled + JSON, JSON), (JSON, JSON + doubled)):
        assert reply_to(port_of(shared), forged.replace(JSON, before + after, 1)).status == 400


def test_what_is_under_way_is_answered_and_no_new_client_is_let_in(own: Stage) -> None:
    with (
        serving(silent) as api,
        ThreadPoolExecutor() as pool,
        slow_clients(partial(connect, port_of(own)), *SLOW["a body"], count=3),
    ):
        answer = pool.submit(say, own, "icing-no-slots", api)
        time.sleep(0.5)  # by now it waits for the API, for some seconds
        process_of(own).terminate()
        assert process_of(own).wait(PATIENCE) == 0
        assert "ice bath timer" in answer.result()
        with pytest.raises(requests.ConnectionError):
            status(own.skill)


def test_a_worker_that_dies_is_replaced(own: Stage, tmp_path: Path) -> None:
    tasks = Path(f"/proc/{process_of(own).pid}/task").iterdir()
    (worker,) = (int(child) for task in tasks for child in (task / "children").read_text().split())
    os.kill(worker, signal.SIGKILL)
    while own.skill.messages.count("listens on http") < 2:
        time.sleep(0.01)
    while not own.skill._answers():
        time.sleep(0.01)
    assert say(own, "icing-no-slots")
    own.skill.stop()
    shutil.copy(own.skill.database.removeprefix("sqlite:///"), tmp_path / "copy.db")
    with closing(SqliteRecoveries(str(tmp_path / "copy.db"))) as store:
        assert store.load(USER)[HOUSEHOLD].recovery.countdown


def test_no_worker_outlives_the_process_that_was_started(own: Stage) -> None:
    process_of(own).kill()
    process_of(own).wait()
    while own.skill._answers():
        time.sleep(0.01)
    own.skill.start()
    assert say(own, "LaunchRequest")


def test_a_log_that_is_not_read_holds_no_request(tmp_path: Path) -> None:
    with started(tmp_path) as (process, url):
        assert process.stderr
        assert "listens" in process.stderr.readline()
        get(f"{url}/health")
        with connect(int(url.rpartition(":")[2])) as connection:
            for _ in range(1500):  # more than the pipe and the queue take
                connection.sendall(b"GET /nowhere HTTP/1.1\r\nHost: coach\r\n\r\n")
                assert read_reply(connection).status == 404
        assert get(f"{url}/health").text == "ok"
        process.terminate()
        assert process.wait(PATIENCE) == 0


LITTLE_MEMORY = """
import resource, sys
from pathlib import Path
from skill.__main__ import main
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 15_000_000,) * 2)
sys.exit(main())
"""
"""The server with room for the stack of one more thread."""


def test_too_little_memory_for_the_threads_is_told_without_a_traceback(tmp_path: Path) -> None:
    settings = {"ANKLE_COACH_SKILL_ID": SKILL_ID, "ANKLE_COACH_PORT": str(free_port()), "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", LITTLE_MEMORY],
        env={**os.environ, **settings},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode != 0
    assert "Ankle Coach" in done.stderr
    assert "can't start new thread" in done.stderr
    assert "Traceback" not in done.stderr
