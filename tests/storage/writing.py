"""Files and folders that cannot be written for a while, also by root, who may write nearly everything."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def read_only(paths: Iterable[Path]) -> Iterator[None]:
    """These cannot be written; skips the test where root cannot be kept from it."""
    kept = {path: path.stat().st_mode for path in paths}
    if os.geteuid() != 0:
        for path, mode in kept.items():
            path.chmod(mode & 0o555)
    elif shutil.which("chattr") is None or _chattr("+i", kept):
        _chattr("-i", kept)
        pytest.skip("root writes everything here: no chattr, or no file system that knows it")
    try:
        yield
    finally:
        if os.geteuid() != 0:
            for path, mode in kept.items():
                path.chmod(mode)
        else:
            _chattr("-i", kept)


def _chattr(change: str, paths: Iterable[Path]) -> int:
    if shutil.which("chattr") is None:
        return 1
    return subprocess.run(["chattr", change, *paths], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
