"""Hosts of our own on this machine: network namespaces on a bridge, each with an address and a cable to pull."""

import ctypes
import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

_T = TypeVar("_T")

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
"""Of a test run: each has hosts of its own."""
BRIDGE = f"coach{WORKER}"
NETWORK = f"10.213.{77 + WORKER}"
"""Leads nowhere but to this bridge."""
CLONE_NEWNET = 0x40000000
LOCK = Path(tempfile.gettempdir()) / f"{BRIDGE}-network.lock"
"""One test run has these hosts at a time."""


@dataclass(frozen=True)
class Host:
    """A namespace with a loopback of its own and one address on the bridge."""

    name: str
    address: str

    def do(self, work: Callable[[], _T]) -> _T:
        """Do it there: a socket that is made, and a process that is started, stay there."""

        def moved() -> _T:
            with Path(f"/run/netns/{self.name}").open() as namespace:
                if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), CLONE_NEWNET):
                    raise OSError(ctypes.get_errno(), "setns")
            return work()

        with ThreadPoolExecutor(1) as thread:  # which ends, so that no other work is done there
            return thread.submit(moved).result()

    @contextmanager
    def forwarding(self, port: int) -> Iterator[None]:
        """A port of its loopback leads to the same port of ours, as the way to Alexa's APIs does."""
        with self.do(lambda: socket.create_server(("127.0.0.1", port))) as listener:
            thread = threading.Thread(target=_relay, args=(listener, port), daemon=True)
            thread.start()
            yield
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()

    @contextmanager
    def cable_pulled(self) -> Iterator[None]:
        """No packet comes or goes, and none is told of that."""
        _ip("link", "set", self.name, "down")
        try:
            yield
        finally:
            _ip("link", "set", self.name, "up")


@contextmanager
def network(*names: str) -> Iterator[list[Host]]:
    """Hosts with these names; skips the test where there can be none."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        pytest.skip("network namespaces need root and the program ip")
    hosts = [Host(f"{BRIDGE}-{name}", f"{NETWORK}.{number}") for number, name in enumerate(names, 11)]
    with LOCK.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield from _network(hosts)


def _network(hosts: list[Host]) -> Iterator[list[Host]]:
    try:
        try:
            _ip("link", "add", BRIDGE, "type", "bridge")
            _ip("address", "add", f"{NETWORK}.1/24", "dev", BRIDGE)
            _ip("link", "set", BRIDGE, "up")
            for host in hosts:
                _add(host)
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no network namespaces here: {error.stderr}")
        yield hosts
    finally:
        for each in (*(host.name for host in hosts), BRIDGE):
            with suppress(subprocess.CalledProcessError):
                _ip("link", "delete", each)  # connections that nothing ends keep it for minutes
        for host in hosts:
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "delete", host.name)


def _add(host: Host) -> None:
    _ip("netns", "add", host.name)
    _ip("link", "add", host.name, "type", "veth", "peer", "name", "eth0", "netns", host.name)
    _ip("link", "set", host.name, "master", BRIDGE, "up")
    _ip("-n", host.name, "address", "add", f"{host.address}/24", "dev", "eth0")
    for device in ("lo", "eth0"):
        _ip("-n", host.name, "link", "set", device, "up")


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)


def _relay(listener: socket.socket, port: int) -> None:
    with listener, suppress(OSError):
        while True:
            threading.Thread(target=_both_ways, args=(listener.accept()[0], port), daemon=True).start()


def _both_ways(near: socket.socket, port: int) -> None:
    with near, suppress(OSError), socket.create_connection(("127.0.0.1", port)) as far:
        back = threading.Thread(target=_pump, args=(far, near), daemon=True)
        back.start()
        _pump(near, far)
        back.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(65536):
            sink.sendall(some)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
