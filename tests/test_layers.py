"""Imports point one way, only the clocks tell the time, and one utterance passes few files."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from tests.client import SkillClient, at_home
from tests.test_web import READY

PROJECT = Path(__file__).parents[1]
PACKAGES = ("skill", "speaker", "interaction_model")

KERNEL = {"skill.routine"}
PORTS = {"skill.ports", *KERNEL}
MAY_IMPORT = {
    "skill.routine": KERNEL,
    "skill.ports": PORTS,
    "skill.effects": PORTS,
    "skill.people": PORTS,
    "skill.coach": {"skill.effects", "skill.people", *PORTS},
    "skill.speech": {"skill.speech", *KERNEL},
    "skill.screen": {"skill.screen", "skill.speech", *KERNEL},
    "skill.storage": {"skill.storage", *PORTS},
    "skill.alexa": {"skill.alexa", "skill.screen", "skill.speech", "skill.coach", *PORTS},
    "skill.config": set[str](),
    "skill.backup": {"skill.config", "skill.storage"},
    "skill.serverless": {"skill"},
    "skill.web": {"skill"},
    "skill.__main__": {"skill"},
    "skill": set[str](),
    "speaker": {"speaker", "interaction_model"},
    "speaker.host": {"skill"},
    "interaction_model": {"interaction_model"},
}
"""What a part of the project may import of the project; a part is the longest name that fits a module."""

STANDARD_LIBRARY_ONLY = {"skill.routine", "skill.ports"}
SDK, SDK_HOME = "ask_sdk", "skill.alexa"
CLOCKS = {"skill.config", "speaker.clock"}

TELL_THE_TIME = {f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")} | {"datetime.date.today"}
TELL_THE_TIME |= {f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime")}


def within(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


def part_of(module: str) -> str:
    return max((part for part in MAY_IMPORT if within(module, part)), key=len)


def imports(tree: ast.AST, module: str) -> Iterator[tuple[str, str]]:
    """The local name and the whole name of everything that is imported, anywhere in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname or alias.name), alias.name
        elif isinstance(node, ast.ImportFrom):
            parent = module.rsplit(".", node.level)[0] if node.level else ""
            source = ".".join(filter(None, (parent, node.module)))
            for alias in node.names:
                yield (alias.asname or alias.name), f"{source}.{alias.name}"


def faults_of_import(module: str, imported: str) -> Iterator[str]:
    part, root = part_of(module), imported.partition(".")[0]
    if root in PACKAGES and not any(within(imported, allowed) for allowed in MAY_IMPORT[part]):
        yield f"{module} imports {imported}"
    if root not in PACKAGES and part in STANDARD_LIBRARY_ONLY and root not in sys.stdlib_module_names:
        yield f"{module} imports {imported}, and it is to stand alone"
    if root.startswith(SDK) and not within(module, SDK_HOME):
        yield f"{module} imports {imported}, which only {SDK_HOME} may"


def whole_name(node: ast.expr, names: dict[str, str]) -> str:
    """The name of what is called, as its own module has it: ``dt.now`` is ``datetime.datetime.now``."""
    if isinstance(node, ast.Attribute):
        return f"{whole_name(node.value, names)}.{node.attr}"
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def faults(source: str, module: str) -> list[str]:
    tree = ast.parse(source)
    imported = list(imports(tree, module))
    names = dict(imported)
    found = [fault for _, name in imported for fault in faults_of_import(module, name)]
    if module not in CLOCKS:
        used = (whole_name(node, names) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name))
        found += [f"{module} reads {name}" for name in sorted(set(used) & TELL_THE_TIME)]
    return found


# A package keeps the "__init__" in its name, so that a dot in its imports means the package itself.
FILES = {
    ".".join(path.relative_to(PROJECT).with_suffix("").parts): path
    for package in PACKAGES
    for path in sorted((PROJECT / package).rglob("*.py"))
}


def test_imports_point_one_way() -> None:
    assert {"skill.web", "skill.routine.recovery", "skill.alexa.device", "speaker.device"} <= set(FILES)
    assert [fault for module, file in FILES.items() for fault in faults(file.read_text("utf-8"), module)] == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("skill.routine.icing", "from skill.ports import Timers"),
        ("skill.routine.icing", "from ..speech import say"),
        ("skill.routine.icing", "def late():\n    from skill.coach import Coach"),
        ("skill.ports", "from pydantic import TypeAdapter"),
        ("skill.ports", "import ask_sdk_model.services"),
        ("skill.screen", "from skill.alexa.inbound import INTENTS"),
        ("skill.alexa.device", "from skill.web import create_app"),
        ("skill.web", "from ask_sdk_core.skill_builder import CustomSkillBuilder"),
        ("speaker.device", "from skill.routine.plan import ICE_TIME"),
        ("speaker.device", "import skill"),
        ("interaction_model.expand", "from skill.alexa.inbound import INTENTS"),
        ("skill.alexa.verify", "from datetime import datetime\nnow = datetime.now(UTC)"),
        ("skill.alexa.verify", "from datetime import datetime as dt\nclock = dt.now"),
        ("skill.coach", "from time import time as seconds\nnow = seconds()"),
        ("speaker.rest", "import datetime as d\nd.datetime.utcnow()"),
    ],
)
def test_a_fault_is_found(module: str, source: str) -> None:
    found = faults(source, module)
    assert found
    assert all(fault.startswith(f"{module} ") for fault in found)


FILES_OF_AN_UTTERANCE = 22
"""Files of skill/ that "start icing" may pass on a device with a screen, so that it can be read at one sitting."""


def test_start_icing_passes_few_files(tmp_path: Path) -> None:
    passed, root = set[str](), str(PROJECT / "skill")
    client = SkillClient(tmp_path)
    client.keep(READY)

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(root):
            passed.add(frame.f_code.co_filename)

    with at_home(client):
        client.system["device"]["supportedInterfaces"] = {"Alexa.Presentation.APL": {}}
        sys.setprofile(note)
        try:
            client.hear("icing-no-slots")
        finally:
            sys.setprofile(None)
    assert len(passed) <= FILES_OF_AN_UTTERANCE, sorted(passed)
