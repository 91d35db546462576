"""nginx and Caddy in front of the skill, over TLS: whole dialogues, slow clients, too large requests."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from skill.__main__ import LONGEST_HEAD
from skill.alexa.verify import LONGEST
from speaker.cloud import Cloud
from speaker.rehearsal import Rehearsal, Stage, stage
from tests.homes.proxies import CADDY, Proxy, caddy, nginx
from tests.raw_http import slow_clients
from tests.test_dialogues import DIALOGUES, check
from tests.test_server import JSON, POST, SLOW

PROXIES = {"nginx": nginx, str(CADDY): caddy}
"""By program."""


@pytest.fixture(scope="module")
def skill() -> Iterator[Stage]:
    with stage() as running:
        yield running


@pytest.fixture(scope="module", params=PROXIES, ids=lambda program: Path(program).name)
def proxy(request: pytest.FixtureRequest, skill: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    if not shutil.which(request.param):
        pytest.skip(f"{request.param} is not installed")
    address = skill.skill.url.removeprefix("http://").removesuffix("/alexa")
    with PROXIES[request.param](tmp_path_factory.mktemp("proxy"), [address]) as running:
        yield running


@contextmanager
def rehearsal(skill: Stage, proxy: Proxy) -> Iterator[Rehearsal]:
    """A household whose requests go through the proxy."""
    with skill.rehearsal() as session:
        cloud: Cloud = session.cloud
        cloud._url = f"{proxy.url}/alexa"
        cloud._http.verify = str(proxy.ca)
        yield session


@pytest.mark.parametrize("name", ["first-time", "four-days"])
def test_a_whole_dialogue(skill: Stage, proxy: Proxy, name: str) -> None:
    (file,) = (each for each in DIALOGUES if each.stem == name)
    with rehearsal(skill, proxy) as session:
        check(session, file)


@pytest.mark.parametrize("kind", ["headers", "a body"])
def test_a_hundred_slow_clients_do_not_stop_a_good_one(skill: Stage, proxy: Proxy, kind: str) -> None:
    with slow_clients(proxy.connect, *SLOW[kind], count=100), rehearsal(skill, proxy) as session:
        assert "four steps" in " ".join(sound.text for sound in session.device.say("my ankles are sore"))


REFUSED = {
    "a body that is too large": (
        413,
        POST + JSON + f"Content-Length: {LONGEST + 300_000}\r\n\r\n".encode() + b" " * (LONGEST + 300_000),
    ),
    "without an end": (
        413,
        POST + JSON + b"Transfer-Encoding: chunked\r\n\r\n" + (b"10000\r\n" + b" " * 65536 + b"\r\n") * 12,
    ),
    "headers that are too long": (431, POST + b"X: " + b"x" * 3 * LONGEST_HEAD + b"\r\n\r\n"),
    "a forged signature": (400, POST + JSON + b"Content-Length: 2\r\n\r\n{}"),
    "metrics": (404, b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused(proxy: Proxy, kind: str) -> None:
    status, request = REFUSED[kind]
    told = proxy.reply_to(request.replace(b"Host: coach", b"Host: localhost")).status
    assert told == status or (kind.startswith("headers") and told in (400, 414))
    assert proxy.reply_to(b"GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200
