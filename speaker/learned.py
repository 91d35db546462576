"""Keeps the trained classifier of a model in a file: training takes seconds, reading it again a part of one."""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from speaker.model import Model
from speaker.nearest import Nearest

KEPT = Path(__file__).parent / ".learned"
"""The folder of the files; git ignores them."""
_MOST = 6
"""So many classifiers are kept at most, those used last: one for each locale, and one of samples before a change."""
_SOURCES = Path(__file__).parent
"""The folder of the code that learns."""


def learned(model: Model, folder: Path = KEPT) -> Nearest:
    """Return the classifier of ``model``: the kept one if neither the model nor the speaker's code has changed.

    Where the folder cannot be written to, it is trained each time. Of processes that begin together one trains.
    """
    from filelock import FileLock
    from joblib import Memory

    code = "".join(each.read_text("utf-8") for each in sorted(_SOURCES.glob("*.py")))
    stamp = sha256(f"{model!r}{code}{version('scikit-learn')}".encode()).hexdigest()
    try:
        memory = Memory(folder, compress=True, verbose=0)
        lock = FileLock(folder / "lock").acquire()
    except OSError:
        return Nearest(model)
    with lock:
        nearest: Nearest = memory.cache(_trained, ignore=["model"])(model, stamp)
        memory.reduce_size(items_limit=_MOST)
    return nearest


def _trained(model: Model, stamp: str) -> Nearest:
    return Nearest(model)
