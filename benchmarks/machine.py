"""The machine and the versions a table was measured with."""

import os
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from skill.clock import system_clock


def lines() -> Iterator[str]:
    """Yield what a reader must know of the machine, as items of a Markdown list."""
    yield f"- {system_clock():%Y-%m-%d}; {_model()}, {os.cpu_count()} cores, {_memory_gb():.0f} GB; {_system()}"
    yield f"- Python {platform.python_version()}, Node {_told('node', '--version')}, {_told('wrk', '--version')}"
    names = ("flask", "waitress", "cryptography", "pydantic", "ask-sdk-core", "ask-sdk-webservice-support")
    yield "- " + ", ".join(f"{name} {version(name)}" for name in names)
    load = ", ".join(f"{load:.2f}" for load in os.getloadavg())
    yield f"- load average when the table was printed (1, 5, 15 minutes): {load}"


def _model() -> str:
    told = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in told if line.startswith("model name")), "unknown CPU")


def _memory_gb() -> float:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9


def _system() -> str:
    return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}"


def _told(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    words = (done.stdout or done.stderr).splitlines()
    return " ".join(words[0].split()[:2]) if words else f"no {command[0]}"
